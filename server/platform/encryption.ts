import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { secrets } from "./secrets";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

const deriveKey = (purpose: string): Buffer =>
  createHmac("sha256", secrets().cookie).update(`seal:${purpose}`).digest();

/** `text` encrypted with this process's secret, for values that are stored in the database for a short time. */
export function encrypt(purpose: string, text: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, deriveKey(purpose), iv);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
}

/** The text behind `sealed`, or null when it was not encrypted for this purpose with the current secret. */
export function decrypt(purpose: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < ivBytes + tagBytes) return null;
  const decipher = createDecipheriv(algorithm, deriveKey(purpose), bytes.subarray(0, ivBytes));
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
