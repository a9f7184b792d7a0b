import { z } from "zod";

const flag = z.enum(["0", "1"], "must be 0 or 1").transform((v) => v === "1");

/** Every setting of the process; this file is the sole reader of `process.env` (db/client reads DATABASE_URL late). */
const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce.number("must be a number").int().min(0).max(65535).default(3000),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "must look like postgres://user:password@host/name" })
    .optional(),
  DATA_DIR: z.string().min(1).default(".data"),
  DEMO: flag.optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: "must look like https://shop.example" }).optional(),
  TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(5).default(0),
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default("AZN"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  METRICS_TOKEN: z.string().min(16, "must have 16 characters or more").optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().default("Selvedge <shop@localhost>"),
  COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default("AZ"),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/, "must look like AC and 32 hexadecimal digits")
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().min(1).optional(),
  TWILIO_FROM: z.string().min(1).optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_\w+$/, "must look like sk_test_… or rk_live_…")
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\S+$/, "must look like whsec_…")
    .optional(),
  LOCAL_STRIPE_URL: z
    .url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/, error: "must look like http://127.0.0.1:12111" })
    .optional(),
  GOOGLE_CLIENT_ID: z.string().min(1).optional(),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
});

/** Settings that mean nothing one without the other. */
const groups = [
  ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"],
  ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
] as const;

function assertGroupComplete(given: z.infer<typeof schema>, ctx: z.RefinementCtx): void {
  for (const names of groups) {
    const missing = names.filter((name) => !given[name]);
    if (missing.length === 0 || missing.length === names.length) continue;
    for (const name of missing) ctx.addIssue({ code: "custom", path: [name], message: "is missing beside the others" });
  }
  if (given.STRIPE_SECRET_KEY && !given.STRIPE_WEBHOOK_SECRET)
    ctx.addIssue({ code: "custom", path: ["STRIPE_WEBHOOK_SECRET"], message: "is missing beside STRIPE_SECRET_KEY" });
}

export type Env = z.infer<typeof schema> & { demo: boolean };

function parseEnv(): Env {
  // An empty setting means "not set".
  const given = Object.fromEntries(Object.entries(process.env).filter(([, v]) => v !== ""));
  const parsed = schema.superRefine(assertGroupComplete).safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((i) => `${i.path.join(".")} ${i.message}`).join("; ");
    throw new Error(`Wrong setting: ${wrong}`);
  }
  // The embedded cluster is announced to other modules through DATABASE_URL, so "was it set" is asked once, at start.
  const local = parsed.data.HOST === "127.0.0.1" && !parsed.data.DATABASE_URL;
  return { ...parsed.data, demo: parsed.data.DEMO ?? local };
}

const shared = globalThis as typeof globalThis & { __selvedgeEnv?: Env };

/** The validated settings, read once per process. Throws an Error with one clear sentence when a setting is wrong. */
export function env(): Env {
  shared.__selvedgeEnv ??= parseEnv();
  return shared.__selvedgeEnv;
}

/** Says where the local Stripe is that this process, or a test, started: settings that are known only then. */
export function setLocalStripe(found: Pick<Env, "LOCAL_STRIPE_URL" | "STRIPE_WEBHOOK_SECRET">): void {
  shared.__selvedgeEnv = { ...env(), ...found };
}
