import type { Role } from "./schema";

/** Wrong PINs in a row after which a person is locked out until a manager or the office helps. */
export const maxPinTries = 5;
/** Seconds without a touch after which a tablet locks. */
export const idleLockSeconds = 60;

/** Whether someone with role `mine` at the office may make, change or unlock someone with role `theirs`. */
export function mayManage(mine: Role, theirs: Role): boolean {
  if (mine === "admin") return true;
  return mine === "office" && (theirs === "consultant" || theirs === "manager");
}
