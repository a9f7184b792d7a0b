import type { StoredFile } from "./schema";
import { getKeyId, hashFile } from "./seal";
import { type Reach, surveyTarget } from "./survey";
import { getFilesFolder, getPlace, type Room, readIndex, type Target } from "./target";

/** What reading a whole target has shown. */
export type CheckReport = {
  reaches: (Reach & { damaged: string[]; sealed: boolean })[];
  /** Damaged or missing files of the log and pictures, and damaged lists of them. */
  damaged: string[];
  pictures: number;
  bytes: number;
  /** The newest moment that a restore reaches from an undamaged backup, or null. */
  newest: Date | null;
};

/** The names of the files in `folder` that are missing or whose bytes are not those that were written. */
async function listDamaged(target: Target, folder: string, files: StoredFile[]): Promise<string[]> {
  const damaged: string[] = [];
  for (const { name, sha256 } of files) {
    const found = await hashFile(getPlace(target, folder, name).path).catch(() => "missing");
    if (found !== sha256) damaged.push(name);
  }
  return damaged;
}

/** Reads every byte of a target. Throws when the target itself cannot be read. */
export async function checkTarget(target: Target): Promise<CheckReport> {
  let bytes = 0;
  const add = (files: StoredFile[]) => {
    for (const { stored } of files) bytes += stored;
    return files;
  };
  const checkRoom = async (room: Room) => {
    const { files } = await readIndex(target, room);
    return { count: files.size, damaged: await listDamaged(target, room, add([...files.values()])) };
  };
  const log = await checkRoom("log");
  const pictures = await checkRoom("pictures");
  const survey = await surveyTarget(target, new Set(log.damaged));
  const reaches: CheckReport["reaches"] = [];
  for (const reach of survey.reaches) {
    const { id, files, key } = reach.manifest;
    const damaged = await listDamaged(target, getFilesFolder(id), add(files));
    reaches.push({ ...reach, damaged, sealed: key !== null && (!target.key || getKeyId(target.key) !== key) });
  }
  const sound = reaches.filter((reach) => reach.damaged.length === 0);
  const newest = sound.length ? new Date(Math.max(...sound.map((reach) => reach.newest.getTime()))) : null;
  const inRooms = [...log.damaged.map((name) => `log/${name}`), ...pictures.damaged.map((name) => `pictures/${name}`)];
  return { reaches, damaged: [...survey.damaged, ...inRooms], pictures: pictures.count, bytes, newest };
}
