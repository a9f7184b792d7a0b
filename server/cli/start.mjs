// `npm start`: installs and builds what is missing, then runs the server in this very process, so that signals reach
// it.

import path from "node:path";
import { pathToFileURL } from "node:url";
import { warnOutOfSupport } from "./node-versions.mjs";
import { ensureBuilt, ensureInstalled, root } from "./steps.mjs";

warnOutOfSupport();
await ensureInstalled();
await ensureBuilt();
process.env.NODE_ENV = "production";
await import(pathToFileURL(path.join(root, "dist/main.mjs")).href);
