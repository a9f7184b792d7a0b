import { type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { assertOffice, assertOwner } from "@/server/access/actors";
import type { Ctx } from "@/server/platform/context";
import { findAlternatives } from "../booking/double-booking.queries";
import { findFittings, getShopperFitting } from "../queries";
import { slotMs } from "../rules";
import type { FittingInput, FittingRow } from "../schema";

const isUpcoming = sql`f.status = 'booked' and f.ends_at > clock_now()`;

/** Lists every upcoming booked appointment of a store. */
export const listUpcoming = (storeId: string, on: Db | Tx = db()): Promise<FittingRow[]> =>
  findFittings(sql`f.store_id = ${storeId} and ${isUpcoming}`, on);

const listConflicting = async (where: SQL): Promise<FittingRow[]> =>
  (await findFittings(where)).filter((row) => row.hit !== null && row.hit !== undefined);

/** Lists a store's upcoming appointments that conflict with a later change of its hours or rooms, earliest first. */
export const listStoreConflicts = (storeId: string): Promise<FittingRow[]> =>
  listConflicting(sql`f.store_id = ${storeId} and ${isUpcoming}`);

/** Lists the conflicts of all stores, for the office. Throws NOT_FOUND without the right. */
export async function listConflicts(ctx: Ctx): Promise<FittingRow[]> {
  assertOffice(ctx, "office");
  return listConflicting(isUpcoming);
}

/** Lists up to three free times nearest to the shopper's own appointment, of the same length. Throws NOT_FOUND. */
export async function listAlternatives(ctx: Ctx, { fittingId }: FittingInput): Promise<string[]> {
  const { shopperId } = assertOwner(ctx);
  const { storeId, startsAt, endsAt } = await getShopperFitting(shopperId, fittingId);
  const requested = Date.parse(startsAt);
  const slots = Date.parse(endsAt) - requested > slotMs ? 2 : 1;
  return findAlternatives({ shopperId, storeId, around: requested, slots, exceptId: fittingId });
}
