// `npm run test:faults [-- F4 F10] [--processes 2] [--times 50]`: each fault for real against real processes, as a table; with
// `--processes` against several of the server that get the requests in turn; `--times` repeats the rush of F14. Ends with 1 when
// one misses.
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { appKilled } from "./f01-app-killed";
import { databaseKilled } from "./f02-database-killed";
import { databaseRestarted } from "./f03-database-restarted";
import { sameWebhook } from "./f04-same-webhook";
import { anyOrder } from "./f05-any-order";
import { noWebhook } from "./f06-no-webhook";
import { clocks } from "./f08-clocks";
import { doubleTap } from "./f09-double-tap";
import { flashSale } from "./f10-flash-sale";
import { expiryRace } from "./f11-expiry-race";
import { oneRoom } from "./f12-one-room";
import { sharedStock } from "./f13-shared-stock";
import { shuffledOrders } from "./f14-shuffled";
import { newBuild } from "./f16-new-build";
import { daylightSaving } from "./f17-daylight-saving";
import { diskFull } from "./f18-disk-full";
import { slowStripeFault } from "./f19-slow-stripe";
import { workerKilled } from "./f21-worker-killed";
import { machineLost } from "./f22-machine-lost";
import { migrationUnderLoad } from "./f23-migration";
import { burstKilled } from "./f25-burst-killed";
import { checkInvariants, type Fault, type ResultLine } from "./fault";
import { buildServer, openHouse, type TestEnv } from "./test-env";

const faults: Fault[] = [
  appKilled,
  databaseKilled,
  databaseRestarted,
  sameWebhook,
  anyOrder,
  noWebhook,
  clocks,
  doubleTap,
  flashSale,
  expiryRace,
  oneRoom,
  sharedStock,
  shuffledOrders,
  newBuild,
  daylightSaving,
  diskFull,
  slowStripeFault,
  workerKilled,
  machineLost,
  migrationUnderLoad,
  burstKilled,
];

const printLine = (line: string) => void process.stdout.write(`${line}\n`);

/** The selected faults, or all. */
function parseChosenFaults(names: string[]): Fault[] {
  const asked = names.map((a) => a.toUpperCase());
  const found = asked.length ? faults.filter((f) => asked.includes(f.id)) : faults;
  if (found.length === 0) throw new Error(`there are ${faults.map((f) => f.id).join(", ")}`);
  return found;
}

async function runFault(fault: Fault, testEnv: TestEnv): Promise<ResultLine[]> {
  try {
    return [...(await fault.run(testEnv)), await checkInvariants()];
  } catch (err) {
    return [{ what: "the run itself", figure: err instanceof Error ? err.message : String(err), pass: false }];
  } finally {
    testEnv.toStripe.open();
    testEnv.toServer.open();
    testEnv.stripe.webhooks.setMode("now");
    // A fault that broke off leaves no lock to the next one.
    await db()
      .execute(sql`select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'`)
      .catch(() => {});
  }
}

const formatLine = ({ what, figure, pass }: ResultLine) =>
  `${what} → ${figure} → ${pass === null ? "NOT RUN" : pass ? "pass" : "MISS"}`;

await buildServer();
const options = { processes: { type: "string" }, times: { type: "string" } } as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const chosenFaults = parseChosenFaults(positionals);
const testEnv = await openHouse(Number(values.processes ?? 1), Number(values.times ?? 1));
const results: { fault: string; name: string; lines: ResultLine[]; load: number }[] = [];
try {
  for (const fault of chosenFaults) {
    printLine(`\n${fault.id} ${fault.name}`);
    const lines = await runFault(fault, testEnv);
    for (const line of lines) printLine(`   ${formatLine(line)}`);
    results.push({ fault: fault.id, name: fault.name, lines, load: Math.round(loadavg()[0] ?? 0) });
  }
} finally {
  await testEnv.close();
}
const missed = results.filter((r) => r.lines.some((l) => l.pass === false));
writeFileSync(".data/faults/results.json", JSON.stringify(results, null, 2));
printLine(`\n${results.length - missed.length} of ${results.length} faults withstood`);
for (const { fault, lines } of missed)
  for (const l of lines) if (l.pass === false) printLine(`missed: ${fault} ${formatLine(l)}`);
process.exit(missed.length > 0 ? 1 : 0);
