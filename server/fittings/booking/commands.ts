import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { fittingItem } from "@/db/schema/fittings";
import { recordTold } from "@/server/shoppers/consents/commands";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { firstAnswer, keyScope, once } from "@/server/platform/idempotency";
import { singleFlight } from "@/server/platform/single-flight";
import { together } from "@/server/platform/transaction";
import { addDays, dateAt, type Span } from "@/server/stores/rules";
import { commitWithChanges } from "@/server/sync/commit";
import { type Announce, announceFitting } from "../events";
import { assertVariants } from "../items";
import { assertOwner } from "@/server/access/actors";
import { assertMayBook, type LockPerson, lockPerson } from "./double-booking";
import { type LockRoom, lockRoom, rangeOf, roomFree, roomsLeft, takeRoom } from "./rooms";
import { horizonDays, slotMs } from "../rules";
import type { BookInput } from "../schema";
import { loadDays } from "../slots";
import { refusalOf, type SlotCount } from "../slots.rules";
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

/** The span of an appointment that begins at `startsAt` (ISO). */
const spanFrom = (startsAt: string, slots: SlotCount): Span => {
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

/** Who waits for whom: of a room, and of a person. */
export type Locks = { room: LockRoom; person: LockPerson };
export const locks: Locks = { room: lockRoom, person: lockPerson };

type Booking = Pick<Ctx, "regions"> & { actor: ShopperActor; input: BookInput; locks: Locks };

/** One attempt to book, inside a transaction of `commitWithChanges`; refuses as `book` does, SLOT_TAKEN without others. */
export async function bookIn(tx: Tx, announce: Announce, { actor, input, regions, locks }: Booking) {
  const { shopperId } = actor;
  const mine = { shopperId, span: spanFrom(input.startsAt, input.slots), exceptId: null, actor };
  // Others wait meanwhile: what does not depend on each other is asked at once.
  const [wanted, person] = await together([
    assertSlot(tx, input.storeId, input.startsAt, input.slots),
    contactFor(tx, { shopperId, regions }, input),
    assertVariants(tx, input.variantIds),
    assertMayBook(tx, mine, locks.person),
    recordTold(tx, actor, shopperId),
  ]);
  const fittingId = await takeRoom(tx, locks.room, { ...wanted, exceptId: null }, (roomId) =>
    insertFitting(tx, roomId, { ...wanted, ...person, shopperId, status: "booked" }),
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
  const wanted = { storeId, ...spanFrom(startsAt, slots), exceptId: null };
  for (let before = booking.get(storeId); ; before = booking.get(storeId)) {
    if (before) await before.catch(() => {});
    const left = await look(`${storeId} ${wanted.from} ${slots}`, () => roomsLeft(wanted));
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

/** `book` with the given locks and way to take turns: a test shows what happens without, as other processes would. */
export const bookWith =
  (held: Locks, turn: Turn = inTurn) =>
  /**
   * Books any free room of a store for one or two slots, with the items to hang in it. Refusals: SLOT_TAKEN (details:
   * up to three `alternatives`, ISO), OTHER_APPOINTMENT (the same, and which), STORE_CLOSED, SLOT_OUTSIDE_HOURS, SLOT_PAST,
   * CONTACT_NEEDED, CONTACT_WRONG, UNKNOWN_VARIANT, TOO_MANY_RESERVATIONS, NOT_FOUND (store).
   */
  async (ctx: Ctx, input: BookInput): Promise<{ fittingId: string }> => {
    const actor = assertOwner(ctx);
    const { key, ...args } = input;
    const call = { scope: keyScope(actor, bookProcedure), key, args };
    return refusedWithAlternatives({ ...input, exceptId: null }, actor, async () => {
      const answered = await firstAnswer<{ fittingId: string }>(call);
      if (answered) return answered;
      return turn(input, () =>
        commitWithChanges((tx, announce, atLast) =>
          once(tx, call, () => bookIn(tx, announce, { actor, input, regions: ctx.regions, locks: held }), atLast),
        ),
      );
    });
  };

/** Books a fitting; see `bookWith`. */
export const book = bookWith(locks);
