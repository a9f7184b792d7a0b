import type { Role } from "@/db/schema/identity";

/** What each role may do. A consultant or manager acts in one store only, which is that of the tablet in hand. */
const permissions = {
  /** Pick-ups, fittings, sales and customers at the tablet. */
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
  /** Keep records that nobody has a reason to open, and be told of who does. */
  watch_access: ["admin"],
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

/** Seconds without a touch after which the server ends a tablet's shift. */
export const idleLockSeconds = 60;
/** The tablet itself locks a little sooner: its last touch may be this much newer than what the server heard. */
export const touchEverySeconds = 5;
export const screenLockSeconds = idleLockSeconds - touchEverySeconds;
