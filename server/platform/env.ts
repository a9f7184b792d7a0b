import { z } from "zod";

const flag = z.enum(["0", "1"], "must be 0 or 1").transform((v) => v === "1");

/**
 * Every setting of the process with what it means (docs/configuration.md is made from it); this file is the sole reader of
 * `process.env` (db/client reads its own late).
 */
export const settings = z.object({
  NODE_ENV: z
    .enum(["development", "production", "test"])
    .default("development")
    .describe("set by the commands: `npm start` runs production"),
  HOST: z.string().min(1).default("127.0.0.1").describe("where the server listens"),
  PORT: z.coerce
    .number("must be a number")
    .int()
    .min(0)
    .max(65535)
    .default(3000)
    .describe("where the server listens; 0 takes a free port"),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must look like https://shop.example" })
    .optional()
    .describe(
      "the address that browsers use, `http://HOST:PORT` unless set; with https, cookies are Secure and bound to the host",
    ),
  TRUSTED_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe("how many proxies in front may say the client's address"),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "must look like postgres://user:password@host/name" })
    .optional()
    .describe("a PostgreSQL ≥ 15; unset starts the embedded one"),
  DATABASE_DIRECT_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "must look like postgres://user:password@host/name" })
    .optional()
    .describe("the same database past a pooler, for LISTEN, advisory locks and migrations; `DATABASE_URL` unless set"),
  DATABASE_POOL: z.coerce
    .number("must be a number")
    .int()
    .min(2)
    .max(1_000)
    .optional()
    .describe(
      "connections of all processes together: 24, or 80 with `PROCESSES` above 1, when each takes half of its share",
    ),
  STATEMENTS: z
    .enum(["named", "unnamed"])
    .default("named")
    .describe("`unnamed` behind a pooler in transaction mode that keeps no prepared statements"),
  FANOUT: z
    .enum(["memory", "postgres", "redis"])
    .optional()
    .describe(
      "what tells processes of each other's changes; unset it is redis with `REDIS_URL`, postgres with `PROCESSES` above 1, else memory",
    ),
  REDIS_URL: z
    .string()
    .regex(
      /^rediss?:\/\/[^\s,]+(,rediss?:\/\/[^\s,]+)*$/,
      "must look like redis://host:6379, several of a cluster with commas",
    )
    .optional()
    .describe("a Redis ≥ 7 or Valkey: fan-out and limits of many processes; servers of a cluster are joined by commas"),
  ROLE: z
    .enum(["all", "web", "worker"])
    .default("all")
    .describe("web answers requests, worker does the work in the background and answers `/readyz` and `/metrics` only"),
  PROCESSES: z.coerce
    .number("must be a number")
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe("how many server processes there are, on all machines"),
  DATA_DIR: z
    .string()
    .min(1)
    .default(".data")
    .describe("embedded database, imported pictures, generated secrets (mode 0600)"),
  BACKUP_TARGET: z
    .string()
    .min(1)
    .optional()
    .describe("a folder on another disk that backups are kept in; the running shop fills it (docs/backup.md)"),
  BACKUP_KEY: z
    .string()
    .min(32, "must have 32 characters or more")
    .optional()
    .describe("encrypts backups; keep it elsewhere: without it they cannot be restored"),
  BACKUP_MINUTES: z.coerce
    .number()
    .int()
    .min(5)
    .default(720)
    .describe("minutes between whole backups; where there is no log, the most that a loss of the database costs"),
  BACKUP_KEEP: z.coerce.number().int().min(1).default(7).describe("whole backups that `BACKUP_TARGET` keeps"),
  DEMO: flag
    .optional()
    .describe("demo shop, printed PINs, local mail page; unset it is 1 only without `DATABASE_URL` on 127.0.0.1"),
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default("AZN")
    .describe("currency of imported prices"),
  COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default("AZ")
    .describe("country of phone numbers written without its code"),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"])
    .default("info")
    .describe("what is logged"),
  METRICS_TOKEN: z
    .string()
    .min(16, "must have 16 characters or more")
    .optional()
    .describe("`/metrics` for `Authorization: Bearer …`; without it only for this machine, no proxy"),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "must look like http://127.0.0.1:4318" })
    .optional()
    .describe("an OpenTelemetry collector for traces by OTLP over HTTP; without it nothing is traced or loaded"),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe("where mail is sent through; without it the demo keeps mail at `/en/demo-mail`"),
  MAIL_FROM: z.string().default("Selvedge <shop@localhost>").describe("the sender of mail"),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/, "must look like AC and 32 hexadecimal digits")
    .optional()
    .describe("text messages through Twilio; without it the demo keeps texts at `/en/demo-mail`"),
  TWILIO_AUTH_TOKEN: z.string().min(1).optional().describe("needed with `TWILIO_ACCOUNT_SID`"),
  TWILIO_FROM: z.string().min(1).optional().describe("the sender of texts, needed with `TWILIO_ACCOUNT_SID`"),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_\w+$/, "must look like sk_test_… or rk_live_…")
    .optional()
    .describe("card payments through Stripe; a restricted key (`rk_…`) is enough"),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\S+$/, "must look like whsec_…")
    .optional()
    .describe("signs what Stripe sends to `/api/stripe/webhook`; needed with `STRIPE_SECRET_KEY`"),
  LOCAL_STRIPE_URL: z
    .url({ protocol: /^http$/, hostname: /^(127\.0\.0\.1|localhost)$/, error: "must look like http://127.0.0.1:12111" })
    .optional()
    .describe("the local Stripe on this machine; only without a key, in the demo and tests"),
  GOOGLE_CLIENT_ID: z.string().min(1).optional().describe("sign-in with Google"),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional().describe("needed with `GOOGLE_CLIENT_ID`"),
});

