import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startLocalStripe } from "@/server/payments/local-stripe/provider";
import { getStripe } from "@/server/payments/provider";
import { webhookEvents } from "@/server/payments/webhook/rules";
import { env, setLocalStripe } from "@/server/platform/env";
import { computeKeyedDigest } from "@/server/platform/http/cookies";
import { log } from "@/server/platform/log";
import { listStores } from "@/server/stores/queries";

const getStatePath = (dir: string) => path.join(dir, "local-stripe.json");
const getPortPath = (dir: string) => path.join(dir, "local-stripe.port");

/** Address of the demo's local Stripe, for processes with access to its data directory; null when none was started. */
export function readLocalStripe(dir: string): { url: string; secret: string } | null {
  if (!existsSync(getPortPath(dir))) return null;
  return { url: `http://127.0.0.1:${readFileSync(getPortPath(dir), "utf8").trim()}`, secret: getWebhookSecret() };
}

const getWebhookSecret = () => `whsec_${computeKeyedDigest("local-stripe", "webhook")}`;

/** Starts it on its previous port, so that pages open in a browser still respond; otherwise on any free port. */
async function startServer(dir: string, webhookUrl: string) {
  const options = {
    file: getStatePath(dir),
    webhook: { url: webhookUrl, secret: getWebhookSecret(), events: webhookEvents },
  };
  const before = Number(readLocalStripe(dir)?.url.split(":").at(-1) ?? 0);
  const started = await startLocalStripe({ ...options, port: before }).catch((err) => {
    if (err instanceof SyntaxError) renameSync(getStatePath(dir), `${getStatePath(dir)}.broken`);
    log().warn({ err }, "the local Stripe could not go on where it was");
    return startLocalStripe(options);
  });
  writeFileSync(getPortPath(dir), new URL(started.url).port);
  return started;
}

/** One simulated reader in each store, created once. */
async function seedReaders(): Promise<void> {
  const client = getStripe();
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
 * In demo mode without a key, starts the local Stripe on this machine with `base`'s webhook route; its state is stored
 * in the data directory, so that no payment is lost when the process is killed. The returned function stops it.
 */
export async function startDemoStripe(base: string): Promise<() => Promise<void>> {
  const { demo, STRIPE_SECRET_KEY, LOCAL_STRIPE_URL, DATA_DIR } = env();
  if (!demo || STRIPE_SECRET_KEY || LOCAL_STRIPE_URL) return async () => {};
  const local = await startServer(DATA_DIR, `${base}/api/stripe/webhook`);
  setLocalStripe({ LOCAL_STRIPE_URL: local.url, STRIPE_WEBHOOK_SECRET: getWebhookSecret() });
  await seedReaders();
  return local.close;
}
