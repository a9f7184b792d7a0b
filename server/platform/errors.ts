/** Every refusal the application knows; the browser maps each to a sentence in the shopper's language (messages `errors`). */
export const errorCodes = [
  "BAD_INPUT",
  "NOT_FOUND",
  "SIGN_IN_NEEDED",
  "TOO_MANY",
  "CONFLICT",
  "FORKED",
  "GAP",
  "UPGRADE_REQUIRED",
  "OUT_OF_STOCK",
  "UNKNOWN_VARIANT",
  "STORE_CLOSED",
  "SLOT_PAST",
  "SLOT_TAKEN",
  "SLOT_OUTSIDE_HOURS",
  "TOO_MANY_RESERVATIONS",
  "TOO_MANY_PIECES",
  "WRONG_STATUS",
  "ALREADY_CLAIMED",
  "ALREADY_EXTENDED",
  "CODE_WRONG",
  "CODE_EXPIRED",
  "CHANNEL_OFF",
  "LAST_CONTACT",
  "TOO_MANY_CONTACTS",
  "GOOGLE_UNVERIFIED",
  "GOOGLE_NOT_LINKED",
  "GOOGLE_TAKEN",
  "PIN_WRONG",
  "PIN_LOCKED",
  "PASSKEY_WRONG",
  "APPROVAL_NEEDED",
  "CONTACT_NEEDED",
  "IDEMPOTENCY_MISMATCH",
  "CART_FULL",
  "IMPORT_FILE",
  "QUOTE_CHANGED",
  "CART_EMPTY",
  "ORDER_OPEN",
  "ALREADY_PAID",
  "PAYMENT_OFF",
  "PAYMENT_UNREACHABLE",
  "TILL_CLOSED",
  "INTERNAL",
] as const;
export type ErrorCode = (typeof errorCodes)[number];
/** Facts a message may show; no personal data. */
export type ErrorDetails = Record<string, string | number | boolean | null | string[]>;

/** The one error class of commands and queries. A refusal inside a transaction is a throw, never a return. */
export class AppError extends Error {
  readonly appCode: ErrorCode;
  readonly details: ErrorDetails;
  constructor(appCode: ErrorCode, details: ErrorDetails = {}) {
    super(appCode);
    this.name = "AppError";
    this.appCode = appCode;
    this.details = details;
  }
}

/** Whether `e` is an AppError, also across the two bundles of one process, where `instanceof` fails. */
export function isAppError(e: unknown): e is AppError {
  return e instanceof Error && e.name === "AppError" && "appCode" in e;
}
