import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fittingItem } from "@/db/schema/fittings";
import { recordTold } from "@/server/identity/consents/commands";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { firstAnswer, keyScope, once } from "@/server/platform/idempotency";
import { singleFlight } from "@/server/platform/single-flight";
import { together } from "@/server/platform/transaction";
import { addDays, dateAt, type Span } from "@/server/stores/rules";
import { commitWithChanges } from "@/server/sync/commit";
import { type Announce, announceFitting } from "../events";
import { assertVariants } from "../items/commands";
import { assertOwner } from "../ownership/rules";
import { type LockRoom, lockRoom, rangeOf, roomFree, roomsLeft, takeRoom } from "../rooms/commands";
import { horizonDays, maxAhead, slotMs } from "../rules";
import type { BookInput } from "../schema";
import { loadDays } from "../slots/queries";
import { refusalOf, type SlotCount } from "../slots/rules";
import { contactFor, refusedWithAlternatives } from "./queries";

type Wanted = Span & { storeId: string; slots: SlotCount; date: string };

/** Checks a wanted time against the store's hours and the clock. Throws STORE_CLOSED, SLOT_OUTSIDE_HOURS or SLOT_PAST. */
export async function assertSlot(tx: Tx, storeId: string, startsAt: string, slots: SlotCount): Promise<Wanted> {
  const store = await loadDays({ storeId, days: 1 }, tx);
  const from = Date.parse(startsAt);
  const date = dateAt(from, store.timeZone);
  const refusal = refusalOf(store, { date, from, slots }, store.now);
  if (refusal) throw new AppError(refusal, { date });
  if (date >= addDays(store.today, horizonDays)) throw new AppError("SLOT_OUTSIDE_HOURS", { date, horizonDays });
  return { storeId, slots, date, from, to: from + slots * slotMs };
}

/** One shopper books after the other, so that two at once cannot pass the cap together. */
export async function assertMayBookMore(tx: Tx, shopperId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`fittings-of:${shopperId}`}, 0))`);
  const [row] = await tx.execute<{ ahead: number }>(sql`
    select count(*)::int as ahead from fitting
    where shopper_id = ${shopperId} and status = 'booked' and ends_at > clock_now()`);
  if ((row?.ahead ?? 0) >= maxAhead) throw new AppError("TOO_MANY_RESERVATIONS", { limit: maxAhead });
}

type NewFitting = Span & {
  storeId: string;
  shopperId: string | null;
  status: "offered" | "booked" | "checked_in";
  contactName: string;
  contact: string;
};

/** Writes the appointment if the room is still free; undefined when it is not. */
export async function insertFitting(tx: Tx, roomId: string, f: NewFitting): Promise<string | undefined> {
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into fitting (store_id, room_id, shopper_id, during, starts_at, ends_at, status, contact_name, contact)
    select ${f.storeId}::uuid, ${roomId}::uuid, ${f.shopperId}::uuid, during, lower(during), upper(during), ${f.status},
      ${f.contactName}, ${f.contact}
    from (select ${rangeOf(f)} as during) wanted
    where ${roomFree(roomId, f, null)}
    on conflict do nothing returning id`);
  return row?.id;
}

/** Names the keys of bookings. */
export const bookProcedure = "fittings.book";

type Booking = Pick<Ctx, "regions"> & { actor: ShopperActor; input: BookInput; lock: LockRoom };

/** One attempt to book, inside a transaction of `commitWithChanges`; refuses as `book` does, SLOT_TAKEN without others. */
export async function bookIn(tx: Tx, announce: Announce, { actor, input, regions, lock }: Booking) {
  // Others wait meanwhile: what does not depend on each other is asked at once.
  const [wanted, person] = await together([
    assertSlot(tx, input.storeId, input.startsAt, input.slots),
    contactFor(tx, { shopperId: actor.shopperId, regions }, input),
    assertVariants(tx, input.variantIds),
    assertMayBookMore(tx, actor.shopperId),
    recordTold(tx, actor, actor.shopperId),
  ]);
  const fittingId = await takeRoom(tx, lock, { ...wanted, exceptId: null }, (roomId) =>
    insertFitting(tx, roomId, { ...wanted, ...person, shopperId: actor.shopperId, status: "booked" }),
  );
  if (!fittingId) throw new AppError("SLOT_TAKEN");
  if (input.variantIds.length > 0) {
    await tx.insert(fittingItem).values(input.variantIds.map((variantId) => ({ fittingId, variantId })));
  }
  await announceFitting(tx, announce, fittingId, actor);
  return { fittingId };
}

/** When an attempt to book is made: at once, or after others. */
export type Turn = <T>(wanted: BookInput, work: () => Promise<T>) => Promise<T>;

const look = singleFlight<string[]>();
/** Who books in each store right now, in this process. */
const booking = new Map<string, Promise<unknown>>();

/**
 * Runs `work` when nobody of this process books in the same store, as long as a room looks free: of a rush nearly everybody is
 * refused by looking once more, together, instead of each in a transaction. That two never get one room is the lock's work.
 */
const inTurn: Turn = async ({ storeId, startsAt, slots }, work) => {
  const from = Date.parse(startsAt);
  const wanted = { storeId, from, to: from + slots * slotMs, exceptId: null };
  for (let before = booking.get(storeId); ; before = booking.get(storeId)) {
    if (before) await before.catch(() => {});
    const left = await look(`${storeId} ${from} ${slots}`, () => roomsLeft(wanted));
    if (left.length === 0) throw new AppError("SLOT_TAKEN");
    if (!booking.has(storeId)) break;
  }
  const mine = work();
  booking.set(storeId, mine);
  try {
    return await mine;
  } finally {
    booking.delete(storeId);
  }
};

/** `book` with the given way to lock a room and to take turns: a test shows what happens without, as other processes would. */
export const bookWith =
  (lock: LockRoom, turn: Turn = inTurn) =>
  /**
   * Books any free room of a store for one or two slots, with the items to hang in it. Refusals: SLOT_TAKEN (details:
   * up to three `alternatives`, ISO), STORE_CLOSED, SLOT_OUTSIDE_HOURS, SLOT_PAST, CONTACT_NEEDED, CONTACT_WRONG, UNKNOWN_VARIANT,
   * TOO_MANY_RESERVATIONS, NOT_FOUND (store).
   */
  async (ctx: Ctx, input: BookInput): Promise<{ fittingId: string }> => {
    const actor = assertOwner(ctx);
    const { key, ...args } = input;
    const call = { scope: keyScope(actor, bookProcedure), key, args };
    return refusedWithAlternatives(input, async () => {
      const answered = await firstAnswer<{ fittingId: string }>(call);
      if (answered) return answered;
      return turn(input, () =>
        commitWithChanges((tx, announce, atLast) =>
          once(tx, call, () => bookIn(tx, announce, { actor, input, regions: ctx.regions, lock }), atLast),
        ),
      );
    });
  };

/** Books a fitting; see `bookWith`. */
export const book = bookWith(lockRoom);
