import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { runBroken } from "@/server/testing/broken";
import { makeShopper, makeStore } from "@/server/testing/factories";
import { broken } from "@/server/testing/invariants";
import { cancel } from "../booking/cancel";
import { book } from "../booking/commands";
import * as claims from "./claim-entry";
import { join } from "./commands";
import { offerFreeSlots } from "./offers";
import * as queries from "./queries";
import { joinSchema } from "./schema";

const day = "2026-11-24";
const contact = { contactName: "Leyla", contact: "leyla@example.test" };
const waitingCount = 12;
const freedCount = 5;

beforeAll(async () => {
  await db().execute(sql`update clock_offset set shift = '2026-11-23T05:00:00Z'::timestamptz - now()`);
});

afterAll(async () => {
  const [row] = await db().execute<{ deadlocks: number }>(sql`
    select deadlocks::int from pg_stat_database where datname = current_database()`);
  expect(row?.deadlocks).toBe(0);
});

/** A claim that all calls reach before one continues, however busy the machine. */
function meetAtClaim(claim: typeof claims.claimEntry): typeof claims.claimEntry {
  let came = 0;
  let open = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async (tx, wait) => {
    came += 1;
    if (came >= freedCount) open();
    await all;
    return claim(tx, wait);
  };
}

/**
 * Twelve shoppers wait for a full day; five of its times (in one room), or one time in five rooms, are released at
 * once. Five processes make offers: each right after its own time was released or, for rooms, together when all are
 * free.
 */
async function race(
  of: "times" | "rooms",
): Promise<{ offers: number; people: number; firstInLine: boolean; alone: number }> {
  const [rooms, closes] = of === "times" ? [1, "12:30"] : [freedCount, "10:30"];
  const store = await makeStore({ rooms, weeklyHours: Array.from({ length: 7 }, () => [["10:00", closes]]) });
  const booked = [];
  for (let i = 0; i < freedCount; i++) {
    const { ctx } = await makeShopper();
    const startsAt = new Date(Date.parse(`${day}T10:00:00+04:00`) + (rooms > 1 ? 0 : i) * 30 * 60_000).toISOString();
    const input = { storeId: store.id, startsAt, slots: 1 as const, variantIds: [], key: randomUUID(), ...contact };
    booked.push({ ctx, ...(await book(ctx, input)) });
  }
  const line = [];
  for (let i = 0; i < waitingCount; i++) {
    const { id, ctx } = await makeShopper();
    await join(ctx, joinSchema.parse({ storeId: store.id, date: day, key: randomUUID(), ...contact }));
    line.push(id);
  }
  const makeOffers = () => offerFreeSlots(store.id);
  if (of === "times") {
    await Promise.all(booked.map(({ ctx, fittingId }) => cancel(ctx, { fittingId }).then(makeOffers)));
  } else {
    await Promise.all(booked.map(({ ctx, fittingId }) => cancel(ctx, { fittingId })));
    await Promise.all(booked.map(makeOffers));
  }
  const kept = await db().execute<{ shopperId: string; waits: boolean }>(sql`
    select f.shopper_id as "shopperId", exists (select from fitting_waitlist_entry w where w.fitting_id = f.id
      and w.shopper_id = f.shopper_id and w.status = 'offered') as waits
    from fitting f where f.store_id = ${store.id} and f.status = 'offered'`);
  const people = new Set(kept.map((k) => k.shopperId));
  return {
    offers: kept.length,
    people: people.size,
    firstInLine: line.slice(0, freedCount).every((id) => people.has(id)),
    alone: kept.filter((k) => !k.waits).length,
  };
}

/** All have come to the claim before one goes on. */
const raceForRooms = () => runBroken(claims, { claimEntry: meetAtClaim(claims.claimEntry) }, () => race("rooms"));

const fairResult = { offers: freedCount, people: freedCount, firstInLine: true, alone: 0 };

test("times released at once go to as many shoppers, the first in the queue, one each", async () => {
  expect(await race("times")).toEqual(fairResult);
  expect(await raceForRooms()).toEqual(fairResult);
  expect(await broken("fitting_offer", "fitting_overlap")).toEqual([]);
});

test("without the check that they still wait one shopper is offered two", async () => {
  const { people, alone, ...rest } = await runBroken(queries, { isWaiting: () => sql`true` }, raceForRooms);
  expect({ people, alone, ...rest }).not.toEqual(fairResult);
  expect(people).toBeLessThan(rest.offers);
  expect(alone).toBeGreaterThan(0);
  expect(await broken("fitting_offer")).toHaveLength(alone);
});
