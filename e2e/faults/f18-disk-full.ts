import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { resolveEmbeddedDataDir } from "@/db/embedded";
import { checkInvariants, compareFigures, type Fault, type ResultLine } from "./fault";
import { createShoppers, type FaultShopper, getQuoteHash, mapConcurrently, placeOrder } from "./shoppers";
import { createStockedStore } from "./stocked-store";
import { dataDir, type TestEnv } from "./test-env";

/** A disk of 80 MB in memory that belongs to PostgreSQL's user. Throws where mounting is not permitted. */
function mountSmallDisk() {
  const cluster = resolveEmbeddedDataDir(`${dataDir}/pg`);
  const dir = path.join(path.dirname(cluster), "small-disk");
  mkdirSync(dir, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=80m", "tmpfs", dir]);
  const { uid, gid } = statSync(cluster);
  execFileSync("chown", [`${uid}:${gid}`, dir]);
  const filler = path.join(dir, "filler");
  return {
    dir,
    fill() {
      const file = openSync(filler, "w");
      try {
        for (let size = 1 << 20; size >= 4096; ) {
          try {
            writeSync(file, Buffer.alloc(size));
          } catch {
            size >>= 1;
          }
        }
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(filler),
    gone: () => execFileSync("umount", ["-l", dir]),
  };
}

async function runOnFullDisk(testEnv: TestEnv, disk: ReturnType<typeof mountSmallDisk>): Promise<ResultLine[]> {
  const { pid } = testEnv.server;
  const { variantId } = await createStockedStore(5_000);
  const shoppers = await createShoppers(600, () => [{ variantId }]);
  const hash = await getQuoteHash(testEnv, shoppers[0] as FaultShopper);
  const before = await mapConcurrently(shoppers.slice(0, 20), 5, (by) => placeOrder(testEnv, by, hash));
  disk.fill();
  // What is left in half-filled pages is used up first.
  let at = 20;
  for (let refused = 0; refused < 20 && at < 560; at++) {
    const { status } = await placeOrder(testEnv, shoppers[at] as FaultShopper, hash);
    refused = status === 200 ? 0 : refused + 1;
  }
  const last = shoppers.slice(at - 20, at + 20);
  const full = await mapConcurrently(last, 5, (by) => placeOrder(testEnv, by, hash));
  const polite = full.filter((a) => a.status === 503 && a.headers["retry-after"] !== undefined).length;
  const looks = await mapConcurrently(last, 5, () => testEnv.api.query("catalogue.list", { input: {} }));
  disk.free();
  const after = await mapConcurrently(last, 5, (by) => placeOrder(testEnv, by, hash));
  const ok = (answers: { status: number }[]) => answers.filter((a) => a.status === 200).length;
  const same = testEnv.server.alive() && testEnv.server.pid === pid ? 1 : 0;
  const rest = full.length - polite - ok(full);
  // A small order may still fit into pages that have room.
  const told = compareFigures(
    "full",
    { browsed: [ok(looks), 40], "other answers": [rest, 0] },
    `${polite} of 40 checkouts 503 with Retry-After, ${ok(full)} still fitted`,
  );
  return [
    { ...told, pass: ok(before) === 20 && polite >= 20 && told.pass },
    compareFigures("with room again", { "the same keys placed": [ok(after), 40], "same process": [same, 1] }),
    { ...(await checkInvariants()), what: "invariants on that disk" },
  ];
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  let disk: ReturnType<typeof mountSmallDisk>;
  try {
    disk = mountSmallDisk();
  } catch {
    return [{ what: "not run", figure: "mounting a small disk needs root", pass: null }];
  }
  try {
    return await testEnv.withMutant({ disk: disk.dir }, (mutantEnv) => runOnFullDisk(mutantEnv, disk));
  } finally {
    await testEnv.dropDatabase("twin");
    disk.gone();
  }
}

export const diskFull: Fault = { id: "F18", name: "PostgreSQL's data disk is full (its log on another)", run };
