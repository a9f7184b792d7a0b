import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { makeStore } from "@/server/testing/factories";
import { compareFigures, type Fault, type ResultLine } from "./fault";
import type { TestEnv } from "./test-env";

const halfHour = 1_800_000;
/** Half hours in a night of 24 h, in one that lacks an hour, in one that has one twice. */
const nights: [zone: string, date: string, slots: number][] = [
  ["Europe/Berlin", "2027-03-28", 46],
  ["Europe/Berlin", "2027-10-31", 50],
  ["Europe/London", "2027-03-28", 46],
  ["Europe/London", "2027-10-31", 50],
  ["Asia/Baku", "2027-03-28", 48],
  ["Asia/Baku", "2027-10-31", 48],
];

/** The slots of one date in a store open all day, queried two days ahead. */
async function listStarts(testEnv: TestEnv, timeZone: string, date: string): Promise<string[]> {
  const { id: storeId } = await makeStore({ timeZone });
  await db().execute(sql`update clock_offset set shift = (${date}::timestamptz - interval '2 days') - now()`);
  const asked = await testEnv.api.query("fittings.listSlots", { input: { storeId, date, days: 1, slots: 1 } });
  return (asked.data?.days?.[0]?.slots ?? []).map((s: { startsAt: string }) => s.startsAt);
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  await testEnv.start();
  const lines: ResultLine[] = [];
  try {
    for (const [zone, date, wanted] of nights) {
      const starts = await listStarts(testEnv, zone, date);
      const steps = starts.slice(1).filter((s, i) => Date.parse(s) - Date.parse(starts[i] ?? "") === halfHour).length;
      const walls = new Set(starts.map((s) => new Date(s).toLocaleTimeString("en-GB", { timeZone: zone })));
      const told = `${walls.size} times on the wall`;
      lines.push(
        compareFigures(
          `${zone} ${date}`,
          { slots: [starts.length, wanted], "half hours between": [steps, wanted - 1] },
          told,
        ),
      );
    }
  } finally {
    await db().execute(sql`update clock_offset set shift = '0'`);
  }
  return lines;
}

export const daylightSaving: Fault = { id: "F17", name: "the gap and the repeated hour", run };