/** Settings that are only valid together. */
const groups = [
  ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"],
  ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
] as const;

function assertGroupComplete(given: z.infer<typeof settings>, ctx: z.RefinementCtx): void {
  for (const names of groups) {
    const missing = names.filter((name) => !given[name]);
    if (missing.length === 0 || missing.length === names.length) continue;
    for (const name of missing) ctx.addIssue({ code: "custom", path: [name], message: "is missing beside the others" });
  }
  if (given.FANOUT === "redis" && !given.REDIS_URL)
    ctx.addIssue({ code: "custom", path: ["REDIS_URL"], message: "is missing beside FANOUT=redis" });
  if (given.STRIPE_SECRET_KEY && !given.STRIPE_WEBHOOK_SECRET)
    ctx.addIssue({ code: "custom", path: ["STRIPE_WEBHOOK_SECRET"], message: "is missing beside STRIPE_SECRET_KEY" });
}

export type Env = z.infer<typeof settings> & { demo: boolean; FANOUT: "memory" | "postgres" | "redis" };

function parseEnv(): Env {
  // An empty setting means "not set".
  const given = Object.fromEntries(Object.entries(process.env).filter(([, v]) => v !== ""));
  const parsed = settings.superRefine(assertGroupComplete).safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((i) => `${i.path.join(".")} ${i.message}`).join("; ");
    throw new Error(`Wrong setting: ${wrong}`);
  }
  // The embedded cluster is passed to other modules through DATABASE_URL, so whether it was set is decided once, at
  // start.
  const local = parsed.data.HOST === "127.0.0.1" && !parsed.data.DATABASE_URL;
  const { DEMO, FANOUT, REDIS_URL, PROCESSES } = parsed.data;
  const fanout = REDIS_URL ? "redis" : PROCESSES > 1 ? "postgres" : "memory";
  return { ...parsed.data, demo: DEMO ?? local, FANOUT: FANOUT ?? fanout };
}

const shared = globalThis as typeof globalThis & { __selvedgeEnv?: Env };

/** The validated settings, read once per process. Throws an Error with one clear sentence when a setting is wrong. */
export function env(): Env {
  shared.__selvedgeEnv ??= parseEnv();
  return shared.__selvedgeEnv;
}

/** Sets where the local Stripe of this process, or of a test, listens: settings that are known only after its start. */
export function setLocalStripe(found: Pick<Env, "LOCAL_STRIPE_URL" | "STRIPE_WEBHOOK_SECRET">): void {
  shared.__selvedgeEnv = { ...env(), ...found };
}
