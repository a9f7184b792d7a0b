import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { appendFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileSchema, type Manifest, manifestSchema, type StoredFile } from "./schema";
import { deriveKey, flush, getKeyId, hashFile, type Place, readSealed, writeSealed } from "./seal";

/** A folder, on another disk as a rule, that backups are kept in, and the key that they are encrypted with, if any. */
export type Target = { dir: string; key: Buffer | null };

/** What lies beside the backups: the write-ahead log, and pictures, which never change and are stored once. */
export type Room = "log" | "pictures";

/** The target in `dir`. Throws when there is no such folder: a disk that is not mounted is not replaced by a new folder. */
export function openTarget(dir: string, key: string | undefined): Target {
  const missing = `there is no folder ${dir}: mount its disk, or create it`;
  if (!existsSync(dir)) throw Object.assign(new Error(missing), { code: "ENOENT" });
  return { dir: path.resolve(dir), key: key ? deriveKey(key) : null };
}

/** Where a file of a backup or a room lies. */
export const getPlace = ({ dir, key }: Target, folder: string, name: string): Place => ({
  path: path.join(dir, folder, ...name.split("/")),
  name,
  key,
});

/** The folder of a backup's files. */
export const getFilesFolder = (id: string): string => `backups/${id}/files`;

const getManifestFile = ({ dir }: Target, id: string) => path.join(dir, "backups", id, "manifest.json");
const hashText = (text: string) => createHash("sha256").update(text).digest("hex");

/** Writes a text that appears at once or not at all. */
async function writeAtOnce(file: string, text: string): Promise<void> {
  const draft = `${file}.part`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(draft, text, { mode: 0o600 });
  await flush(draft);
  await rename(draft, file);
  await flush(path.dirname(file));
}

/** Writes the manifest, last: a backup without one broke off. */
export function writeManifest(target: Target, manifest: Manifest): Promise<void> {
  const checksum = hashText(JSON.stringify(manifest));
  return writeAtOnce(getManifestFile(target, manifest.id), JSON.stringify({ checksum, manifest }));
}

/** The manifest of one backup. Throws when it is damaged. */
export async function readManifest(target: Target, id: string): Promise<Manifest> {
  const text = await readFile(getManifestFile(target, id), "utf8");
  try {
    const { checksum, manifest } = JSON.parse(text);
    if (checksum !== hashText(JSON.stringify(manifest))) throw new Error("checksum");
    return manifestSchema.parse(manifest);
  } catch {
    throw new Error(`the manifest of backup ${id} is damaged`);
  }
}

/** The ids of the completed backups, oldest first. */
export async function listBackups(target: Target): Promise<string[]> {
  const found = await readdir(path.join(target.dir, "backups")).catch(() => []);
  return found.filter((id) => existsSync(getManifestFile(target, id))).sort();
}

/** Throws, in plain words, when a backup cannot be read with the target's key. */
export function assertKey({ key }: Target, manifest: Pick<Manifest, "id" | "key">): void {
  if (!manifest.key || (key && getKeyId(key) === manifest.key)) return;
  const why = key ? "another key than BACKUP_KEY" : "a key: set BACKUP_KEY";
  throw new Error(`backup ${manifest.id} is encrypted with ${why}`);
}

const getIndexFile = ({ dir }: Target, room: Room) => path.join(dir, room, "index.jsonl");

/** The files of a room by name, and the number of damaged lines; a last line that broke off is none. */
export async function readIndex(
  target: Target,
  room: Room,
): Promise<{ files: Map<string, StoredFile>; damaged: number }> {
  const text = await readFile(getIndexFile(target, room), "utf8").catch((error) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const files = new Map<string, StoredFile>();
  const lines = text.split("\n");
  let damaged = 0;
  for (const line of lines.slice(0, -1)) {
    try {
      const file = line ? fileSchema.parse(JSON.parse(line)) : null;
      if (file) files.set(file.name, file);
    } catch {
      damaged++;
    }
  }
  return { files, damaged };
}

/** Whether a full disk cut off the last line. */
async function isTorn(index: string): Promise<boolean> {
  const handle = await open(index).catch(() => null);
  if (!handle) return false;
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(size - 1, 0));
    return size > 0 && buffer.toString() !== "\n";
  } finally {
    await handle.close();
  }
}

