import { createReadStream, existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { env } from "@/server/platform/env";
import { getMediaDir } from "@/server/platform/http/media";
import type { Manifest, StoredFile } from "./schema";
import { getKeyId, writeSealed } from "./seal";
import { getFilesFolder, getPlace, putInRoom, readIndex, type Target, writeManifest } from "./target";

/** Stores one file of a backup under its name. */
export type Put = (name: string, source: AsyncIterable<Buffer>) => Promise<void>;

/** Where a backup keeps the cluster, the password of the embedded one and the files of the data directory. */
export const parts = { archive: "database.tar", password: "password", data: "data/" };

/** Small files of the data directory: the secrets, and what the demo shop keeps there. */
const listDataFiles = async (): Promise<string[]> =>
  (await readdir(env().DATA_DIR).catch(() => [])).filter((name) => /^[a-z]+\.json$/.test(name));

/** Stores the pictures that the target lacks. Returns their number. */
export async function storePictures(target: Target): Promise<number> {
  const names = (await readdir(getMediaDir()).catch(() => [])).filter((name) => /^[a-z0-9-]+\.[a-z]+$/.test(name));
  const { files } = await readIndex(target, "pictures");
  const missing = names.filter((name) => !files.has(name));
  for (const name of missing) await putInRoom(target, "pictures", { name, from: path.join(getMediaDir(), name) });
  return missing.length;
}

type Contents = Omit<Manifest, "format" | "id" | "key" | "startedAt" | "files">;

/**
 * Makes one backup: what `work` puts, the secrets and the pictures; the manifest is written last. Throws what the disk
 * or `work` says; what was stored of it is removed then.
 */
export async function collectBackup(
  target: Target,
  startedAt: Date,
  work: (put: Put) => Promise<Contents>,
): Promise<Manifest> {
  const id = startedAt.toISOString().replace(/\.\d+/, "").replaceAll(":", "-");
  const folder = getFilesFolder(id);
  const files: StoredFile[] = [];
  const put: Put = async (name, source) => {
    files.push(await writeSealed(getPlace(target, folder, name), source));
  };
  if (existsSync(path.join(target.dir, "backups", id))) throw new Error("another backup began in this second");
  try {
    const contents = await work(put);
    for (const name of await listDataFiles())
      await put(`${parts.data}${name}`, createReadStream(path.join(env().DATA_DIR, name)));
    await storePictures(target);
    const key = target.key ? getKeyId(target.key) : null;
    const manifest: Manifest = { format: 1, id, key, startedAt: startedAt.toISOString(), ...contents, files };
    await writeManifest(target, manifest);
    return manifest;
  } catch (error) {
    await rm(path.join(target.dir, "backups", id), { recursive: true, force: true });
    throw error;
  }
}
