// `npm run docs`: writes the documents that are made from the code.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildApiDocs } from "./api-docs";
import { replaceModules } from "./module-docs";
import { buildSettingsDocs } from "./settings-docs";

const inDocs = (file: string) => path.resolve(import.meta.dirname, "../../docs", file);
writeFileSync(inDocs("api.md"), buildApiDocs());
writeFileSync(inDocs("configuration.md"), buildSettingsDocs());
writeFileSync(inDocs("architecture.md"), replaceModules(readFileSync(inDocs("architecture.md"), "utf8")));