const toLines = (files: Iterable<StoredFile>) => [...files].map((file) => `${JSON.stringify(file)}\n`).join("");

/** Writes a file of a room and then its line in the index. */
export async function putInRoom(
  target: Target,
  room: Room,
  file: { name: string; from: string; through?: Date },
): Promise<StoredFile> {
  const stored = await writeSealed(getPlace(target, room, file.name), createReadStream(file.from));
  const entry: StoredFile = file.through ? { ...stored, through: file.through.toISOString() } : stored;
  const index = getIndexFile(target, room);
  if (await isTorn(index)) await writeAtOnce(index, toLines((await readIndex(target, room)).files.values()));
  await appendFile(index, toLines([entry]), { mode: 0o600 });
  await flush(index);
  return entry;
}

/** Removes files of a room, their lines first. */
export async function removeFromRoom(target: Target, room: Room, names: Set<string>): Promise<void> {
  if (names.size === 0) return;
  const { files } = await readIndex(target, room);
  const kept = [...files.values()].filter(({ name }) => !names.has(name));
  await writeAtOnce(getIndexFile(target, room), toLines(kept));
  for (const name of names) await rm(getPlace(target, room, name).path, { force: true });
}

/** The content of a small stored file. Throws when it is damaged. */
export async function readStoredText(target: Target, folder: string, file: StoredFile): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of readSealed(getPlace(target, folder, file.name), file)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const blockBytes = 64 << 10;

/** Writes chunks to a file and leaves out what is nothing but zeros: the end of a file of the log, as a rule. */
async function writeSparsely(file: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  const handle = await open(file, "w", 0o600);
  let at = 0;
  try {
    for await (const chunk of chunks)
      for (let from = 0; from < chunk.length; from += blockBytes) {
        const block = chunk.subarray(from, from + blockBytes);
        if (block.some((byte) => byte !== 0)) await handle.write(block, 0, block.length, at);
        at += block.length;
      }
    await handle.truncate(at);
  } finally {
    await handle.close();
  }
}

const isFull = (error: unknown) => ["ENOSPC", "EDQUOT"].includes((error as { code?: string }).code ?? "");

/** A file at the target: its folder there, and what the manifest or index says of it. */
type Located = { folder: string; file: StoredFile };

/** Unpacks a stored file to `to`. Throws, naming it, when it is damaged. */
export async function unpackFile(target: Target, { folder, file }: Located, to: string): Promise<void> {
  const content = readSealed(getPlace(target, folder, file.name), file);
  try {
    await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
    if (folder === "log") await writeSparsely(to, content);
    else await writeFile(to, Readable.from(content, { objectMode: false }), { mode: 0o600 });
  } catch (error) {
    if (isFull(error)) throw error;
    throw new Error(`${folder}/${file.name} is damaged or missing: ${(error as Error).message}`);
  }
}

/** Unpacks a stored tar archive into the folder `to`. Throws, naming it, when it is damaged. */
export async function unpackArchive(target: Target, { folder, file }: Located, to: string): Promise<void> {
  const place = getPlace(target, folder, file.name);
  // An archive that differs is not unpacked at all: what of it is wrong would only show on the way.
  if ((await hashFile(place.path).catch(() => "")) !== file.sha256)
    throw new Error(`${folder}/${file.name} is damaged or missing`);
  await mkdir(to, { recursive: true, mode: 0o700 });
  const tar = spawn("tar", ["-x", "-f", "-", "-C", to], { stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  tar.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const ended = new Promise<void>((resolve, reject) => {
    tar.on("error", reject);
    tar.on("close", (code) => (code === 0 ? resolve() : reject(new Error(said.split("\n", 1)[0] || "tar failed"))));
  });
  const fed = pipeline(Readable.from(readSealed(place, file), { objectMode: false }), tar.stdin);
  // Why tar ended says more than that it no longer reads.
  const failed = (await Promise.allSettled([ended, fed])).find((end) => end.status === "rejected");
  if (failed) throw new Error(`${folder}/${file.name} cannot be unpacked: ${failed.reason.message}`);
}
