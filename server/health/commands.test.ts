import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { recordAudit } from "@/server/audit/commands";
import { holdStock, releaseHolds } from "@/server/inventory/commands";
import { inTransaction } from "@/server/platform/transaction";
import { makeConsultant, makeOffice, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { checkInvariants } from "./commands";
import { getHealth, getInvariants, getLastChecks } from "./queries";
import type { InvariantName } from "./schema";

/** A store open from 10 to 20 o'clock with a garment, an open hold, a released one, a booking and a trail. */
async function createFixture() {
  const weeklyHours = Array.from({ length: 7 }, (): [string, string][] => [["10:00", "20:00"]]);
  const store = await makeStore({ weeklyHours, rooms: 2 });
  const variantId = (await makeProduct()).variants[0]?.id ?? "";
  await stock(variantId, store.id, 5);
  const open = {
    storeId: store.id,
    items: [{ variantId, quantity: 2 }],
    ownerId: randomUUID(),
    purpose: "pickup",
  } as const;
  const held = { ...open, items: [{ variantId, quantity: 2 }], expiresAt: new Date(Date.now() + 3_600_000) };
  await inTransaction((tx) => holdStock(tx, { ...held, referenceId: randomUUID() }));
  const gone = randomUUID();
  await inTransaction((tx) => holdStock(tx, { ...held, referenceId: gone }));
  await inTransaction((tx) => releaseHolds(tx, { referenceId: gone }));
  const staff = await makeConsultant(store.id);
  const booking = await insertBooking(store.rooms[0]?.id ?? "", store.id, "11:00");
  await inTransaction((tx) =>
    recordAudit(tx, staff.actor, { action: "fitting.check_in", subjectKind: "fitting", subjectId: booking }),
  );
  return { store, variantId, staff, booking, item: `${variantId} @ ${store.id}` };
}

/** A booking of half an hour tomorrow at a local time in Baku. */
async function insertBooking(roomId: string, storeId: string, time: string, status = "booked"): Promise<string> {
  const [row] = await db().execute<{ id: string }>(sql`
    with t as (select ((clock_now() at time zone 'Asia/Baku')::date + 1 + ${time}::interval) at time zone 'Asia/Baku' as s)
    insert into fitting (store_id, room_id, during, starts_at, ends_at, status, contact_name, contact)
    select ${storeId}, ${roomId}, tstzrange(s, s + interval '30 minutes', '[)'), s, s + interval '30 minutes', ${status}, '', ''
    from t returning id`);
  return row?.id ?? "";
}

type Fixture = Awaited<ReturnType<typeof createFixture>>;

let here: Fixture;
beforeEach(async () => {
  // Each test breaks the database on purpose: the previous one's rows are deleted in a way no code of the shop could.
  await db().execute(sql`alter table audit_entry disable trigger user`);
  await db().execute(sql`alter table audit_seal disable trigger user`);
  await db().execute(
    sql`truncate audit_seal, audit_entry, customer_order, fitting, stock_movement, stock_hold, stock_level cascade`,
  );
  await db().execute(sql`truncate invariant_check`);
  await db().execute(sql`alter table audit_entry enable trigger user`);
  await db().execute(sql`alter table audit_seal enable trigger user`);
  here = await createFixture();
});

const findCheck = async (name: InvariantName) => (await getLastChecks()).invariants.find((i) => i.name === name);

test("in a sound database everything holds", async () => {
  expect((await getLastChecks()).invariants.map((i) => i.state)).toEqual(getInvariants().map(() => "unseen"));
  expect(await checkInvariants()).toEqual({});
  const { invariants: all } = await getLastChecks();
  expect(all.map((i) => [i.name, i.state, i.broken])).toEqual(getInvariants().map((i) => [i.name, "holds", 0]));
  expect(new Set(all.map((i) => i.number))).toEqual(new Set(["I1", "I2", "I3", "I4", "I6", "I11"]));
});

/** Breaks one thing by SQL, without its guard; returns the id of the offending row. */
type Break = (w: Fixture) => Promise<{ id: string; figures?: Record<string, unknown>; also?: InvariantName[] }>;

type EntryInput = { actorId: string | null; sessionId: string | null; tabletId: string | null; reason: string };

const insertEntry = async (part: EntryInput) => {
  const [row] = await db().execute<{ id: string }>(sql`
    insert into audit_entry (actor_kind, actor_id, session_id, store_device_id, action, subject_kind, subject_id, reason)
    values ('staff', ${part.actorId}, ${part.sessionId}, ${part.tabletId}, 'fitting.finish', 'fitting',
      ${randomUUID()}, ${part.reason}) returning id`);
  return row?.id ?? "";
};

const whole = ({ staff }: Fixture): EntryInput => ({
  actorId: staff.id,
  sessionId: staff.actor.sessionId,
  tabletId: staff.tablet.id,
  reason: "visit",
});

const breaks: [InvariantName, string, Break][] = [
  [
    "stock_on_hand",
    "a piece more than the ledger knows",
    async ({ item }) => {
      await db().execute(sql`update stock_level set on_hand = on_hand + 1`);
      return { id: item, figures: { onHand: 6, ledger: 5 } };
    },
  ],
  [
    "stock_on_hand",
    "a movement of something that has no level",
    async ({ store }) => {
      const variantId = (await makeProduct()).variants[0]?.id ?? "";
      await db().execute(sql`insert into stock_movement (variant_id, store_id, delta, reason)
        values (${variantId}, ${store.id}, 3, 'import')`);
      return { id: `${variantId} @ ${store.id}`, figures: { onHand: 0, ledger: 3 } };
    },
  ],
  [
    "stock_reserved_range",
    "more reserved than there is",
    async ({ item }) => {
      await db().execute(sql`alter table stock_level drop constraint stock_level_reserved`);
      await db().execute(sql`update stock_level set reserved = on_hand + 1`);
      return { id: item, figures: { onHand: 5, reserved: 6 }, also: ["stock_reserved_holds"] };
    },
  ],
  [
    "stock_reserved_holds",
    "a hold that reserved nothing",
    async ({ store, variantId, item }) => {
      await db().execute(sql`insert into stock_hold (variant_id, store_id, quantity, owner_id, purpose, reference_id, expires_at)
        values (${variantId}, ${store.id}, 1, gen_random_uuid(), 'pickup', gen_random_uuid(), clock_now() + interval '1 hour')`);
      return { id: item, figures: { reserved: 2, held: 3 } };
    },
  ],
  [
    "hold_ends_once",
    "an end without an outcome",
    async () => {
      const [row] = await db().execute<{ id: string }>(
        sql`update stock_hold set outcome = null where outcome = 'released' returning id`,
      );
      return { id: row?.id ?? "", figures: { quantity: 2, outcome: null } };
    },
  ],
  [
    "hold_consumed_left",
    "pieces handed over that never left the books",
    async ({ variantId }) => {
      const [row] = await db().execute<{ reference_id: string }>(
        sql`update stock_hold set outcome = 'consumed' where outcome = 'released' returning reference_id`,
      );
      return { id: `${row?.reference_id} / ${variantId}`, figures: { held: 2, ledger: 0 } };
    },
  ],
  [
    "hold_overdue",
    "a hold that nobody ended",
    async () => {
      const [row] = await db().execute<{ id: string }>(
        sql`update stock_hold set expires_at = clock_now() - interval '61 seconds' where ended_at is null returning id`,
      );
      return { id: row?.id ?? "", figures: { quantity: 2 } };
    },
  ],
  [
    "fitting_offer",
    "a room kept for nobody",
    async ({ store }) => ({ id: await insertBooking(store.rooms[1]?.id ?? "", store.id, "12:00", "offered") }),
  ],
  [
    "fitting_overlap",
    "two visitors in one room",
    async ({ store, booking }) => {
      await db().execute(sql`alter table fitting drop constraint fitting_no_overlap`);
      const both = [booking, await insertBooking(store.rooms[0]?.id ?? "", store.id, "11:15")].sort();
      return { id: both[0] ?? "", figures: { other: both[1] } };
    },
  ],
  [
    "fitting_one_place",
    "a visitor in two rooms at once",
    async ({ store, booking }) => {
      await db().execute(sql`alter table fitting drop constraint fitting_one_place`);
      const both = [booking, await insertBooking(store.rooms[1]?.id ?? "", store.id, "11:15")].sort();
      await db().execute(sql`update fitting set shopper_id = ${randomUUID()}`);
      return { id: both[1] ?? "", figures: { other: both[0] } };
    },
  ],
  [
    "fitting_hours",
    "a booking that ends after closing",
    async ({ store }) => ({
      id: await insertBooking(store.rooms[1]?.id ?? "", store.id, "19:45"),
      figures: { store: store.code },
    }),
  ],
  [
    "audit_staff",
    "an act of nobody",
    async (w) => ({ id: await insertEntry({ ...whole(w), actorId: null }), figures: { actor: null } }),
  ],
  [
    "audit_staff",
    "an act without a session",
    async (w) => ({ id: await insertEntry({ ...whole(w), sessionId: null }), figures: { session: null } }),
  ],
  [
    "audit_staff",
    "an act in a store without a tablet",
    async (w) => ({ id: await insertEntry({ ...whole(w), tabletId: null }), figures: { tablet: null } }),
  ],
  [
    "audit_staff",
    "an act without a reason",
    async (w) => ({ id: await insertEntry({ ...whole(w), reason: "" }), figures: { reason: "" } }),
  ],
  [
    "audit_sealed",
    "an entry beside the chain",
    async (w) => {
      await db().execute(sql`alter table audit_entry disable trigger audit_entry_seal`);
      const id = await insertEntry(whole(w));
      await db().execute(sql`alter table audit_entry enable trigger audit_entry_seal`);
      return { id, figures: { action: "fitting.finish" } };
    },
  ],
  [
    "stock_staff",
    "a correction by nobody",
    async ({ store, variantId }) => {
      await db().execute(sql`update stock_level set on_hand = on_hand - 1`);
      const [row] = await db().execute<{ id: string }>(sql`
        insert into stock_movement (variant_id, store_id, delta, reason) values (${variantId}, ${store.id}, -1, 'correction')
        returning id`);
      return { id: row?.id ?? "", figures: { movement: "correction", delta: -1 } };
    },
  ],
];

test.each(breaks)("%s is found broken by %s", async (name, _what, breakIt) => {
  const { id, figures = {}, also = [] } = await breakIt(here);
  expect(Object.keys((await checkInvariants()) ?? {}).sort()).toEqual([name, ...also].sort());
  const seen = await findCheck(name);
  expect(seen).toMatchObject({ state: "broken", broken: 1, rows: [{ id, figures }] });
  expect(Date.parse(seen?.brokenSince ?? "")).not.toBeNaN();
});

test("bookings affected by a later change of hours break nothing", async () => {
  await insertBooking(here.store.rooms[1]?.id ?? "", here.store.id, "19:45");
  expect(await checkInvariants()).toEqual({ fitting_hours: 1 });
  const { actor } = await makeOffice();
  await recordAudit(db(), actor, { action: "stores.hours.save", subjectKind: "store", subjectId: here.store.id });
  expect(await checkInvariants()).toEqual({});
});

describe("the stored result of a check", () => {
  test("keeps since when it is broken, and when it was last broken after it holds again", async () => {
    await db().execute(sql`update stock_level set on_hand = on_hand + 1`);
    await checkInvariants();
    const first = await findCheck("stock_on_hand");
    await checkInvariants();
    expect((await findCheck("stock_on_hand"))?.brokenSince).toBe(first?.brokenSince);
    await db().execute(sql`update stock_level set on_hand = on_hand - 1`);
    await checkInvariants();
    const healed = await findCheck("stock_on_hand");
    expect(healed).toMatchObject({ state: "holds", broken: 0, rows: [], brokenSince: null });
    expect(healed?.lastBrokenAt).not.toBeNull();
  });

  test("a failing check is reported as such and stops no other", async () => {
    await db().execute(sql`update stock_level set on_hand = on_hand + 1`);
    const list = getInvariants().map((i) => (i.name === "hold_overdue" ? { ...i, statement: "select 1/0 as id" } : i));
    expect(await checkInvariants(list)).toEqual({ stock_on_hand: 1 });
    expect((await findCheck("hold_overdue"))?.state).toBe("failed");
    await checkInvariants();
    expect((await findCheck("hold_overdue"))?.state).toBe("holds");
  });

  test("one process checks at a time", async () => {
    let other: unknown;
    await inTransaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(727010)`);
      other = await checkInvariants();
    });
    expect(other).toBeNull();
    expect(await checkInvariants()).toEqual({});
  });

  test("it contains no personal data", async () => {
    const customer = await makeShopper("customer");
    await db().execute(sql`update fitting set contact_name = 'Leyla', contact = 'leyla@example.test', shopper_id = ${customer.id},
      starts_at = starts_at - interval '9 hours'`);
    await checkInvariants();
    const shown = JSON.stringify(await getLastChecks());
    expect(shown).toContain(here.booking);
    for (const secret of ["Leyla", "leyla@", customer.id]) expect(shown).not.toContain(secret);
  });
});

test("only the office reads it", async () => {
  expect((await getHealth((await makeOffice()).ctx)).invariants).toHaveLength(getInvariants().length);
  for (const { ctx } of [here.staff, await makeShopper("customer")])
    await expect(getHealth(ctx)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
});
