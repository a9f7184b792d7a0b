import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { mergeScopes } from "@/server/operations/merge";
import { commitWithChanges } from "@/server/sync/commit";
import { makeShopper, makeStore } from "@/server/testing/factories";
import { broken } from "@/server/testing/invariants";
import { at, refusal, setClock, who } from "@/server/testing/waiting";
import { acceptOffer, join } from "../waitlist/commands";
import { processWaitlist } from "../waitlist/reactions";
import { joinSchema } from "../waitlist/schema";
import { restore } from "./cancel";
import { book, bookingLocks, bookWith } from "./commands";
import type { LockShoppers } from "./double-booking";
import { reschedule, rescheduleWith } from "./reschedule";

const atOnce = 8;

beforeAll(() => setClock("2026-11-23T05:00:00Z"));
afterAll(async () => {
  const [row] = await db().execute<{ deadlocks: number }>(sql`
    select deadlocks::int from pg_stat_database where datname = current_database()`);
  expect(row?.deadlocks).toBe(0);
});

/** No lock at all, but all calls read before one writes, however busy the machine. */
function meetAtLock(): LockShoppers {
  let came = 0;
  let open = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async () => {
    came += 1;
    if (came >= atOnce) open();
    await all;
  };
}

const stores = (n = atOnce) => Promise.all(Array.from({ length: n }, () => makeStore({ rooms: 2 })));
type Shopper = Awaited<ReturnType<typeof makeShopper>>;
const toBookInput = (storeId: string, time: string, slots: 1 | 2 = 1) => ({
  storeId,
  startsAt: at(time),
  slots,
  variantIds: [],
  key: randomUUID(),
  ...who,
});

/** The outcome of one shopper's concurrent calls: how many succeeded, and the errors of the others. */
async function toOutcome(calls: Promise<unknown>[]) {
  const refusals = await Promise.all(calls.map(refusal));
  const refused = refusals.flatMap((r) => (r ? [r.code] : []));
  return { won: refusals.length - refused.length, refused: [...new Set(refused)] };
}
const oneWins = { won: 1, refused: ["OTHER_APPOINTMENT"] };

/** One shopper books the same time in eight stores at once. */
async function raceBookings(command: typeof book) {
  const [shopper, all] = await Promise.all([makeShopper(), stores()]);
  const calls = all.map((store, i) => command(shopper.ctx, toBookInput(store.id, "15:00", i % 2 ? 2 : 1)));
  return toOutcome(calls);
}

/** The same by rescheduling appointments of other times. */
async function raceReschedules(command: typeof reschedule) {
  const [shopper, all] = await Promise.all([makeShopper(), stores()]);
  const times = Array.from({ length: atOnce }, (_, i) => at(`${10 + i}:00`));
  const rows = await Promise.all(
    all.map(async (store, i) => {
      const [row] = await db().execute<{ id: string }>(sql`
        insert into fitting (store_id, room_id, shopper_id, during, starts_at, ends_at, contact_name, contact)
        select ${store.id}, ${store.rooms[0]?.id}, ${shopper.id}, tstzrange(t, t + interval '30 minutes', '[)'), t,
          t + interval '30 minutes', '', '' from (select ${times[i]}::timestamptz as t) x returning id`);
      return row?.id ?? "";
    }),
  );
  return toOutcome(rows.map((fittingId) => command(shopper.ctx, { fittingId, startsAt: at("18:30"), slots: 1 })));
}

/** Creates a shopper with an offered time, a cancelled appointment and another one, all requested at 15:00 now. */
async function raceEveryPath(shopper: Shopper) {
  const [here, there, third, fourth] = (await stores(4)) as [Store, Store, Store, Store];
  const only = (store: Store) =>
    db().execute(sql`update store set weekly_hours =
      (select jsonb_agg('[["15:00", "15:30"]]'::jsonb) from generate_series(1, 7)) where id = ${store.id}`);
  await only(here);
  const { waitId } = await join(
    shopper.ctx,
    joinSchema.parse({ storeId: here.id, date: "2026-11-24", key: randomUUID(), ...who }),
  );
  await processWaitlist(here.id);
  const refused = await book(shopper.ctx, toBookInput(there.id, "15:00"));
  await db().execute(sql`update fitting set status = 'cancelled' where id = ${refused.fittingId}`);
  const other = await book(shopper.ctx, toBookInput(third.id, "12:00"));
  return [
    () => acceptOffer(shopper.ctx, { waitId }),
    () => restore(shopper.ctx, refused),
    () => reschedule(shopper.ctx, { ...other, startsAt: at("15:00"), slots: 1 as const }),
    () => book(shopper.ctx, toBookInput(fourth.id, "15:00")),
  ];
}
type Store = Awaited<ReturnType<typeof makeStore>>;

