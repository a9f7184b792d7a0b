import { createHash } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { isHistory, isPartial, isSegment, toPartial } from "./log.rules";
import { hashFile, readSealed } from "./seal";
import { getPlace, putInRoom, readIndex, removeFromRoom, type Target } from "./target";

/** Handed-over files that may wait; beyond it they would fill the disk that the shop needs. 256 are 4 GiB. */
const maxWaiting = 256;

/** The handed-over files of the log, oldest first; those that are still being copied are left out. */
async function listWaiting(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.endsWith(".part")).sort();
}

/** Whether the target has this very content under the file's name: a handed-over file may come twice. */
async function isStored(target: Target, name: string, file: string): Promise<boolean> {
  const stored = (await readIndex(target, "log")).files.get(name);
  if (!stored) return false;
  const hash = createHash("sha256");
  for await (const chunk of readSealed(getPlace(target, "log", name), stored)) hash.update(chunk);
  if (hash.digest("hex") !== (await hashFile(file)))
    throw new Error(`${name} of the log is at the target with another content: another database writes there`);
  return true;
}

/**
 * Moves the files that the database handed over to the target. Returns how many. Throws what the target says; what was
 * not moved waits.
 */
export async function shipLog(target: Target, folder: string): Promise<number> {
  let moved = 0;
  for (const name of await listWaiting(folder)) {
    const from = path.join(folder, name);
    // Labels of backups and unfinished ends of a timeline are not needed: the backup has the one, the next timeline the other.
    if (isSegment(name) || isHistory(name)) {
      const { mtime: through } = await stat(from);
      if (!(await isStored(target, name, from))) await putInRoom(target, "log", { name, from, through });
      moved++;
    }
    await rm(from);
  }
  return moved;
}

/**
 * Stores what was received of an unfinished file of the log, in the place of what was stored of one before. Returns
 * whether there was more than before.
 */
export async function shipPart(target: Target, part: string): Promise<boolean> {
  const { size, mtime } = await stat(part);
  const name = toPartial(path.basename(part, ".part"), size);
  const earlier = [...(await readIndex(target, "log")).files.keys()].filter(isPartial);
  if (earlier.includes(name)) return false;
  await putInRoom(target, "log", { name, from: part, through: mtime });
  await removeFromRoom(target, "log", new Set(earlier));
  return true;
}

/**
 * Gives up on the log that waits when it is too much: the shop goes on, and the next whole backup begins anew. Returns
 * how many files were given up.
 */
export async function dropExcess(folder: string, limit = maxWaiting): Promise<number> {
  const waiting = await listWaiting(folder);
  if (waiting.length <= limit) return 0;
  for (const name of waiting) await rm(path.join(folder, name), { force: true });
  return waiting.length;
}
