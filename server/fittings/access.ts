import type { Ctx, ShopperActor, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";

/** The shopper behind a command; anyone else finds nothing. A linked device must sign in first. */
export function assertOwner(ctx: Ctx): ShopperActor {
  const { actor } = ctx;
  if (actor.kind === "guest" || actor.kind === "customer") return actor;
  throw new AppError(actor.kind === "linked" ? "SIGN_IN_NEEDED" : "NOT_FOUND");
}

/** The consultant behind a command, on a tablet of the store for which alone it acts. */
export function assertShift(ctx: Ctx): StaffActor & { storeId: string } {
  const { actor } = ctx;
  if (actor.kind !== "staff" || !actor.storeId || !actor.storeDeviceId) throw new AppError("NOT_FOUND");
  return { ...actor, storeId: actor.storeId };
}
