import { createCipheriv, createDecipheriv, createHash, type DecipherGCM, hkdfSync, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { StoredFile } from "./schema";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;

/** The key that files are encrypted with, of the setting's text. */
export const deriveKey = (text: string): Buffer => Buffer.from(hkdfSync("sha256", text, "", "selvedge backup", 32));

/** Tells keys apart without giving one away. */
export const getKeyId = (key: Buffer): string =>
  createHash("sha256").update("selvedge backup key").update(key).digest("hex").slice(0, 16);

type Chunks = AsyncIterable<Buffer>;

/** Encrypts under a fresh nonce; the file's name is authenticated too, so that no file passes for another. */
async function* encrypt(source: Chunks, key: Buffer, name: string): Chunks {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(name));
  yield iv;
  for await (const chunk of source) yield cipher.update(chunk);
  yield cipher.final();
  yield cipher.getAuthTag();
}

/** The reverse. What it yields counts only once it has ended without an error. */
async function* decrypt(source: Chunks, key: Buffer, name: string): Chunks {
  let kept = Buffer.alloc(0);
  let decipher: DecipherGCM | undefined;
  for await (const chunk of source) {
    kept = Buffer.concat([kept, chunk]);
    if (!decipher && kept.length >= ivBytes) {
      decipher = createDecipheriv(algorithm, key, kept.subarray(0, ivBytes)).setAAD(Buffer.from(name));
      kept = kept.subarray(ivBytes);
    }
    if (!decipher || kept.length <= tagBytes) continue;
    yield decipher.update(kept.subarray(0, -tagBytes));
    kept = kept.subarray(-tagBytes);
  }
  if (!decipher || kept.length < tagBytes) throw new Error("the file is too short");
  decipher.setAuthTag(kept);
  yield decipher.final();
}

/** Passes chunks on and tells `seen` of each. */
async function* watch(source: Chunks, seen: (chunk: Buffer) => void): Chunks {
  for await (const chunk of source) {
    seen(chunk);
    yield chunk;
  }
}

/** Where a file lies, how it is called in its backup and the key, if any. */
export type Place = { path: string; name: string; key: Buffer | null };

/** Makes sure that what was written, or renamed in a folder, outlives a power cut. */
export async function flush(file: string): Promise<void> {
  const handle = await open(file);
  await handle.sync().finally(() => handle.close());
}

/**
 * Packs and encrypts `source` into a file, which appears at once or not at all. Throws what the disk says, when it is
 * full for instance.
 */
export async function writeSealed(place: Place, source: AsyncIterable<Buffer>): Promise<StoredFile> {
  const { name, key } = place;
  const hash = createHash("sha256");
  const size = { bytes: 0, stored: 0 };
  const draft = `${place.path}.part`;
  await mkdir(path.dirname(draft), { recursive: true });
  try {
    await pipeline(
      Readable.from(source, { objectMode: false }),
      (chunks: Chunks) =>
        watch(chunks, (chunk) => {
          size.bytes += chunk.length;
        }),
      createGzip({ level: 1 }),
      (chunks: Chunks) => (key ? encrypt(chunks, key, name) : chunks),
      (chunks: Chunks) =>
        watch(chunks, (chunk) => {
          size.stored += chunk.length;
          hash.update(chunk);
        }),
      createWriteStream(draft, { mode: 0o600 }),
    );
    await flush(draft);
    await rename(draft, place.path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return { name, ...size, sha256: hash.digest("hex") };
}

/** The SHA-256 of a file's bytes as they lie there. Throws when it cannot be read. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

/**
 * The content of a stored file. What it yields counts only once it has ended without an error: then the bytes were those
 * that the manifest names.
 */
export async function* readSealed({ path: file, name, key }: Place, { sha256 }: StoredFile): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  const raw = watch(createReadStream(file), (chunk) => void hash.update(chunk));
  const plain = key ? decrypt(raw, key, name) : raw;
  const unpacked = createGunzip();
  const fed = pipeline(Readable.from(plain, { objectMode: false }), unpacked);
  fed.catch(() => {});
  for await (const chunk of unpacked) yield chunk;
  await fed;
  if (hash.digest("hex") !== sha256) throw new Error("its checksum differs");
}
