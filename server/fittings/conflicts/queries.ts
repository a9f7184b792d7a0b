import { type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { assertOffice, assertOwner } from "@/server/access/actors";
import type { Ctx } from "@/server/platform/context";
import { findAlternatives } from "../booking/double-booking.queries";
import { findFittings, getShopperFitting } from "../queries";
import { slotMs } from "../rules";
import type { FittingInput, FittingRow } from "../schema";

const isUpcoming = sql`f.status = 'booked' and f.ends_at > clock_now()`;

/** Every booked appointment of a store that lies ahead. */
export const listUpcoming = (storeId: string, on: Db | Tx = db()): Promise<FittingRow[]> =>
  findFittings(sql`f.store_id = ${storeId} and ${isUpcoming}`, on);

const listConflicting = async (where: SQL): Promise<FittingRow[]> =>
  (await findFittings(where)).filter((row) => row.hit !== null && row.hit !== undefined);

/** Appointments ahead of a store that a later change of its hours or rooms hit, earliest first. */
export const listStoreConflicts = (storeId: string): Promise<FittingRow[]> =>
  listConflicting(sql`f.store_id = ${storeId} and ${isUpcoming}`);

/** The same of all stores, for the office. Throws NOT_FOUND without the right. */
export async function listConflicts(ctx: Ctx): Promise<FittingRow[]> {
  assertOffice(ctx, "office");
  return listConflicting(isUpcoming);
}

/** Up to three free times nearest to that of one's own appointment, as long as it is. Throws NOT_FOUND. */
export async function listAlternatives(ctx: Ctx, { fittingId }: FittingInput): Promise<string[]> {
  const { shopperId } = assertOwner(ctx);
  const { storeId, startsAt, endsAt } = await getShopperFitting(shopperId, fittingId);
  const requested = Date.parse(startsAt);
  const slots = Date.parse(endsAt) - requested > slotMs ? 2 : 1;
  return findAlternatives({ shopperId, storeId, around: requested, slots, exceptId: fittingId });
}
