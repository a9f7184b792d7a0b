import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { fitting } from "@/db/schema/fittings";
import { flushOutbox } from "@/server/messaging/outbox";
import type { Ctx } from "@/server/platform/context";
import { isAppError } from "@/server/platform/errors";
import type { Span } from "@/server/stores/rules";
import { commitWithChanges } from "@/server/sync/commit";
import { insertFitting } from "../booking/commands";
import { assertNoOverlap } from "../booking/double-booking";
import { spanOf } from "../booking/double-booking.queries";
import { assignRoom, lockRoom } from "../booking/rooms";
import { announceFitting } from "../events";
import { getStoreDays } from "../slots";
import { filterFreeRooms, overlaps, type SlotCount } from "../slots.rules";
import { claimEntry } from "./claim-entry";
import { announceEntry } from "./events";
import { queueOfferMessage } from "./notifications";
import { listMatchingSpans, offerMinutes } from "./rules";
import type { WaitlistRow } from "./schema";

/** A waiting entry, as an offer needs it. */
type QueueEntry = {
  id: string;
  storeId: string;
  shopperId: string;
  date: string;
  slots: SlotCount;
  part: WaitlistRow["part"];
  contact: string;
  locale: Ctx["locale"];
  /** The shopper's other appointments, ISO. */
  taken: { startsAt: string; endsAt: string }[];
};

/** Lists the waiting entries without an offer, in the order of joining. */
const listQueue = (storeId: string | undefined) =>
  db().execute<QueueEntry>(sql`
    select w.id, w.store_id as "storeId", w.shopper_id as "shopperId", w.date::text, w.slots, w.part, w.contact, w.locale,
      ${jsonArray(
        jsonObject(pick(fitting, "startsAt", "endsAt")),
        sql`from fitting where fitting.shopper_id = w.shopper_id and fitting.status in ('booked', 'checked_in')`,
      )} as taken
    from fitting_waitlist_entry w join store s on s.id = w.store_id
    where w.status = 'waiting' and w.store_id = coalesce(${storeId ?? null}::uuid, w.store_id) and s.active
      and w.date >= (clock_now() at time zone s.time_zone)::date
      and not exists (select from fitting_waitlist_entry o where o.shopper_id = w.shopper_id and o.status = 'offered')
    order by w.joined_at, w.id`);

class RoomTakenError extends Error {}

/**
 * Whether `fitting_waitlist_entry_one_offer` refused: another entry of the same shopper was offered a time at the same moment.
 */
const isDuplicateOffer = (e: unknown): boolean => {
  const cause = e instanceof Error && e.cause ? e.cause : e;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "23505";
};

type Outcome = "offered" | "not_waiting" | "room_gone" | "elsewhere";

const system = { kind: "system" as const, name: "waiting list" };

/** Offers one time to one entry: entry, room, announcement and message in one transaction. */
async function makeOffer(entry: QueueEntry, span: Span): Promise<Outcome> {
  const { storeId, shopperId } = entry;
  try {
    return await commitWithChanges(async (tx, announce) => {
      if (!(await claimEntry(tx, entry))) return "not_waiting";
      await assertNoOverlap(tx, { shopperId, span, exceptId: null, actor: system });
      const kept = { ...span, storeId, shopperId, status: "offered" as const, contactName: "", contact: "" };
      const fittingId = await assignRoom(tx, {
        lock: lockRoom,
        query: { ...span, storeId, exceptId: null },
        place: (roomId) => insertFitting(tx, roomId, kept),
      });
      if (!fittingId) throw new RoomTakenError();
      await tx.execute(sql`
        update fitting_waitlist_entry w set fitting_id = f.id, starts_at = f.starts_at, ends_at = f.ends_at,
          expires_at = least(clock_now() + make_interval(mins => ${offerMinutes}), f.starts_at)
        from fitting f where w.id = ${entry.id} and f.id = ${fittingId}`);
      await announceFitting(tx, announce, { fittingId, actor: system });
      const row = await announceEntry(tx, announce, { waitId: entry.id, shopperId });
      if (row) await queueOfferMessage(tx, row, entry);
      return "offered";
    });
  } catch (e) {
    if (e instanceof RoomTakenError) return "room_gone";
    if (isAppError(e) && e.appCode === "OTHER_APPOINTMENT") return "elsewhere";
    if (isDuplicateOffer(e)) return "not_waiting";
    throw e;
  }
}

/** The attempts for one entry when others take the times that looked free. */
const maxAttempts = 8;

/** Offers the free times of one day of a store to the waiting entries, in order. Returns the number of offers. */
async function offerDay(queue: QueueEntry[]): Promise<number> {
  const [first] = queue;
  if (!first) return 0;
  const reloadStore = () => getStoreDays({ storeId: first.storeId, date: first.date, days: 1 });
  let store = await reloadStore();
  let offered = 0;
  for (const entry of queue) {
    const occupied = entry.taken.map(spanOf);
    for (let i = 0; i < maxAttempts; i++) {
      const span = listMatchingSpans(store, entry, store.now).find(
        (s) => filterFreeRooms(store.rooms, store.busy, s).length > 0 && !occupied.some((t) => overlaps(t, s)),
      );
      if (!span) break;
      const outcome = await makeOffer(entry, span);
      if (outcome === "offered") offered += 1;
      if (outcome === "elsewhere") occupied.push(span);
      else if (outcome !== "not_waiting") store = await reloadStore();
      if (outcome === "offered" || outcome === "not_waiting") break;
    }
  }
  return offered;
}

/** Offers every free time to the first waiting entry that it matches. Returns the number of offers. */
export async function offerFreeSlots(storeId?: string): Promise<number> {
  const days = new Map<string, QueueEntry[]>();
  for (const entry of await listQueue(storeId)) {
    const day = `${entry.storeId} ${entry.date}`;
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  let offered = 0;
  for (const queue of days.values()) {
    offered += await offerDay(queue).catch((e: unknown) => {
      // Closed at this moment: a visit is impossible.
      if (isAppError(e) && e.appCode === "NOT_FOUND") return 0;
      throw e;
    });
  }
  if (offered > 0) flushOutbox();
  return offered;
}
