import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { env } from "./env";

const schema = z.object({ auth: z.string().min(32), cookie: z.string().min(32) });
export type Secrets = z.infer<typeof schema>;

const shared = globalThis as typeof globalThis & { __selvedgeSecrets?: Secrets };

/** Reads the process's secrets from the data directory (mode 0600), made once when absent; hands next-auth its own. */
export async function loadSecrets(): Promise<Secrets> {
  const file = path.join(env().DATA_DIR, "secrets.json");
  let secrets: Secrets;
  try {
    secrets = schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (e) {
    if ((e as { code?: string }).code !== "ENOENT") throw e;
    secrets = { auth: randomBytes(32).toString("hex"), cookie: randomBytes(32).toString("hex") };
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600, flag: "wx" });
  }
  shared.__selvedgeSecrets = secrets;
  process.env.NEXTAUTH_SECRET ??= secrets.auth;
  return secrets;
}

/** The loaded secrets. Throws when used before `loadSecrets`. */
export function secrets(): Secrets {
  if (!shared.__selvedgeSecrets) throw new Error("secrets are not loaded yet");
  return shared.__selvedgeSecrets;
}