const expectNoOverlap = async () => expect(await broken("fitting_one_place")).toEqual([]);

describe("one shopper at one time", () => {
  beforeEach(expectNoOverlap);

  it("gets one of eight stores, and a reason for the rest", async () => {
    expect(await raceBookings(book)).toEqual(oneWins);
    expect(await raceReschedules(reschedule)).toEqual(oneWins);
    await expectNoOverlap();
  });

  it("gets one appointment by all ways at once: waitlist, undo, reschedule and booking", async () => {
    for (let i = 0; i < 4; i++) {
      const paths = await raceEveryPath(await makeShopper());
      expect(await toOutcome(paths.map((path) => path()))).toEqual(oneWins);
    }
    await expectNoOverlap();
  });

  it("is protected by the constraint alone too", async () => {
    const noLock = { ...bookingLocks, shoppers: meetAtLock() };
    expect(await raceBookings(bookWith(noLock, (_, work) => work()))).toEqual(oneWins);
    expect(await raceReschedules(rescheduleWith({ ...bookingLocks, shoppers: meetAtLock() }))).toEqual(oneWins);
    await expectNoOverlap();
  });

  it("loses nothing when they sign in meanwhile, and books nothing for a merged guest", async () => {
    const guest = await makeShopper();
    const account = await makeShopper("customer");
    const store = await makeStore({ rooms: 4 });
    await book(account.ctx, toBookInput(store.id, "15:00"));
    const calls = [
      book(guest.ctx, toBookInput(store.id, "15:00")),
      book(guest.ctx, toBookInput(store.id, "16:00")),
      commitWithChanges((tx, announce) => mergeScopes(tx, announce, guest.id, account.id)),
      book(account.ctx, toBookInput(store.id, "15:30")),
    ];
    const refusals = await Promise.all(calls.map(refusal));
    expect(refusals.slice(2)).toEqual([null, null]);
    const accepted = 2 + refusals.slice(0, 2).filter((r) => r === null).length;
    expect(refusals.slice(0, 2).every((r) => r === null || r.code === "CONFLICT")).toBe(true);
    const rows = await db().execute(sql`select id from fitting where shopper_id = ${account.id} and status = 'booked'`);
    expect(rows).toHaveLength(accepted);
    expect(await db().execute(sql`select id from fitting where shopper_id = ${guest.id}`)).toEqual([]);
    await expectNoOverlap();
  });
});

describe("in a database without the constraint", () => {
  beforeAll(async () => {
    await db().execute(sql`alter table fitting drop constraint fitting_one_place`);
  });

  it("has one appointment, by the lock alone", async () => {
    expect(await raceBookings(bookWith(bookingLocks, (_, work) => work()))).toEqual(oneWins);
    expect(await raceReschedules(reschedule)).toEqual(oneWins);
    expect(await toOutcome((await raceEveryPath(await makeShopper())).map((path) => path()))).toEqual(oneWins);
    await expectNoOverlap();
  });

  it("has several without the lock", async () => {
    const without = { ...bookingLocks, shoppers: meetAtLock() };
    expect((await raceBookings(bookWith(without, (_, work) => work()))).won).toBeGreaterThan(1);
    expect((await raceReschedules(rescheduleWith({ ...bookingLocks, shoppers: meetAtLock() }))).won).toBeGreaterThan(1);
    expect((await broken("fitting_one_place")).length).toBeGreaterThan(1);
  });

  it("without a lock the limit of upcoming appointments is exceeded too", async () => {
    const [shopper, all] = await Promise.all([makeShopper(), stores()]);
    const times = ["10", "11", "12", "13", "14", "15", "16", "17"].map((h) => `${h}:00`);
    const sent = (command: typeof book) =>
      toOutcome(all.map((store, i) => command(shopper.ctx, toBookInput(store.id, times[i] ?? ""))));
    expect(await sent(book)).toEqual({ won: 3, refused: ["TOO_MANY_RESERVATIONS"] });
    await db().execute(sql`update fitting set status = 'cancelled' where shopper_id = ${shopper.id}`);
    const atAll = bookWith({ ...bookingLocks, shoppers: meetAtLock() }, (_, work) => work());
    expect((await sent(atAll)).won).toBe(atOnce);
  });
});
