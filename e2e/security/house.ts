import { runningEmbedded } from "@/db/embedded";
import { loadSecrets } from "@/server/platform/secrets";
import { dataDir } from "./server";

// Before each file: this process works on the production server's database, with its secrets.
process.env.DATA_DIR = dataDir;
process.env.DEMO = "1";
process.env.DATABASE_URL = (await runningEmbedded(`${dataDir}/pg`)) ?? "";
await loadSecrets();
