import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { isSegment, parseSegment } from "./log.rules";
import { listBackups, readIndex, readManifest, removeFromRoom, type Target } from "./target";

/** The files of the log that lie before everything that the kept backups need. */
async function listOldLog(target: Target, ids: string[]): Promise<Set<string>> {
  const logs = (await Promise.all(ids.map((id) => readManifest(target, id)))).flatMap(({ log }) => log ?? []);
  const [any] = logs;
  if (!any) return new Set();
  const numberOf = (name: string) => parseSegment(name, any.segmentBytes).number;
  const oldest = Math.min(...logs.map(({ first }) => numberOf(first)));
  const { files } = await readIndex(target, "log");
  return new Set([...files.keys()].filter((name) => isSegment(name) && numberOf(name) < oldest));
}

/**
 * Removes all but the newest `keep` backups, what is left of those that broke off, and the log that nobody needs any
 * more. To be called when no backup is being made. Throws when a kept manifest is damaged: then nothing is removed.
 */
export async function pruneTarget(target: Target, keep: number): Promise<void> {
  const kept = (await listBackups(target)).slice(-keep);
  const old = await listOldLog(target, kept);
  for (const id of await readdir(path.join(target.dir, "backups")).catch(() => [])) {
    if (kept.includes(id)) continue;
    // The manifest first: a backup without its files must not count.
    await rm(path.join(target.dir, "backups", id, "manifest.json"), { force: true });
    await rm(path.join(target.dir, "backups", id), { recursive: true, force: true });
  }
  await removeFromRoom(target, "log", old);
}
