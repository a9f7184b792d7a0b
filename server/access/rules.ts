import type { Role } from "@/db/schema/identity";

/** What each role may do. A consultant or manager acts in one store only: the store of the tablet in use. */
const permissions = {
  /** Pickups, fittings, sales and customers on the tablet. */
  serve: ["consultant", "manager"],
  /** Unlock the PIN of a colleague in the same store. */
  unlock_colleague: ["manager"],
  /** Be the second person of an action that needs a second approval. */
  approve: ["manager"],
  /** Catalogue, imports, opening hours and rooms of stores, tablets. */
  office: ["office", "admin"],
  manage_store_people: ["office", "admin"],
  read_audit: ["office", "admin"],
  manage_office_people: ["admin"],
  reset_passkeys: ["admin"],
  /** See background work that failed, and have it run again. */
  run_jobs: ["admin"],
  /** Keep canary records, and be notified when somebody opens one. */
  watch_access: ["admin"],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/** Whether a role has a permission. This table is the only one about what staff may do. */
export const may = (role: Role, permission: Permission): boolean =>
  (permissions[permission] as readonly Role[]).includes(role);

/** Consultants and managers work in a store, the others at the office. */
export const worksInStore = (role: Role): boolean => role === "consultant" || role === "manager";

/** Whether an office user with role `mine` may create, change or unlock a member of staff with role `theirs`. */
export const mayManage = (mine: Role, theirs: Role): boolean =>
  may(mine, worksInStore(theirs) ? "manage_store_people" : "manage_office_people");

/** Seconds without activity after which the server ends a tablet's shift. */
export const idleLockSeconds = 60;
/**
 * The tablet locks slightly earlier than the server: its last activity may be this much newer than the last one
 * reported.
 */
export const touchEverySeconds = 5;
export const screenLockSeconds = idleLockSeconds - touchEverySeconds;
