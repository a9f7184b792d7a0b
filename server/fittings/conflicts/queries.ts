import { type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { assertOffice } from "@/server/access/actors";
import { may } from "@/server/access/rules";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { assertOwner } from "@/server/access/actors";
import { alternatives } from "../booking/double-booking.queries";
import { fittingOfShopper, loadFittings } from "../queries";
import { slotMs } from "../rules";
import type { FittingInput, FittingRow } from "../schema";

const ahead = sql`f.status = 'booked' and f.ends_at > clock_now()`;

/** Every booked appointment of a store that lies ahead. */
export const bookedAhead = (storeId: string, on: Db | Tx = db()): Promise<FittingRow[]> =>
  loadFittings(sql`f.store_id = ${storeId} and ${ahead}`, on);

const hitOnes = async (where: SQL): Promise<FittingRow[]> =>
  (await loadFittings(where)).filter((row) => row.hit !== null && row.hit !== undefined);

/** Appointments ahead of a store that a later change of its hours or rooms hit, earliest first. */
export const hitOfStore = (storeId: string): Promise<FittingRow[]> =>
  hitOnes(sql`f.store_id = ${storeId} and ${ahead}`);

/** The same of all stores, for the office. Throws NOT_FOUND without the right. */
export async function hitEverywhere(ctx: Ctx): Promise<FittingRow[]> {
  assertOffice(ctx, "office");
  return hitOnes(ahead);
}

/** Up to three free times nearest to that of one's own appointment, as long as it is. Throws NOT_FOUND. */
export async function alternativesFor(ctx: Ctx, { fittingId }: FittingInput): Promise<string[]> {
  const { shopperId } = assertOwner(ctx);
  const { storeId, startsAt, endsAt } = await fittingOfShopper(shopperId, fittingId);
  const wanted = Date.parse(startsAt);
  const slots = Date.parse(endsAt) - wanted > slotMs ? 2 : 1;
  return alternatives({ shopperId, storeId, wanted, slots, exceptId: fittingId });
}
