import { sql } from "drizzle-orm";
import { assertOwner } from "@/server/access/actors";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { commitWithChanges } from "@/server/sync/commit";
import { announceFitting } from "../events";
import { getShopperFitting } from "../queries";
import type { RescheduleInput } from "../schema";
import { assertSlot, type BookingLocks, bookingLocks } from "./commands";
import { assertNoOverlap } from "./double-booking";
import { addAlternativesToRefusal } from "./queries";
import { assignRoom, isRoomFreeSql, toRangeSql } from "./rooms";

/** Builds `reschedule` with the given locks; a test replaces them. */
export const rescheduleWith =
  (locks: BookingLocks) =>
  /**
   * Moves a booked appointment to another time in its store, in any free room, in one statement: it keeps its id, and
   * its old time when the new one is refused (throws as `book`, WRONG_STATUS once the visit has begun).
   */
  async (ctx: Ctx, input: RescheduleInput): Promise<void> => {
    const actor = assertOwner(ctx);
    const { fittingId, slots } = input;
    const { storeId } = await getShopperFitting(actor.shopperId, fittingId);
    await addAlternativesToRefusal({ storeId, startsAt: input.startsAt, slots, exceptId: fittingId }, actor, () =>
      commitWithChanges(async (tx, announce) => {
        const requested = await assertSlot(tx, storeId, { startsAt: input.startsAt, slots });
        const check = { shopperId: actor.shopperId, span: requested, exceptId: fittingId, actor };
        await assertNoOverlap(tx, check, locks.shoppers);
        const moved = await assignRoom(tx, {
          lock: locks.room,
          query: { ...requested, exceptId: fittingId },
          place: async (roomId) => {
            const [row] = await tx.execute<{ id: string }>(sql`
            update fitting set room_id = ${roomId}, during = ${toRangeSql(requested)}, starts_at = lower(${toRangeSql(requested)}),
              ends_at = upper(${toRangeSql(requested)}), overlap_allowed = false,
              sequence = sequence + 1, updated_at = clock_now()
            where id = ${fittingId} and shopper_id = ${actor.shopperId} and status = 'booked'
              and ${isRoomFreeSql(roomId, requested, fittingId)} returning id`);
            return row?.id;
          },
        });
        if (!moved) {
          const { status } = await getShopperFitting(actor.shopperId, fittingId, tx);
          throw status === "booked" ? new AppError("SLOT_TAKEN") : new AppError("WRONG_STATUS", { status });
        }
        await announceFitting(tx, announce, { fittingId, actor });
      }),
    );
  };

/** Reschedules an appointment; see `rescheduleWith`. */
export const reschedule = rescheduleWith(bookingLocks);
