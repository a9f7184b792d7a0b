import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { env } from "@/server/platform/env";
import { getMediaDir } from "@/server/platform/http/media";
import { parts } from "./collect";
import type { Manifest, StoredFile } from "./schema";
import { getFilesFolder, readIndex, type Target, unpackFile } from "./target";

/** Unpacks a file in one step, so that one that is there stays whole until then. */
async function unpackAtOnce(target: Target, from: { folder: string; file: StoredFile }, to: string): Promise<void> {
  const draft = `${to}.restoring`;
  try {
    await unpackFile(target, from, draft);
    const differs = existsSync(to) && !readFileSync(to).equals(readFileSync(draft));
    if (differs) renameSync(to, `${to}.replaced`);
    renameSync(draft, to);
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Restores what stands beside the database: the secrets of the backup, and every picture that is not there. Returns the
 * names of the damaged pictures: without them the shop works all the same.
 */
export async function restoreBeside(target: Target, { id, files }: Manifest): Promise<string[]> {
  mkdirSync(env().DATA_DIR, { recursive: true });
  for (const file of files) {
    if (!file.name.startsWith(parts.data)) continue;
    const to = path.join(env().DATA_DIR, file.name.slice(parts.data.length));
    await unpackAtOnce(target, { folder: getFilesFolder(id), file }, to);
  }
  const damaged: string[] = [];
  for (const file of (await readIndex(target, "pictures")).files.values()) {
    const to = path.join(getMediaDir(), file.name);
    if (existsSync(to)) continue;
    await unpackAtOnce(target, { folder: "pictures", file }, to).catch((error: Error) => {
      if ((error as { code?: string }).code) throw error;
      damaged.push(file.name);
    });
  }
  return damaged;
}
