import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fittingItem } from "@/db/schema/fittings";
import { assertOwner } from "@/server/access/actors";
import { createSingleFlight } from "@/server/platform/concurrency";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { buildKeyScope, findStoredResult, runIdempotent } from "@/server/platform/idempotency";
import { awaitAll } from "@/server/platform/transaction";
import { recordNoticeShown } from "@/server/shoppers/consents/commands";
import { addDays, type Span, toLocalDate } from "@/server/stores/rules";
import { commitWithChanges } from "@/server/sync/commit";
import { type Announce, announceFitting } from "../events";
import { assertKnownVariants } from "../items";
import { horizonDays, slotMs } from "../rules";
import type { BookInput } from "../schema";
import { getStoreDays } from "../slots";
import { findRefusal, type SlotCount } from "../slots.rules";
import { assertCanBook, type LockShoppers, lockShoppers } from "./double-booking";
import { addAlternativesToRefusal, resolveContact } from "./queries";
import { assignRoom, isRoomFreeSql, type LockRoom, listFreeRooms, lockRoom, toRangeSql } from "./rooms";

type RequestedSlot = Span & { storeId: string; slots: SlotCount; date: string };

/**
 * Checks a requested time against the store's hours and the clock. Throws STORE_CLOSED, SLOT_OUTSIDE_HOURS or
 * SLOT_PAST.
 */
export async function assertSlot(
  tx: Tx,
  storeId: string,
  { startsAt, slots }: { startsAt: string; slots: SlotCount },
): Promise<RequestedSlot> {
  const store = await getStoreDays({ storeId, days: 1 }, tx);
  const from = Date.parse(startsAt);
  const date = toLocalDate(from, store.timeZone);
  const refusal = findRefusal(store, { date, from, slots }, store.now);
  if (refusal) throw new AppError(refusal, { date });
  if (date >= addDays(store.today, horizonDays)) throw new AppError("SLOT_OUTSIDE_HOURS", { date, horizonDays });
  return { storeId, slots, date, from, to: from + slots * slotMs };
}

/** The span of an appointment that begins at `startsAt` (ISO). */
const toSpan = (startsAt: string, slots: SlotCount): Span => {
  const from = Date.parse(startsAt);
  return { from, to: from + slots * slotMs };
};

type NewFitting = Span & {
  storeId: string;
  shopperId: string | null;
  status: "offered" | "booked" | "checked_in";
  contactName: string;
  contact: string;
};

/** Inserts the appointment if the room is still free; returns undefined otherwise. */
export async function insertFitting(tx: Tx, roomId: string, f: NewFitting): Promise<string | undefined> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into fitting (store_id, room_id, shopper_id, during, starts_at, ends_at, status, contact_name, contact)
    select ${f.storeId}::uuid, ${roomId}::uuid, ${f.shopperId}::uuid, during, lower(during), upper(during), ${f.status},
      ${f.contactName}, ${f.contact}
    from (select ${toRangeSql(f)} as during) wanted
    where ${isRoomFreeSql(roomId, f, null)}
    on conflict do nothing returning id`);
  return row?.id;
}

/** The idempotency scope of bookings: stored, never changes. */
export const bookProcedure = "fittings.book";

/** The locks of a booking: on a room, and on a shopper. */
export type BookingLocks = { room: LockRoom; shoppers: LockShoppers };
export const bookingLocks: BookingLocks = { room: lockRoom, shoppers: lockShoppers };

type BookContext = Pick<Ctx, "regions"> & { actor: ShopperActor; input: BookInput; locks: BookingLocks };

/**
 * Books once, inside a transaction of `commitWithChanges`; throws what `book` throws, SLOT_TAKEN without alternatives.
 */
export async function bookInTransaction(tx: Tx, announce: Announce, { actor, input, regions, locks }: BookContext) {
  const { shopperId } = actor;
  const check = { shopperId, span: toSpan(input.startsAt, input.slots), exceptId: null, actor };
  // Others wait meanwhile: independent statements run together.
  const [requested, person] = await awaitAll([
    assertSlot(tx, input.storeId, { startsAt: input.startsAt, slots: input.slots }),
    resolveContact(tx, { shopperId, regions }, input),
    assertKnownVariants(tx, input.variantIds),
    assertCanBook(tx, check, locks.shoppers),
    recordNoticeShown(tx, actor, shopperId),
  ]);
  const fittingId = await assignRoom(tx, {
    lock: locks.room,
    query: { ...requested, exceptId: null },
    place: (roomId) => insertFitting(tx, roomId, { ...requested, ...person, shopperId, status: "booked" }),
  });
  if (!fittingId) throw new AppError("SLOT_TAKEN");
  if (input.variantIds.length > 0) {
    await tx.insert(fittingItem).values(input.variantIds.map((variantId) => ({ fittingId, variantId })));
  }
  await announceFitting(tx, announce, { fittingId, actor });
  return { fittingId };
}

/** When an attempt to book runs: at once, or after others. */
export type TakeTurn = <T>(requested: BookInput, work: () => Promise<T>) => Promise<T>;

const checkRoomsOnce = createSingleFlight<string[]>();
/** The last booking in progress of each store, in this process. */
const bookingsInProgress = new Map<string, Promise<unknown>>();

/**
 * Serialises bookings per store within this process, as long as a room looks free: in a rush most buyers are refused by
 * one shared read, instead of each in a transaction. The lock ensures that no room is booked twice.
 */
const runInTurn: TakeTurn = async ({ storeId, startsAt, slots }, work) => {
  const requested = { storeId, ...toSpan(startsAt, slots), exceptId: null };
  for (let before = bookingsInProgress.get(storeId); ; before = bookingsInProgress.get(storeId)) {
    if (before) await before.catch(() => {});
    const freeRoomIds = await checkRoomsOnce(`${storeId} ${requested.from} ${slots}`, () => listFreeRooms(requested));
    if (freeRoomIds.length === 0) throw new AppError("SLOT_TAKEN");
    if (!bookingsInProgress.has(storeId)) break;
  }
  const current = work();
  bookingsInProgress.set(storeId, current);
  try {
    return await current;
  } finally {
    bookingsInProgress.delete(storeId);
  }
};

/** Builds `book` with the given locks and turns; a test replaces them, to act as several processes. */
export const bookWith =
  (held: BookingLocks, turn: TakeTurn = runInTurn) =>
  /**
   * Books any free room of a store for one or two slots, with the items to prepare. Throws SLOT_TAKEN (details: up to
   * three `alternatives`, ISO), OTHER_APPOINTMENT (the same, and which), STORE_CLOSED, SLOT_OUTSIDE_HOURS, SLOT_PAST,
   * CONTACT_NEEDED, CONTACT_WRONG, UNKNOWN_VARIANT, TOO_MANY_RESERVATIONS, NOT_FOUND (store).
   */
  async (ctx: Ctx, input: BookInput): Promise<{ fittingId: string }> => {
    const actor = assertOwner(ctx);
    const { key, ...args } = input;
    const call = { scope: buildKeyScope(actor, bookProcedure), key, args };
    return addAlternativesToRefusal({ ...input, exceptId: null }, actor, async () => {
      const firstResult = await findStoredResult<{ fittingId: string }>(call);
      if (firstResult) return firstResult;
      return turn(input, () =>
        commitWithChanges((tx, announce, beforeCommit) =>
          runIdempotent(
            tx,
            call,
            () => bookInTransaction(tx, announce, { actor, input, regions: ctx.regions, locks: held }),
            beforeCommit,
          ),
        ),
      );
    });
  };

/** Books a fitting; see `bookWith`. */
export const book = bookWith(bookingLocks);
