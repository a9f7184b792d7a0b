import { cpus, totalmem } from "node:os";
import { cartAdd } from "./cart-add";
import { cartRead } from "./cart-read";
import { checkoutPickup } from "./checkout-pickup";
import { dbFloor } from "./db-floor";
import { deviceToDevice } from "./device-to-device";
import { fanout } from "./fanout";
import { fittingsRace } from "./fittings-race";
import { flashSale } from "./flash-sale";
import { httpFloor } from "./http-floor";
import { jobs, jobsBurst } from "./jobs";
import { oversell } from "./oversell";
import { parallelAdds } from "./parallel-adds";
import { productTtfb } from "./product-ttfb";
import { importRows } from "./scale/import";
import { runScale } from "./scale/measure";
import { type BenchServer, printProgress, startBenchServer } from "./server";
import { streamMemory } from "./stream-memory";
import { streams } from "./streams";
import { syncFloor } from "./sync-floor";

// `npm run bench [-- --only NAME] [--processes 2]`: one JSON object a line on standard output, progress on standard error.
const metrics: Record<string, (shop: BenchServer) => Promise<unknown[]>> = {
  "http.floor": httpFloor,
  "db.floor_commit": dbFloor,
  "cart.add": cartAdd,
  "cart.read": cartRead,
  "cart.parallel_adds": parallelAdds,
  "stock.oversell": oversell,
  "checkout.pickup": checkoutPickup,
  "stock.flash_sale": flashSale,
  "fittings.race": fittingsRace,
  "sync.floor": syncFloor,
  "sync.device_to_device": deviceToDevice,
  jobs,
  "jobs.burst": jobsBurst,
  fanout,
  "page.product_ttfb": productTtfb,
  "sync.memory_per_stream_kb": streamMemory,
  "sync.streams": streams,
  scale: runScale,
  import: importRows,
};

const print = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** The environment: machine, versions and the database settings that affect speed. */
async function describeMachine({ sql }: BenchServer) {
  const setting = async (name: string) => (await sql`select current_setting(${name}) as value`)[0]?.value;
  return {
    metric: "machine",
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memory_gb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: await setting("server_version"),
    fsync: await setting("fsync"),
    synchronous_commit: await setting("synchronous_commit"),
    limiter: "on, as in production: per address, account and device",
    load_average: (await import("node:os")).loadavg().map((n) => Math.round(n * 10) / 10),
  };
}

/** The metrics selected by `--only` (names or prefixes), or all but a floor's repetition. */
function parseChosenMetrics(): string[] {
  const only = process.argv.flatMap((arg, i, all) => (arg === "--only" ? [all[i + 1] ?? ""] : []));
  const names = Object.keys(metrics);
  // device_to_device measures the floor itself, just before.
  // The last two take gigabytes.
  if (only.length === 0) return names.filter((name) => !["sync.floor", "scale", "import"].includes(name));
  const found = names.filter((name) => only.some((o) => name === o || name.startsWith(`${o}.`)));
  if (found.length === 0) throw new Error(`--only knows ${names.join(", ")}`);
  return found;
}

/** Among how many processes the server divides its requests (`--processes N`). */
const parseProcesses = () => Number(process.argv[process.argv.indexOf("--processes") + 1 || process.argv.length] ?? 1);

const names = parseChosenMetrics();
const shop = await startBenchServer(undefined, parseProcesses());
let failed = false;
try {
  print(await describeMachine(shop));
  for (const name of names) {
    printProgress(`measuring ${name} …`);
    try {
      for (const line of (await metrics[name]?.(shop)) ?? []) print(line);
    } catch (err) {
      failed = true;
      print({ metric: name, error: err instanceof Error ? err.message : String(err) });
    }
  }
} finally {
  await shop.stop();
}
process.exit(failed ? 1 : 0);
