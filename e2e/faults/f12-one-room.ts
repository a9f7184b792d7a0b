import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { makeStore } from "@/server/testing/factories";
import { compareFigures, computePercentile, countDeadlocks, type Fault, type ResultLine, reportMutant } from "./fault";
import { createShoppers, mapConcurrently } from "./shoppers";
import type { Shop, TestEnv } from "./test-env";

const count = 200;

/** `bookers` at once want overlapping times, of one slot or two, in a store with one room. */
export async function runRush(testEnv: Shop, bookers: number) {
  const store = await makeStore({ rooms: 1 });
  const all = await createShoppers(bookers, () => []);
  const from = Math.ceil(Date.now() / 86_400_000 + 2) * 86_400_000;
  const answers = await mapConcurrently(all, bookers, ({ cookie }, i) =>
    testEnv.api.mutate("fittings.book", {
      cookie,
      input: {
        storeId: store.id,
        startsAt: new Date(from + (i % 4) * 1_800_000).toISOString(),
        slots: i % 3 ? 1 : 2,
        variantIds: [],
        contactName: "Leyla",
        contact: "leyla@example.test",
        key: randomUUID(),
      },
    }),
  );
  const [row] = await db().execute<{ n: number }>(sql`select count(*)::int as n from fitting a
    join fitting b on a.room_id = b.room_id and a.id < b.id and a.during && b.during where a.store_id = ${store.id}`);
  return { answers, overlaps: row?.n ?? -1 };
}

/** One rush; `most` is what 99 of 100 answers may take (ms), if that is judged. */
async function runOpenRush(testEnv: TestEnv, where: string, most?: number): Promise<ResultLine[]> {
  const before = await countDeadlocks();
  const { answers, overlaps } = await runRush(testEnv, count);
  const won = answers.filter((a) => a.status === 200).length;
  const offered = answers.filter((a) => a.code === "SLOT_TAKEN" && a.alternatives === 3).length;
  const figures = compareFigures(
    `200 bookers, one room, 5 half hours, ${where}`,
    {
      overlaps: [overlaps, 0],
      "refused with 3 others": [offered, count - won],
      deadlocks: [(await countDeadlocks()) - before, 0],
    },
    `won ${won}`,
  );
  const p99 = computePercentile(
    answers.map((a) => a.ms),
    0.99,
  );
  const limit = most ? ` (≤ ${most})` : "";
  return [
    { ...figures, pass: figures.pass && won >= 1 },
    {
      what: "all 200 at once, their answers",
      figure: `p99 ${p99} ms${limit}`,
      pass: p99 <= (most ?? Number.POSITIVE_INFINITY),
    },
  ];
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  await testEnv.start();
  const cold = await runOpenRush(testEnv, "in a process just started");
  const open = await runOpenRush(testEnv, "in a shop that takes bookings already", 250);
  const prepare = ["alter table fitting drop constraint fitting_no_overlap"];
  const mutant = await testEnv.withMutant({ without: "room lock", prepare }, (mutantEnv) => runRush(mutantEnv, count));
  return [
    ...cold,
    ...open,
    reportMutant("the room's lock and the constraint", mutant.overlaps > 0, `${mutant.overlaps} overlaps`),
  ];
}

export const oneRoom: Fault = { id: "F12", name: "200 bookers of one room", run };
