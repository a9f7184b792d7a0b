import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { embeddedDataDir } from "@/db/embedded";
import { type Buyer, buyersWith, eachOf, placeBy, quoteOf } from "./shoppers";
import { exactly, type Fault, invariantsLine, type Line } from "./fault";
import { dataDir, type House } from "./test-env";
import { shelf } from "./stocked-store";

/** A disk of 80 MB in memory that belongs to PostgreSQL's user. Throws where nobody may mount one. */
function smallDisk() {
  const cluster = embeddedDataDir(`${dataDir}/pg`);
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

async function onFullDisk(house: House, disk: ReturnType<typeof smallDisk>): Promise<Line[]> {
  const { pid } = house.server;
  const { variantId } = await shelf(5_000);
  const buyers = await buyersWith(600, () => [{ variantId }]);
  const hash = await quoteOf(house, buyers[0] as Buyer);
  const before = await eachOf(buyers.slice(0, 20), 5, (by) => placeBy(house, by, hash));
  disk.fill();
  // What is left in half-filled pages is used up first.
  let at = 20;
  for (let refused = 0; refused < 20 && at < 560; at++) {
    const { status } = await placeBy(house, buyers[at] as Buyer, hash);
    refused = status === 200 ? 0 : refused + 1;
  }
  const last = buyers.slice(at - 20, at + 20);
  const full = await eachOf(last, 5, (by) => placeBy(house, by, hash));
  const polite = full.filter((a) => a.status === 503 && a.headers["retry-after"] !== undefined).length;
  const looks = await eachOf(last, 5, () => house.api.query("catalogue.list", { input: {} }));
  disk.free();
  const after = await eachOf(last, 5, (by) => placeBy(house, by, hash));
  const ok = (answers: { status: number }[]) => answers.filter((a) => a.status === 200).length;
  const same = house.server.alive() && house.server.pid === pid ? 1 : 0;
  const rest = full.length - polite - ok(full);
  // A small order may still fit into pages that have room.
  const told = exactly(
    "full",
    { browsed: [ok(looks), 40], "other answers": [rest, 0] },
    `${polite} of 40 checkouts 503 with Retry-After, ${ok(full)} still fitted`,
  );
  return [
    { ...told, pass: ok(before) === 20 && polite >= 20 && told.pass },
    exactly("with room again", { "the same keys placed": [ok(after), 40], "same process": [same, 1] }),
    { ...(await invariantsLine()), what: "invariants on that disk" },
  ];
}

async function run(house: House): Promise<Line[]> {
  let disk: ReturnType<typeof smallDisk>;
  try {
    disk = smallDisk();
  } catch {
    return [{ what: "not run", figure: "mounting a small disk needs root", pass: null }];
  }
  try {
    return await house.twin({ disk: disk.dir }, (inTwin) => onFullDisk(inTwin, disk));
  } finally {
    await house.without("twin");
    disk.gone();
  }
}

export const diskFull: Fault = { id: "F18", name: "PostgreSQL's data disk is full (its log on another)", run };
