// The local Stripe in a process of its own: `node server/cli/with-packages.mjs server/cli/local-stripe.ts --port 12111
// [--webhook http://127.0.0.1:3000/api/stripe/webhook --secret whsec_local] [--file stripe.json]`. Prints its address and ends on SIGTERM.
import { parseArgs } from "node:util";
import { startLocalStripe } from "@/server/payments/local-stripe/provider";
import { webhookEvents } from "@/server/payments/webhook/rules";

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { port: text, webhook: text, secret: text, file: text, "public-url": text } });
const { port = "12111", webhook: url, secret, file, "public-url": publicUrl } = values;
if (Boolean(url) !== Boolean(secret)) throw new Error("--webhook and --secret are given together");

const stripe = await startLocalStripe({
  port: Number(port),
  ...(url && secret ? { webhook: { url, secret, events: webhookEvents } } : {}),
  ...(file ? { file } : {}),
  ...(publicUrl ? { publicUrl } : {}),
});
process.stdout.write(`${stripe.url}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => {
    void stripe.close().then(() => process.exit(0));
  });
