import path from "node:path";
import { getDirectUrl } from "@/db/client";
import { findRunningEmbedded, resolveEmbeddedDataDir, startEmbedded } from "@/db/embedded";
import { openReplication } from "@/db/replication";
import { env } from "@/server/platform/env";
import { copyCluster } from "./copy-cluster";
import { copyRows } from "./copy-rows";
import { isOfEmbedded, type Restored, type RestoreWish, restoreCluster } from "./restore-cluster";
import { restoreRecovered } from "./restore-recovered";
import { chooseCopy, restoreRows } from "./restore-rows";
import type { Manifest } from "./schema";
import { surveyTarget } from "./survey";
import type { Target } from "./target";

/**
 * The running database that is backed up; `dir`: the files of the embedded one, null for another; `refused`: why it may
 * not be replicated, so that its rows are copied, or null.
 */
export type Source = { url: string; dir: string | null; refused: string | null };

/** Why the database at `url` may not be replicated, in the server's words, or null. */
async function findRefusal(url: string): Promise<string | null> {
  try {
    const client = await openReplication(url);
    await client.query("IDENTIFY_SYSTEM").finally(() => client.end());
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The running database of this installation; the embedded one is told by its address. */
export async function getSource(): Promise<Source> {
  const url = getDirectUrl();
  const given = path.join(env().DATA_DIR, "pg");
  const embedded = await findRunningEmbedded(given);
  const isEmbedded = embedded !== null && new URL(embedded).host === new URL(url).host;
  if (isEmbedded) return { url, dir: resolveEmbeddedDataDir(given), refused: null };
  return { url, dir: null, refused: await findRefusal(url) };
}

/** Makes a backup of a running database. Throws what the disk or the database says. */
export const makeBackup = (target: Target, { url, dir, refused }: Source): Promise<Manifest> =>
  refused === null ? copyCluster(target, { url, dir }) : copyRows(target, url);

/** Runs `work` with the empty database of the settings, or with a new embedded one. */
async function withEmptyDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const { DATABASE_URL, DATA_DIR } = env();
  if (DATABASE_URL) return work(getDirectUrl());
  const embedded = await startEmbedded(path.join(DATA_DIR, "pg"));
  try {
    return await work(embedded.url);
  } finally {
    await embedded.stop();
  }
}

/**
 * Fills an empty data directory, or the empty database of `DATABASE_URL`. Throws what is damaged, missing or in the way.
 */
export async function restoreBackup(target: Target, wish: RestoreWish): Promise<Restored> {
  const { reaches } = await surveyTarget(target);
  const newest = reaches.at(-1)?.manifest;
  if (newest?.kind === "copy")
    return withEmptyDatabase((url) => restoreRows(target, chooseCopy(reaches, wish.to), url));
  if (!env().DATABASE_URL && (!newest || isOfEmbedded(newest))) return restoreCluster(target, wish);
  return withEmptyDatabase((url) => restoreRecovered(target, wish.to, url));
}
