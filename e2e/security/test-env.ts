import { runningEmbedded } from "@/db/embedded";
import { localStripeOf } from "@/server/app/demo/stripe";
import { setLocalStripe } from "@/server/platform/env";
import { loadSecrets } from "@/server/platform/secrets";
import { dataDir } from "./server";

// Before each file: this process works on the production server's database, with its secrets.
process.env.DATA_DIR = dataDir;
process.env.DEMO = "1";
process.env.DATABASE_URL = (await runningEmbedded(`${dataDir}/pg`)) ?? "";
await loadSecrets();
// Its local Stripe too: twins take cards, and attacks pay with them.
const local = localStripeOf(dataDir);
if (local) setLocalStripe({ LOCAL_STRIPE_URL: local.url, STRIPE_WEBHOOK_SECRET: local.secret });
