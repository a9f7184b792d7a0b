// Installs what is missing, then runs a TypeScript command: `node server/cli/with-packages.mjs FILE.ts [arguments]`.
import path from "node:path";
import { ensureInstalled, tool } from "./steps.mjs";

const typedIn = process.env.INIT_CWD ?? process.cwd();
await ensureInstalled();
// Paths in the arguments are relative to the folder in which the command was typed.
process.exit(await tool("tsx", process.argv.slice(2), { SELVEDGE_CWD: path.resolve(typedIn) }));
