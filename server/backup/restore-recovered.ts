import { rmSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { resolveEmbeddedDataDir } from "@/db/embedded";
import { env } from "@/server/platform/env";
import { copyTables } from "./copy-rows";
import { restoreBeside } from "./restore-beside";
import { type Recovered, type Restored, withRecovered } from "./restore-cluster";
import { loadCopy } from "./restore-rows";
import type { StoredFile } from "./schema";
import { writeSealed } from "./seal";
import { getFilesFolder, getPlace, type Target } from "./target";

/** Moves the rows of a recovered cluster into the empty database at `url`, by a copy in `folder`. */
async function moveRows({ manifest, url: from }: Recovered, folder: string, url: string): Promise<void> {
  const local: Target = { dir: folder, key: null };
  const files: StoredFile[] = [];
  const client = new pg.Client({ connectionString: from });
  client.on("error", () => {});
  await client.connect();
  try {
    const migration = await copyTables(client, async (name, source) => {
      files.push(await writeSealed(getPlace(local, getFilesFolder(manifest.id), name), source));
    });
    await loadCopy(local, { ...manifest, kind: "copy", key: null, log: null, migration, files }, url);
  } finally {
    await client.end();
  }
}

/**
 * Fills the empty database at `url` with the moment `to` of a backup of files and log: the cluster is recovered beside the
 * data directory, and its rows are moved. Throws what is damaged, missing or in the way.
 */
export async function restoreRecovered(target: Target, to: Date | null, url: string): Promise<Restored> {
  const draft = `${resolveEmbeddedDataDir(path.join(env().DATA_DIR, "pg"))}-restoring`;
  const folder = `${draft}-rows`;
  try {
    return await withRecovered(
      target,
      { to, draft },
      {
        work: (recovered) => moveRows(recovered, folder, url),
        async end({ manifest, point }) {
          const damagedPictures = await restoreBeside(target, manifest);
          return { id: manifest.id, point, replaced: null, damagedPictures };
        },
      },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
