import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { closeDb } from "@/db/client";
import { startEmbedded } from "@/db/embedded";
import { makeStore } from "@/server/testing/factories";
import { computePercentile, round } from "../measure";
import { printProgress } from "../server";
import { buildName, garments, stuffs } from "./words";

const dataDir = ".data/scale/import";
const sizes = ["XS", "S", "M", "L", "XL"];
const header =
  "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Qty,Variant Price";

/** A file of `products` with five variants each. */
function productFile(name: string, products: number): string {
  const rows = [header];
  for (let n = 0; n < products; n++) {
    const kind = garments[n % 20]?.[0] ?? "";
    const title = `${buildName(n * 7)} ${stuffs[Math.floor(n / 20) % 10]?.[0]} ${kind}`;
    const rowText = `${title},<p>Cut in Baku.</p>,United,${kind},"summer, linen",true,Size`;
    for (const [i, size] of sizes.entries()) {
      rows.push(`${name}-${n},${i === 0 ? rowText : ",,,,,,"},${size},Color,Navy,${name}-${n}-${size},3,98.00`);
    }
  }
  const file = `${dataDir}/${name}.csv`;
  writeFileSync(file, `${rows.join("\n")}\n`);
  return file;
}

/** The memory of a process (MB), as Linux reports it. */
function readMemory(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;
  } catch {
    return Number.NaN;
  }
}

/** Runs the command; returns its time (s) and peak memory, sampled four times a second. */
async function run(file: string) {
  const { DATABASE_URL: _, ...env } = process.env;
  const begun = performance.now();
  const child = spawn(process.execPath, ["--import", "tsx", "server/cli/import.ts", file], {
    stdio: ["ignore", 2, 2],
    env: { ...env, DATA_DIR: dataDir, SELVEDGE_CWD: process.cwd() },
  });
  const memory: number[] = [];
  const watch = setInterval(() => memory.push(readMemory(child.pid ?? 0)), 250);
  const [code] = await once(child, "exit");
  clearInterval(watch);
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  return { seconds: (performance.now() - begun) / 1_000, memory: memory.filter((mb) => mb > 0) };
}

/** A store, so that the file's stock is counted too. */
async function openStore(): Promise<void> {
  const cluster = await startEmbedded(`${dataDir}/pg`);
  const { DATABASE_URL: before } = process.env;
  process.env.DATABASE_URL = cluster.url;
  await closeDb();
  await makeStore();
  await closeDb();
  process.env.DATABASE_URL = before ?? "";
  await cluster.stop();
}

/** Imports a file of 100,000 rows without pictures into a new database by the command, its start included. */
export async function importRows() {
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  // The first run makes the database.
  await run(productFile("first", 1));
  await openStore();
  printProgress("  100,000 rows with their stock");
  const { seconds, memory } = await run(productFile("rows", 20_000));
  const half = memory.slice(0, memory.length / 2);
  const end = memory.slice(memory.length / 2);
  return [
    {
      metric: "import",
      rows: 100_000,
      seconds: round(seconds),
      rows_per_s: round(100_000 / seconds),
      memory_mb_first_half: computePercentile(half, 0.5),
      memory_mb_second_half: computePercentile(end, 0.5),
      memory_mb_most: computePercentile(memory, 1),
    },
  ];
}
