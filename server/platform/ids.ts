import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** A bearer secret: 128 random bits, URL-safe. */
export const generateSecret = (): string => randomBytes(16).toString("base64url");

/** SHA-256 in hex: the form in which secrets and arguments are stored. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Compares two texts in constant time. */
export function isSameSecret(a: string, b: string): boolean {
  const x = Buffer.from(sha256(a));
  const y = Buffer.from(sha256(b));
  return timingSafeEqual(x, y);
}

const derivePinKey = (pin: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => scrypt(pin, salt, 32, (err, key) => (err ? reject(err) : resolve(key))));

/** A PIN at rest: salt and scrypt key, so that a stolen table cannot be brute-forced quickly. */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString("base64url")}.${(await derivePinKey(pin, salt)).toString("base64url")}`;
}

/** Whether `pin` is the one behind `hash`; false when none is set. */
export async function isPinMatching(pin: string, hash: string | null): Promise<boolean> {
  const [salt = "", key = ""] = (hash ?? ".").split(".");
  const right = Buffer.from(key, "base64url");
  const given = await derivePinKey(pin, Buffer.from(salt, "base64url"));
  return right.length === given.length && timingSafeEqual(right, given);
}

/**
 * Whether four digits are among the first guesses: all equal (1111), a run up or down (1234, 3210, 7890), or a repeated
 * pair (1212, 1122).
 */
export function isTrivialPin(pin: string): boolean {
  const digits = [...pin].map(Number);
  const steps = digits.slice(1).map((digit, i) => (digit - (digits[i] ?? 0) + 10) % 10);
  const even = [0, 1, 9].some((step) => steps.every((s) => s === step));
  return even || /^(\d\d)\1$/.test(pin) || /^(\d)\1(\d)\2$/.test(pin);
}
