import Stripe from "stripe";
import { type Env, env } from "@/server/platform/env";

type Settings = Pick<Env, "demo" | "NODE_ENV" | "STRIPE_SECRET_KEY" | "LOCAL_STRIPE_URL">;

/** The secret key that the local Stripe accepts by default. */
export const localStripeKey = "sk_test_selvedge_local";

/** Stripe's answers depend on the version; ours moves with the package, by hand. */
const apiVersion = "2026-10-28.endive";
const clients = new WeakMap<Settings, Stripe>();

function createClient({ demo, NODE_ENV, STRIPE_SECRET_KEY: key, LOCAL_STRIPE_URL: local }: Settings): Stripe | null {
  const common = { apiVersion, timeout: 10_000, maxNetworkRetries: 2, telemetry: false } as const;
  if (key) return new Stripe(key, common);
  if (!local || !(demo || NODE_ENV === "test")) return null;
  const { hostname: host, port } = new URL(local);
  return new Stripe(localStripeKey, { ...common, protocol: "http", host, port });
}

/**
 * The payment provider: Stripe when its key is set, otherwise, in demo mode and tests only, the local Stripe; null
 * without card payments, when everything is paid in the store.
 */
export function getStripe(settings: Settings = env()): Stripe | null {
  const known = clients.get(settings);
  if (known) return known;
  const client = createClient(settings);
  if (client) clients.set(settings, client);
  return client;
}

/** Whether no real money moves: with the local Stripe, and with a test key. */
export const isTestMode = ({ STRIPE_SECRET_KEY: key }: Settings = env()): boolean => !key || key.includes("_test_");

/** Whether cards are accepted, and whether only as a test. Without cards everything is paid in the store. */
export const getPaymentSettings = (): { cards: boolean; testMode: boolean } => {
  const cards = getStripe() !== null;
  return { cards, testMode: cards && isTestMode() };
};
