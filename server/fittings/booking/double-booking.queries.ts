import { sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import type { Actor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import type { Span } from "@/server/stores/rules";
import { slotMs } from "../rules";
import { listFreeAround } from "../slots";
import { overlaps, pickNearest, type SlotCount } from "../slots.rules";
import { toRangeSql } from "./rooms";

/** An appointment that occupies its shopper's time. */
export type OccupiedTime = {
  fittingId: string;
  startsAt: string;
  endsAt: string;
  storeName: string;
  timeZone: string;
  /** It counts against the limit of upcoming appointments. */
  ahead: boolean;
};

/**
 * Lists what occupies a shopper's time in `span`, and from now on: booked or running, in every store, earliest first.
 */
export async function listOccupiedTimes(shopperId: string, span: Span, on: Db | Tx = db()): Promise<OccupiedTime[]> {
  const rows = await on.execute<OccupiedTime>(sql`
    select f.id as "fittingId", f.starts_at as "startsAt", f.ends_at as "endsAt", s.name as "storeName",
      s.time_zone as "timeZone", f.status = 'booked' and f.ends_at > clock_now() as ahead
    from fitting f join store s on s.id = f.store_id
    where f.shopper_id = ${shopperId} and f.status in ('booked', 'checked_in')
      and (f.ends_at > clock_now() or f.during && ${toRangeSql(span)})
    order by f.starts_at, f.id`);
  const iso = (text: string) => new Date(text).toISOString();
  return rows.map((row) => ({ ...row, startsAt: iso(row.startsAt), endsAt: iso(row.endsAt) }));
}

export const spanOf = ({ startsAt, endsAt }: Pick<OccupiedTime, "startsAt" | "endsAt">): Span => ({
  from: Date.parse(startsAt),
  to: Date.parse(endsAt),
});

/** Finds the first of `taken`, except `exceptId`, that overlaps `span`. */
export const findOverlap = (
  occupiedTimes: OccupiedTime[],
  span: Span,
  exceptId: string | null,
): OccupiedTime | undefined => occupiedTimes.find((o) => o.fittingId !== exceptId && overlaps(spanOf(o), span));

type NearestQuery = { around: number; slots: SlotCount; exceptId: string | null };

/** Picks up to three of the starts `free` (ISO) nearest to `wanted` (ms since 1970) that overlap nothing of `taken`. */
export function pickNearestFree(
  free: string[],
  occupiedTimes: OccupiedTime[],
  { around, slots, exceptId }: NearestQuery,
): string[] {
  const starts = free
    .map((at) => Date.parse(at))
    .filter((from) => !findOverlap(occupiedTimes, { from, to: from + slots * slotMs }, exceptId));
  return pickNearest(starts, around, 3).map((at) => new Date(at).toISOString());
}

/**
 * Finds up to three nearest starts at which a store has a room and the shopper has no other appointment than
 * `exceptId`.
 */
export async function findAlternatives(
  { shopperId, storeId, ...query }: NearestQuery & { shopperId: string; storeId: string },
  on: Db | Tx = db(),
): Promise<string[]> {
  const { around, slots } = query;
  const free = await listFreeAround(storeId, { around, slots, on });
  return pickNearestFree(free, await listOccupiedTimes(shopperId, { from: around, to: around }, on), query);
}

/** The refusal that names the overlapping appointment; staff learn when it is, not where. */
export function toOverlapError({ startsAt, endsAt, ...where }: OccupiedTime, actor: Pick<Actor, "kind">): AppError {
  const { fittingId, storeName, timeZone } = where;
  const place = actor.kind === "staff" ? {} : { fittingId, storeName, timeZone };
  return new AppError("OTHER_APPOINTMENT", { startsAt, endsAt, ...place });
}
