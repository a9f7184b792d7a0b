import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * Runs `work` with a folder of the migrations up to and with `tag`. Throws when there is none of that name: what asks
 * for it is of a newer version.
 */
export async function withMigrationsUntil(tag: string, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "selvedge-migrations-"));
  try {
    cpSync("db/migrations", folder, { recursive: true });
    const file = path.join(folder, "meta/_journal.json");
    const journal: { entries: { tag: string }[] } = JSON.parse(readFileSync(file, "utf8"));
    const last = journal.entries.findIndex((entry) => entry.tag === tag);
    if (last < 0) throw new Error(`this version of Selvedge does not know the migration ${tag}: install a newer one`);
    writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, last + 1) }));
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
