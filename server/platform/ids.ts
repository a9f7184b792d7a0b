import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A bearer secret: 128 random bits, URL-safe. */
export const newSecret = (): string => randomBytes(16).toString("base64url");

/** SHA-256 in hex: how secrets and arguments are kept at rest. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Compares two texts in constant time. */
export function sameSecret(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(sha256(a)), Buffer.from(sha256(b))];
  return timingSafeEqual(x, y);
}
