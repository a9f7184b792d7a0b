// `npm run restore -- TARGET [--to TIME] [--replace]`: fills an empty data directory, or an empty database, from a backup.
import { parseArgs } from "node:util";
import { restoreBackup } from "@/server/backup/commands";
import { toFailureText } from "@/server/backup/failure.rules";
import { openTarget } from "@/server/backup/target";
import { env } from "@/server/platform/env";
import { getTypedPath, printLine, runCommand } from "./database";

const usage = `Usage: npm run restore -- TARGET [--to TIME] [--replace]
  --to TIME   the last moment that counts, as 2026-11-29T14:05:00Z; without it the newest
  --replace   puts the backup in the place of the database that is there, which is kept beside`;

/** The moment, which has to name its time zone: a guessed one would be hours off. */
function parseMoment(text: string | undefined): Date | null {
  if (text === undefined) return null;
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new Error(`${text} is no time with its zone, as 2026-11-29T14:05:00Z or 2026-11-29T18:05+04:00`);
  return new Date(text);
}

/** Restores; returns the exit code. */
async function main(): Promise<number> {
  const options = { to: { type: "string" }, replace: { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [dir, more] = positionals;
  if (!dir || more) throw new Error(usage);
  const begun = performance.now();
  const target = openTarget(getTypedPath(dir), env().BACKUP_KEY);
  const wish = { to: parseMoment(values.to), replace: values.replace ?? false };
  const { id, point, replaced, damagedPictures } = await restoreBackup(target, wish);
  const seconds = Math.round((performance.now() - begun) / 1000);
  printLine(`Restored from backup ${id} in ${seconds} s. The newest change is of ${point.toISOString()}.`);
  if (replaced) printLine(`What was there before is in ${replaced}: delete it when the shop is as it should be.`);
  if (damagedPictures.length) printLine(`${damagedPictures.length} pictures are damaged: import them again.`);
  printLine("Start the shop; devices take a new snapshot by themselves.");
  return 0;
}

await runCommand(() => main().catch((error) => Promise.reject(new Error(toFailureText(error)))));
