import { createHmac, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { env } from "./env";
import { isTrivialPin } from "./ids";

const schema = z.object({ auth: z.string().min(32), cookie: z.string().min(32) });
export type Secrets = z.infer<typeof schema>;

const shared = globalThis as typeof globalThis & { __selvedgeSecrets?: Secrets };

const getErrorCode = (e: unknown) => (e as { code?: string }).code;

function readSecrets(file: string): Secrets | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (e) {
    if (getErrorCode(e) === "ENOENT") return null;
    throw e;
  }
}

/** New secrets, written in one step so that no process reads a partial file; null when another process was first. */
function createSecrets(file: string): Secrets | null {
  const secrets = { auth: randomBytes(32).toString("hex"), cookie: randomBytes(32).toString("hex") };
  const draft = `${file}.${process.pid}`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(draft, JSON.stringify(secrets), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return secrets;
  } catch (e) {
    if (getErrorCode(e) === "EEXIST") return null;
    throw e;
  } finally {
    unlinkSync(draft);
  }
}

/**
 * Reads the process's secrets from the data directory (mode 0600), created once when absent; passes next-auth its own.
 */
export async function loadSecrets(): Promise<Secrets> {
  const file = path.join(env().DATA_DIR, "secrets.json");
  const secrets = readSecrets(file) ?? createSecrets(file) ?? readSecrets(file);
  if (!secrets) throw new Error(`cannot read ${file}`);
  shared.__selvedgeSecrets = secrets;
  process.env.NEXTAUTH_SECRET ??= secrets.auth;
  return secrets;
}

/** The loaded secrets. Throws when used before `loadSecrets`. */
export function secrets(): Secrets {
  if (!shared.__selvedgeSecrets) throw new Error("secrets are not loaded yet");
  return shared.__selvedgeSecrets;
}

/**
 * The shift PIN of a demo consultant, derived from this machine's secret, so that it can be printed and is not in the
 * code. Never one that `setPin` would refuse.
 */
export function deriveDemoPin(email: string): string {
  for (let round = 0; ; round++) {
    const of = round === 0 ? email : `${email}:${round}`;
    const digest = createHmac("sha256", secrets().cookie).update(`demo-pin:${of}`).digest();
    const pin = String(digest.readUInt32BE(0) % 10_000).padStart(4, "0");
    if (!isTrivialPin(pin)) return pin;
  }
}
