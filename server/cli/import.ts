// `npm run import -- [products.csv] [--images DIR] [--stock stock.csv] [--map 'Header=column,…'] [--currency AZN] [--locale en]`
import path from "node:path";
import { parseArgs } from "node:util";
import { Presets, SingleBar } from "cli-progress";
import { createTranslator } from "next-intl";
import messages from "@/components/i18n/messages/en/import.json";
import { runImport } from "@/server/catalogue/import/commands";
import { formatMissing, parseMap } from "@/server/catalogue/import/format/columns.rules";
import type { RunProgress } from "@/server/catalogue/import/runs";
import { type ImportLocale, type ImportReport, importLocales, summariseLoss } from "@/server/catalogue/import/schema";
import "@/server/app/register";
import { createSystemCtx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { getMessage, printLine, withDatabase } from "./database";

const usage =
  "Usage: npm run import -- [products.csv] [--images DIR] [--stock stock.csv] [--map 'Header=column,…'] [--currency AZN] [--locale en|ru|az]";
/** The run ended, and a part of the files was left out. */
const lostCode = 2;
const t = createTranslator({ locale: "en", messages });
const from = process.env.SELVEDGE_CWD ?? process.cwd();
const resolvePath = (given: string | undefined) => (given === undefined ? null : path.resolve(from, given));

function parseArguments() {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { images: text, stock: text, map: { ...text, multiple: true }, currency: text, locale: text },
  });
  const [file, ...more] = positionals;
  const locale = values.locale ?? "en";
  if ((file ?? values.stock) === undefined || more.length > 0)
    throw new Error("name one product file, or --stock with a stock file.");
  if (!importLocales.includes(locale as ImportLocale))
    throw new Error(`--locale is one of ${importLocales.join(", ")}.`);
  const map = new Map((values.map ?? []).flatMap((one) => [...parseMap(one)]));
  return {
    fileName: path.basename(file ?? values.stock ?? ""),
    products: resolvePath(file),
    maps: { products: map, stock: map },
    images: resolvePath(values.images),
    stock: resolvePath(values.stock),
    currency: values.currency?.toUpperCase() ?? env().CURRENCY,
    locale: locale as ImportLocale,
  };
}

/** A progress bar on a terminal; elsewhere a plain line now and then. */
function createProgressPrinter() {
  const bar = process.stdout.isTTY
    ? new SingleBar(
        { format: "{phase} {bar} {value}/{total} rows · {pictures} pictures", hideCursor: true },
        Presets.legacy,
      )
    : null;
  let phase = "";
  let printedPercent = 0;
  return {
    show({ phase: now, rowsDone, rowsTotal, report }: RunProgress) {
      const pictures = report.pictures.converted + report.pictures.unchanged;
      const payload = { phase: t(`phases.${now}`).padEnd(30), pictures };
      if (now !== phase) bar?.start(rowsTotal, rowsDone, payload);
      bar?.setTotal(Math.max(rowsTotal, rowsDone));
      bar?.update(rowsDone, payload);
      const due = performance.now() - printedPercent > 2_000;
      if (!bar && (now !== phase || due)) {
        printedPercent = performance.now();
        printLine(`${t(`phases.${now}`)}: ${rowsDone}${rowsTotal ? `/${rowsTotal}` : ""} rows, ${pictures} pictures`);
      }
      phase = now;
    },
    end: () => bar?.stop(),
  };
}

function printReport(report: ImportReport): void {
  const { products, variants, pictures, stock } = report;
  for (const { file, line, code, facts } of report.problems) {
    printLine(`${t(file === "stock" ? "stockLine" : "line", { line })}: ${t(`problems.${code}`, facts)}`);
  }
  if (report.problemCount > report.problems.length) printLine(t("moreProblems", { shown: report.problems.length }));
  for (const { name, fault } of pictures.refusedFiles)
    printLine(`Picture refused: ${name}: ${t(`pictureFaults.${fault}`)}`);
  for (const name of pictures.missingNames) printLine(`Picture missing: ${name}`);
  printLine(`Products  ${t("tally", products)}`);
  printLine(`Variants  ${t("tally", variants)}`);
  if (variants.retired > 0) printLine(`          ${t("retired", { count: variants.retired })}`);
  const { converted, unchanged, missing, refused } = pictures;
  printLine(`Pictures  ${t("pictureTally", { converted, unchanged, missing, refused })}`);
  if (pictures.notLookedFor > 0)
    printLine(`          ${t("notLookedFor", { count: pictures.notLookedFor })} (--images DIR)`);
  printLine(`Stock     ${t("stockTally", stock)}`);
  printLine(t("took", { seconds: Math.round(report.milliseconds / 100) / 10 }));
}

/** Runs the import; returns the exit code. */
async function main(): Promise<number> {
  const given = parseArguments();
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());
  const progress = createProgressPrinter();
  const run = { ...given, source: "command" as const, signal: stopping.signal, onProgress: progress.show };
  const { report } = await withDatabase(() => runImport(createSystemCtx("import"), run).finally(progress.end));
  const { refusal } = report;
  if (!refusal) {
    printReport(report);
    const loss = summariseLoss(report);
    if (loss) process.stderr.write(`${t("lost", loss)}\n`);
    return loss ? lostCode : 0;
  }
  const missing = formatMissing(String(refusal.facts.missing ?? ""), (column) => t(`columns.${column}`));
  const sentence = t(`faults.${refusal.fault}`, { ...refusal.facts, missing, file: t(`files.${refusal.file}`) });
  const nothing = refusal.fault === "INTERRUPTED" ? "" : ` ${t("nothingWritten")}`;
  process.stderr.write(`${sentence}${nothing}\n`);
  return 1;
}

try {
  process.exit(await main());
} catch (error) {
  const usageError = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const message = getMessage(error);
  process.stderr.write(`Import failed: ${message}\n`);
  if (usageError || message.includes("product file,") || message.startsWith("--map"))
    process.stderr.write(`${usage}\n`);
  process.exit(1);
}
