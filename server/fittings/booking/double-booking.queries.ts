import { sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import type { Span } from "@/server/stores/rules";
import { rangeOf } from "./rooms";
import { slotMs } from "../rules";
import { freeAround } from "../slots";
import { nearest, overlaps, type SlotCount } from "../slots.rules";

/** An appointment that takes its person's time. */
export type Occupied = {
  fittingId: string;
  startsAt: string;
  endsAt: string;
  storeName: string;
  timeZone: string;
  /** It counts to what one may have booked ahead. */
  ahead: boolean;
};

/** What takes a person's time in `span`, and from now on: booked or being had, in every store, earliest first. */
export async function occupied(shopperId: string, span: Span, on: Db | Tx = db()): Promise<Occupied[]> {
  const rows = await on.execute<Occupied>(sql`
    select f.id as "fittingId", f.starts_at as "startsAt", f.ends_at as "endsAt", s.name as "storeName",
      s.time_zone as "timeZone", f.status = 'booked' and f.ends_at > clock_now() as ahead
    from fitting f join store s on s.id = f.store_id
    where f.shopper_id = ${shopperId} and f.status in ('booked', 'checked_in')
      and (f.ends_at > clock_now() or f.during && ${rangeOf(span)})
    order by f.starts_at, f.id`);
  const iso = (text: string) => new Date(text).toISOString();
  return rows.map((row) => ({ ...row, startsAt: iso(row.startsAt), endsAt: iso(row.endsAt) }));
}

export const spanOf = ({ startsAt, endsAt }: Pick<Occupied, "startsAt" | "endsAt">): Span => ({
  from: Date.parse(startsAt),
  to: Date.parse(endsAt),
});

/** The first of `taken`, `exceptId` apart, that overlaps `span`. */
export const inTheWay = (taken: Occupied[], span: Span, exceptId: string | null): Occupied | undefined =>
  taken.find((o) => o.fittingId !== exceptId && overlaps(spanOf(o), span));

type Near = { wanted: number; slots: SlotCount; exceptId: string | null };

/** Up to three of the starts `free` (ISO) nearest to `wanted` (ms since 1970) at which nothing of `taken` is in the way. */
export function nearestFree(free: string[], taken: Occupied[], { wanted, slots, exceptId }: Near): string[] {
  const starts = free
    .map((at) => Date.parse(at))
    .filter((from) => !inTheWay(taken, { from, to: from + slots * slotMs }, exceptId));
  return nearest(starts, wanted, 3).map((at) => new Date(at).toISOString());
}

/** Up to three starts nearest to `wanted` at which a store has a room and a person, `exceptId` apart, has nothing else. */
export async function alternatives(
  { shopperId, storeId, ...near }: Near & { shopperId: string; storeId: string },
  on: Db | Tx = db(),
): Promise<string[]> {
  const { wanted, slots } = near;
  const free = await freeAround(storeId, wanted, slots, on);
  return nearestFree(free, await occupied(shopperId, { from: wanted, to: wanted }, on), near);
}
