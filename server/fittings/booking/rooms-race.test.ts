import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { isAppError } from "@/server/platform/errors";
import { ctxOf, makeStore } from "@/server/testing/factories";
import { book, bookingLocks, bookWith, type TakeTurn } from "./commands";
import { rescheduleWith } from "./reschedule";
import { type LockRoom, lockRoom } from "./rooms";

const bookers = 200;
/** A lock that never waits. */
const noLock: LockRoom = async () => {};
/** As bookings of several processes arrive: without turns. */
const atOnce: TakeTurn = (_, work) => work();
/** As little of a lock, but two calls look for a free room at the same moment, however busy the machine. */
function meetAtLock(): LockRoom {
  let came = 0;
  let open = () => {};
  const both = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async () => {
    came += 1;
    if (came > 1) open();
    await both;
  };
}

beforeAll(async () => {
  await db().execute(sql`update clock_offset set shift = '2026-11-23T05:00:00Z'::timestamptz - now()`);
});

// Commands retry after a deadlock, so only the database can show that there was none.
afterAll(async () => {
  const [row] = await db().execute<{ deadlocks: number }>(sql`
    select deadlocks::int from pg_stat_database where datname = current_database()`);
  expect(row?.deadlocks).toBe(0);
});

type Outcome = { won: number; refused: string[][]; others: unknown[]; overlaps: number };

/** 200 shoppers at once book overlapping one- and two-slot times of a store's one room. */
async function race(command: typeof book): Promise<Outcome> {
  const store = await makeStore({ rooms: 1 });
  const shoppers = await db().execute<{ id: string }>(sql`
    insert into shopper (kind) select 'guest' from generate_series(1, ${bookers}) returning id`);
  const from = Date.parse("2026-11-23T08:00:00Z");
  const settled = await Promise.allSettled(
    shoppers.map(({ id }, i) =>
      command(ctxOf({ kind: "guest", shopperId: id, deviceId: id, device: "phone", guestId: null }), {
        storeId: store.id,
        startsAt: new Date(from + (i % 4) * 30 * 60_000).toISOString(),
        slots: i % 3 === 0 ? 2 : 1,
        variantIds: [],
        contactName: "Leyla",
        contact: "leyla@example.test",
        key: randomUUID(),
      }),
    ),
  );
  const failures = settled.flatMap((s) => (s.status === "rejected" ? [s.reason as unknown] : []));
  const refusedAsTaken = failures.filter((e) => isAppError(e) && e.appCode === "SLOT_TAKEN");
  const [row] = await db().execute<{ n: number }>(sql`
    select count(*)::int as n from fitting a join fitting b on a.room_id = b.room_id and a.id < b.id and a.during && b.during
    where a.store_id = ${store.id} and a.status = 'booked' and b.status = 'booked'`);
  return {
    won: settled.filter((s) => s.status === "fulfilled").length,
    refused: refusedAsTaken.map((e) => (isAppError(e) ? (e.details.alternatives as string[]) : [])),
    others: failures.filter((e) => !refusedAsTaken.includes(e)),
    overlaps: row?.n ?? -1,
  };
}

function expectFair({ won, refused, others, overlaps }: Outcome) {
  expect(overlaps).toBe(0);
  // No deadlock, no time-out, nothing but typed refusals.
  expect(others).toEqual([]);
  expect(won).toBeGreaterThanOrEqual(1);
  expect(won).toBeLessThanOrEqual(5);
  expect(won + refused.length).toBe(bookers);
  for (const alternatives of refused) expect(alternatives).toHaveLength(3);
}

describe("200 bookings for one room", () => {
  it("never overlap, and the refused get three alternatives", async () => {
    expectFair(await race(book));
  });

  it("never overlap with the constraint alone", async () => {
    const { overlaps, won } = await race(bookWith({ ...bookingLocks, room: noLock }, atOnce));
    expect(overlaps).toBe(0);
    expect(won).toBeGreaterThanOrEqual(1);
  });

  describe("in a database without the exclusion constraint", () => {
    beforeAll(async () => {
      await db().execute(sql`alter table fitting drop constraint fitting_no_overlap`);
    });

    it("never overlap with the room's lock alone", async () => {
      expectFair(await race(bookWith(bookingLocks, atOnce)));
    });

    it("overlap without that lock", async () => {
      expect((await race(bookWith({ ...bookingLocks, room: noLock }, atOnce))).overlaps).toBeGreaterThan(0);
    });

    it.each([
      ["never meet behind the room's lock", lockRoom, false],
      ["meet without it: this test sees it", meetAtLock(), true],
    ])("thirty who reschedule to one time %s", async (_, lock, meet) => {
      const store = await makeStore({ rooms: 1 });
      const moving = await Promise.all(
        Array.from({ length: 30 }, async (_, i) => {
          const [inserted] = await db().execute<{ id: string }>(
            sql`insert into shopper (kind) values ('guest') returning id`,
          );
          const id = inserted?.id ?? "";
          const ctx = ctxOf({ kind: "guest", shopperId: id, deviceId: id, device: "phone", guestId: null });
          const startsAt = new Date(Date.parse("2026-11-24T06:00:00Z") + i * 30 * 60_000).toISOString();
          const who = { contactName: "Leyla", contact: "leyla@example.test", variantIds: [], key: randomUUID() };
          const { fittingId } = await book(ctx, { storeId: store.id, startsAt, slots: 1, ...who });
          return { ctx, fittingId };
        }),
      );
      const move = rescheduleWith({ ...bookingLocks, room: lock });
      const to = { startsAt: "2026-11-25T12:00:00.000Z", slots: 1 as const };
      const settled = await Promise.allSettled(moving.map(({ ctx, fittingId }) => move(ctx, { fittingId, ...to })));
      const [row] = await db().execute<{ n: number; all: number }>(sql`
        select count(*) filter (where starts_at = ${to.startsAt}::timestamptz)::int as n, count(*)::int as all
        from fitting where store_id = ${store.id} and status = 'booked'`);
      expect(row?.all).toBe(30);
      expect(settled.filter((s) => s.status === "fulfilled")).toHaveLength(row?.n ?? -1);
      expect((row?.n ?? 0) > 1).toBe(meet);
    });
  });
});
