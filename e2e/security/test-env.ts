import "@/server/app/register";
import { findRunningEmbedded } from "@/db/embedded";
import { readLocalStripe } from "@/server/app/demo/stripe";
import { setLocalStripe } from "@/server/platform/env";
import { loadSecrets } from "@/server/platform/secrets";
import { dataDir } from "./server";

// Before each file: this process works on the production server's database, with its secrets.
process.env.DATA_DIR = dataDir;
process.env.DEMO = "1";
process.env.DATABASE_URL = (await findRunningEmbedded(`${dataDir}/pg`)) ?? "";
await loadSecrets();
// Its local Stripe too: mutants take cards, and attacks pay with them.
const local = readLocalStripe(dataDir);
if (local) setLocalStripe({ LOCAL_STRIPE_URL: local.url, STRIPE_WEBHOOK_SECRET: local.secret });
