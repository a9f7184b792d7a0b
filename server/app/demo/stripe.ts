import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { keyedDigest } from "@/server/platform/http/cookies";
import { env, setLocalStripe } from "@/server/platform/env";
import { log } from "@/server/platform/log";
import { listStores } from "@/server/stores/queries";
import { startLocalStripe } from "@/server/payments/local-stripe/provider";
import { stripe } from "@/server/payments/provider";
import { webhookEvents } from "@/server/payments/webhook/rules";

const file = (dir: string) => path.join(dir, "local-stripe.json");
const portFile = (dir: string) => path.join(dir, "local-stripe.port");

/** Where the local Stripe of a demo house is, for whoever holds its data directory; null when none was started. */
export function localStripeOf(dir: string): { url: string; secret: string } | null {
  if (!existsSync(portFile(dir))) return null;
  return { url: `http://127.0.0.1:${readFileSync(portFile(dir), "utf8").trim()}`, secret: webhookSecret() };
}

const webhookSecret = () => `whsec_${keyedDigest("local-stripe", "webhook")}`;

/** Starts it where it was before, so that pages which are open in a browser still answer; else wherever there is room. */
async function start(dir: string, webhookUrl: string) {
  const options = { file: file(dir), webhook: { url: webhookUrl, secret: webhookSecret(), events: webhookEvents } };
  const before = Number(localStripeOf(dir)?.url.split(":").at(-1) ?? 0);
  const started = await startLocalStripe({ ...options, port: before }).catch((err) => {
    if (err instanceof SyntaxError) renameSync(file(dir), `${file(dir)}.broken`);
    log().warn({ err }, "the local Stripe could not go on where it was");
    return startLocalStripe(options);
  });
  writeFileSync(portFile(dir), new URL(started.url).port);
  return started;
}

/** One simulated reader in each store, made once. */
async function furnish(): Promise<void> {
  const client = stripe();
  if (!client || (await client.terminal.readers.list({ limit: 1 })).data.length > 0) return;
  for (const { code, name, address, city, country } of (await listStores()).stores) {
    const location = await client.terminal.locations.create({
      display_name: name,
      address: { line1: address || name, city, country },
      metadata: { store: code },
    });
    const reader = { registration_code: "simulated-wpe", location: location.id, label: `${name} 1` };
    await client.terminal.readers.create(reader);
  }
}

/**
 * In demo mode without a key, starts the local Stripe on this machine and has it tell `base`'s webhook route; what it knows is
 * kept in the data directory, so that no money is forgotten when the process is killed. The returned function stops it.
 */
export async function startDemoStripe(base: string): Promise<() => Promise<void>> {
  const { demo, STRIPE_SECRET_KEY, LOCAL_STRIPE_URL, DATA_DIR } = env();
  if (!demo || STRIPE_SECRET_KEY || LOCAL_STRIPE_URL) return async () => {};
  const local = await start(DATA_DIR, `${base}/api/stripe/webhook`);
  setLocalStripe({ LOCAL_STRIPE_URL: local.url, STRIPE_WEBHOOK_SECRET: webhookSecret() });
  await furnish();
  return local.close;
}
