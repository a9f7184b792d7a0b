import type { Ctx, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import type { Role } from "./schema";

/** Wrong PINs in a row after which a person is locked out until a manager or the office helps. */
export const maxPinTries = 5;
/** Seconds without a touch after which the server ends a tablet's shift. */
export const idleLockSeconds = 60;
/** The tablet itself locks a little sooner: its last touch may be this much newer than what the server heard. */
export const touchEverySeconds = 5;
export const screenLockSeconds = idleLockSeconds - touchEverySeconds;

/** Minutes without use after which an office session is worth nothing. */
export const officeIdleMinutes = 30;

/** What each role may do. A consultant or manager acts in one store only, which is that of the tablet in hand. */
const permissions = {
  /** Pick-ups, fittings and clients at the tablet. */
  serve: ["consultant", "manager"],
  /** Let a colleague of the store try the PIN again. */
  unlock_colleague: ["manager"],
  /** Be the second person of an act that needs four eyes. */
  approve: ["manager"],
  /** Catalogue, import, stores' hours and rooms, tablets. */
  office: ["office", "admin"],
  manage_store_people: ["office", "admin"],
  read_audit: ["office", "admin"],
  manage_office_people: ["admin"],
  reset_passkeys: ["admin"],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/** Whether a role has a permission: the one table of what staff may do. */
export const may = (role: Role, permission: Permission): boolean =>
  (permissions[permission] as readonly Role[]).includes(role);

/** Consultants and managers work in a store, the rest at the office. */
export const worksInStore = (role: Role): boolean => role === "consultant" || role === "manager";

/** Whether someone with role `mine` at the office may make, change or unlock someone with role `theirs`. */
export const mayManage = (mine: Role, theirs: Role): boolean =>
  may(mine, worksInStore(theirs) ? "manage_store_people" : "manage_office_people");

/** Who is signed in at the office. Throws NOT_FOUND for everybody else. */
export function assertOffice({ actor }: Ctx): StaffActor {
  if (actor.kind !== "staff" || actor.surface !== "office") throw new AppError("NOT_FOUND");
  return actor;
}

export type ShiftActor = StaffActor & { storeId: string; storeDeviceId: string };

/** Who has a shift on a tablet, with this permission. Throws NOT_FOUND for everybody else. */
export function assertShift({ actor }: Ctx, permission: Permission = "serve"): ShiftActor {
  if (actor.kind !== "staff" || !actor.storeId || !actor.storeDeviceId) throw new AppError("NOT_FOUND");
  if (!may(actor.role, permission)) throw new AppError("NOT_FOUND");
  return { ...actor, storeId: actor.storeId, storeDeviceId: actor.storeDeviceId };
}
