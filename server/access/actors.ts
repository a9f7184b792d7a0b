import type { Ctx, ShopperActor, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { may, type Permission } from "./rules";

declare const checked: unique symbol;
/** The brand is made in this module alone: an actor that carries it has passed the check. */
type Checked<Kind extends string> = { readonly [checked]: Kind };

/** A shopper who acts for their own scope, on a device that is not merely linked. */
export type OwnerActor = ShopperActor & { kind: "guest" | "customer" } & Checked<"owner">;
/** Staff with a running shift on an enrolled tablet, limited to the tablet's store. */
export type ShiftActor = StaffActor & { storeId: string; storeDeviceId: string } & Checked<"shift">;
/** Staff signed in at the office. */
export type OfficeActor = StaffActor & { surface: "office" } & Checked<"office">;

type Asking = Pick<Ctx, "actor">;

/** The shopper behind a command. Null for any other actor and for a linked device, which must sign in first. */
export const findOwner = ({ actor }: Asking): OwnerActor | null =>
  actor.kind === "guest" || actor.kind === "customer" ? (actor as OwnerActor) : null;

/** The member of staff with a running shift on a tablet and this permission of the table, or null. */
export function findShift({ actor }: Asking, permission: Permission): ShiftActor | null {
  if (actor.kind !== "staff" || !actor.storeId || !actor.storeDeviceId) return null;
  return may(actor.role, permission) ? (actor as ShiftActor) : null;
}

/** The member of staff signed in at the office with this permission of the table, or null. */
export function findOffice({ actor }: Asking, permission: Permission): OfficeActor | null {
  if (actor.kind !== "staff" || actor.surface !== "office") return null;
  return may(actor.role, permission) ? (actor as OfficeActor) : null;
}

/** The shopper behind a command. Throws UNAUTHENTICATED for any other actor. */
export function assertOwner(ctx: Asking): OwnerActor {
  const owner = findOwner(ctx);
  if (!owner) throw new AppError("UNAUTHENTICATED");
  return owner;
}

/** The consultant or manager behind a command. Throws NOT_FOUND for any other actor. */
export function assertShift(ctx: Asking, permission: Permission): ShiftActor {
  const actor = findShift(ctx, permission);
  if (!actor) throw new AppError("NOT_FOUND");
  return actor;
}

/** The member of the office's staff behind a command. Throws NOT_FOUND for any other actor. */
export function assertOffice(ctx: Asking, permission: Permission): OfficeActor {
  const actor = findOffice(ctx, permission);
  if (!actor) throw new AppError("NOT_FOUND");
  return actor;
}
