import path from "node:path";
import { getDirectUrl } from "@/db/client";
import { findRunningEmbedded, resolveEmbeddedDataDir, startEmbedded } from "@/db/embedded";
import { env } from "@/server/platform/env";
import { copyCluster } from "./copy-cluster";
import { copyRows } from "./copy-rows";
import { type Restored, type RestoreWish, restoreCluster } from "./restore-cluster";
import { chooseCopy, restoreRows } from "./restore-rows";
import type { Manifest } from "./schema";
import { surveyTarget } from "./survey";
import type { Target } from "./target";

/** The running database that is backed up; `dir`: the files of the embedded one, null for another. */
export type Source = { url: string; dir: string | null };

/** The running database of this installation; the embedded one is told by its address. */
export async function getSource(): Promise<Source> {
  const url = getDirectUrl();
  const given = path.join(env().DATA_DIR, "pg");
  const embedded = await findRunningEmbedded(given);
  const isEmbedded = embedded !== null && new URL(embedded).host === new URL(url).host;
  return { url, dir: isEmbedded ? resolveEmbeddedDataDir(given) : null };
}

/** Makes a backup of a running database. Throws what the disk or the database says. */
export const makeBackup = (target: Target, { url, dir }: Source): Promise<Manifest> =>
  dir ? copyCluster(target, { url, dir }) : copyRows(target, url);

/** Reads a copy of rows into the empty database of the settings, or into a new embedded one. */
async function restoreCopy(target: Target, manifest: Manifest): Promise<Restored> {
  const { DATABASE_URL, DATA_DIR } = env();
  if (DATABASE_URL) return restoreRows(target, manifest, DATABASE_URL);
  const embedded = await startEmbedded(path.join(DATA_DIR, "pg"));
  try {
    return await restoreRows(target, manifest, embedded.url);
  } finally {
    await embedded.stop();
  }
}

/**
 * Fills an empty data directory, or an empty database from a copy of rows. Throws what is damaged, missing or in the
 * way.
 */
export async function restoreBackup(target: Target, wish: RestoreWish): Promise<Restored> {
  const { reaches } = await surveyTarget(target);
  if (reaches.at(-1)?.manifest.kind !== "copy") return restoreCluster(target, wish);
  return restoreCopy(target, chooseCopy(reaches, wish.to));
}
