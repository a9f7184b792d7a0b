import type { Ctx, ShopperActor, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { may, type Permission } from "./rules";

declare const checked: unique symbol;
/** Only this module gives the brand: whoever takes such an actor knows that it was asked for. */
type Checked<Kind extends string> = { readonly [checked]: Kind };

/** A shopper who acts for their own scope, on a device that is more than linked. */
export type OwnerActor = ShopperActor & { kind: "guest" | "customer" } & Checked<"owner">;
/** Staff with a running shift on an enrolled tablet, for that tablet's store alone. */
export type ShiftActor = StaffActor & { storeId: string; storeDeviceId: string } & Checked<"shift">;
/** Staff signed in at the office. */
export type OfficeActor = StaffActor & { surface: "office" } & Checked<"office">;

type Asking = Pick<Ctx, "actor">;

/** The shopper behind a command, or null: anybody else, and a linked device, which must sign in first. */
export const findOwner = ({ actor }: Asking): OwnerActor | null =>
  actor.kind === "guest" || actor.kind === "customer" ? (actor as OwnerActor) : null;

/** Who has a shift on a tablet, with this permission of the table; or null. */
export function findShift({ actor }: Asking, permission: Permission): ShiftActor | null {
  if (actor.kind !== "staff" || !actor.storeId || !actor.storeDeviceId) return null;
  return may(actor.role, permission) ? (actor as ShiftActor) : null;
}

/** Who is signed in at the office, with this permission of the table; or null. */
export function findOffice({ actor }: Asking, permission: Permission): OfficeActor | null {
  if (actor.kind !== "staff" || actor.surface !== "office") return null;
  return may(actor.role, permission) ? (actor as OfficeActor) : null;
}

/** The shopper behind a command. Throws SIGN_IN_NEEDED for everybody else. */
export function assertOwner(ctx: Asking): OwnerActor {
  const owner = findOwner(ctx);
  if (!owner) throw new AppError("SIGN_IN_NEEDED");
  return owner;
}

/** The consultant or manager behind a command. Throws NOT_FOUND for everybody else. */
export function assertShift(ctx: Asking, permission: Permission): ShiftActor {
  const actor = findShift(ctx, permission);
  if (!actor) throw new AppError("NOT_FOUND");
  return actor;
}

/** The person of the office behind a command. Throws NOT_FOUND for everybody else. */
export function assertOffice(ctx: Asking, permission: Permission): OfficeActor {
  const actor = findOffice(ctx, permission);
  if (!actor) throw new AppError("NOT_FOUND");
  return actor;
}
