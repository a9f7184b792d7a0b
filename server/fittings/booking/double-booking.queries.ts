import { sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { createBatch } from "@/server/platform/concurrency";
import type { Actor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import type { Span } from "@/server/stores/rules";
import { slotMs } from "../rules";
import { listFreeAround } from "../slots";
import { overlaps, type SlotCount } from "../slots.rules";

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

type OccupiedQuery = { shopperId: string; span: Span };

/**
 * Lists for each of several shoppers what occupies their time in `span`, and from now on: booked or running, in every
 * store, earliest first. One statement.
 */
async function listAllOccupiedTimes(queries: OccupiedQuery[], on: Db | Tx = db()): Promise<OccupiedTime[][]> {
  const requested = queries.map(({ shopperId, span }, place) => ({ place, shopperId, ...span }));
  const rows = await on.execute<OccupiedTime & { place: number }>(sql`
    select q.place, f.id as "fittingId", f.starts_at as "startsAt", f.ends_at as "endsAt", s.name as "storeName",
      s.time_zone as "timeZone", f.status = 'booked' and f.ends_at > clock_now() as ahead
    from jsonb_to_recordset(${JSON.stringify(requested)}::text::jsonb)
      as q(place int, "shopperId" uuid, "from" float8, "to" float8)
    join fitting f on f.shopper_id = q."shopperId" join store s on s.id = f.store_id
    where f.status in ('booked', 'checked_in') and (f.ends_at > clock_now()
      or f.during && tstzrange(to_timestamp(q."from" / 1000), to_timestamp(q."to" / 1000), '[)'))
    order by f.starts_at, f.id`);
  const found: OccupiedTime[][] = queries.map(() => []);
  const iso = (text: string) => new Date(text).toISOString();
  for (const { place, ...row } of rows)
    found[place]?.push({ ...row, startsAt: iso(row.startsAt), endsAt: iso(row.endsAt) });
  return found;
}

/** Lists what occupies one shopper's time; see `listAllOccupiedTimes`. */
export async function listOccupiedTimes(shopperId: string, span: Span, on?: Db | Tx): Promise<OccupiedTime[]> {
  const [found = []] = await listAllOccupiedTimes([{ shopperId, span }], on);
  return found;
}

/** `listOccupiedTimes` for those who were refused in one moment, in one statement. */
export const listOccupiedTimesTogether = createBatch((queries: OccupiedQuery[]) => listAllOccupiedTimes(queries));

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

/** Picks up to three of the starts `nearest` (ms since 1970, nearest first) that overlap nothing: ISO, earliest first. */
export function pickNearestFree(
  nearest: number[],
  occupiedTimes: OccupiedTime[],
  { slots, exceptId }: Omit<NearestQuery, "around">,
): string[] {
  const picked: number[] = [];
  for (const from of nearest) {
    if (picked.length === 3) break;
    if (!findOverlap(occupiedTimes, { from, to: from + slots * slotMs }, exceptId)) picked.push(from);
  }
  return picked.sort((a, b) => a - b).map((at) => new Date(at).toISOString());
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
