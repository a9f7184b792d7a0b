// `npm run backup -- TARGET`: makes a backup; with `--check` reads all that is there instead and says what is damaged.
import { parseArgs } from "node:util";
import { type CheckReport, checkTarget } from "@/server/backup/check";
import { getSource, makeBackup } from "@/server/backup/commands";
import { toFailureText } from "@/server/backup/failure.rules";
import { saveOutcome } from "@/server/backup/keep";
import { openTarget } from "@/server/backup/target";
import { env } from "@/server/platform/env";
import { getTypedPath, printLine, runCommand, withDatabase } from "./database";

const usage = "Usage: npm run backup -- TARGET [--check]   (TARGET: a folder, on another disk as a rule)";

/** What a backup is worth when the database is lost. */
const worth = {
  cluster:
    "It leads to its own end; with BACKUP_TARGET set the running shop ships the log there, and a loss costs a minute or two.",
  copy: "It holds the rows of one moment: a loss costs what was written since, so let BACKUP_MINUTES or your scheduler make one as often as that may be.",
};

const formatBytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

function formatAge(from: Date): string {
  const minutes = Math.round((Date.now() - from.getTime()) / 60_000);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}

/** Prints up to ten names. */
function printNames(names: string[]): void {
  for (const name of names.slice(0, 10)) printLine(`    ${name}`);
  if (names.length > 10) printLine(`    and ${names.length - 10} more`);
}

/** Prints what a check has shown. Returns whether all of it is sound. */
function printReport({ reaches, damaged, pictures, bytes, newest }: CheckReport): boolean {
  for (const { manifest, newest: to, missing, damaged: own, sealed } of reaches) {
    const state = own.length ? `${own.length} of ${manifest.files.length} files are damaged or missing:` : "whole";
    const leads = manifest.log
      ? `leads to any moment from ${manifest.point} to ${to.toISOString()}`
      : `is of ${manifest.point}`;
    printLine(`Backup ${manifest.id} ${leads}: ${state}`);
    printNames(own);
    if (missing) printLine(`  the log is cut there: ${missing} is missing, although later files are there`);
    if (sealed)
      printLine("  it is encrypted, and BACKUP_KEY is not its key: nobody could restore it with this setting");
  }
  if (damaged.length) {
    printLine("Damaged or missing:");
    printNames(damaged);
  }
  printLine(`${formatBytes(bytes)} read, ${pictures} pictures.`);
  printLine(
    newest ? `The newest moment to restore to is ${formatAge(newest)} old.` : "There is nothing to restore from.",
  );
  const wrong = reaches.some((reach) => reach.damaged.length || reach.missing || reach.sealed);
  return newest !== null && damaged.length === 0 && !wrong;
}

/** Makes or checks a backup; returns the exit code. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { check: { type: "boolean" } }, allowPositionals: true });
  const [dir, more] = positionals;
  if (!dir || more) throw new Error(usage);
  const target = openTarget(getTypedPath(dir), env().BACKUP_KEY);
  if (values.check) return printReport(await checkTarget(target)) ? 0 : 1;
  const begun = performance.now();
  const { made: manifest, refused } = await withDatabase(async () => {
    const source = await getSource();
    const { refused } = source;
    const made = await makeBackup(target, source);
    await saveOutcome({ kind: "whole", point: new Date(made.point), failure: null });
    return { made, refused };
  });
  const bytes = manifest.files.reduce((sum, file) => sum + file.stored, 0);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  printLine(`Backup ${manifest.id}: ${manifest.files.length} files, ${formatBytes(bytes)}, in ${seconds} s.`);
  if (refused) printLine(`Its rows were copied, because the server allows no replication: ${refused}.`);
  printLine(worth[manifest.kind]);
  if (!target.key) printLine("It is not encrypted: set BACKUP_KEY when others can read the target.");
  return 0;
}

await runCommand(() => main().catch((error) => Promise.reject(new Error(toFailureText(error)))));
