import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

type Journal = { entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[] };

/** A folder with the shop's migrations and these after them, as those of a later release. */
export function addMigrations(texts: string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), "selvedge-migrations-"));
  cpSync("db/migrations", folder, { recursive: true });
  const file = path.join(folder, "meta/_journal.json");
  const { entries, ...rest }: Journal = JSON.parse(readFileSync(file, "utf8"));
  const last = entries.at(-1);
  if (!last) throw new Error("no migrations");
  for (const [i, text] of texts.entries()) {
    const tag = `later-${i}`;
    entries.push({ ...last, idx: last.idx + 1 + i, when: last.when + 1 + i, tag });
    writeFileSync(path.join(folder, `${tag}.sql`), text);
  }
  writeFileSync(file, JSON.stringify({ ...rest, entries }));
  return folder;
}
