/**
 * Every refusal of the application; the browser maps each to a sentence in the shopper's language (messages `errors`).
 */
export const errorCodes = [
  "BAD_INPUT",
  "NOT_FOUND",
  "UNAUTHENTICATED",
  "RATE_LIMITED",
  "CONFLICT",
  "CLIENT_FORKED",
  "SEQUENCE_GAP",
  "UPGRADE_REQUIRED",
  "OUT_OF_STOCK",
  "UNKNOWN_VARIANT",
  "STORE_CLOSED",
  "SLOT_PAST",
  "SLOT_TAKEN",
  "SLOT_OUTSIDE_HOURS",
  "OTHER_APPOINTMENT",
  "TOO_MANY_RESERVATIONS",
  "TOO_MANY_PIECES",
  "ALREADY_RESERVED",
  "WRONG_STATUS",
  "ALREADY_CLAIMED",
  "ALREADY_EXTENDED",
  "CODE_WRONG",
  "CODE_EXPIRED",
  "CHANNEL_DISABLED",
  "LAST_CONTACT",
  "TOO_MANY_CONTACTS",
  "GOOGLE_UNVERIFIED",
  "GOOGLE_NOT_LINKED",
  "GOOGLE_TAKEN",
  "PIN_WRONG",
  "PIN_LOCKED",
  "PIN_TOO_WEAK",
  "PASSKEY_WRONG",
  "APPROVAL_NEEDED",
  "CONTACT_NEEDED",
  "CONTACT_WRONG",
  "IDEMPOTENCY_MISMATCH",
  "CART_FULL",
  "IMPORT_FILE",
  "QUOTE_CHANGED",
  "CART_EMPTY",
  "ORDER_OPEN",
  "ALREADY_PAID",
  "NOT_PAID",
  "PAYMENT_DISABLED",
  "PAYMENT_UNREACHABLE",
  "TILL_CLOSED",
  "CARD_MINIMUM",
  "OTHER_CURRENCY",
  "MIXED_CURRENCIES",
  "NO_VAT_RATE",
  "UNAVAILABLE",
  "INTERNAL",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Codes by the names that they had before: receipts hold them, and open tabs of an earlier build know them. */
const formerErrorCodes: Record<string, ErrorCode> = {
  SIGN_IN_NEEDED: "UNAUTHENTICATED",
  TOO_MANY: "RATE_LIMITED",
  PAYMENT_OFF: "PAYMENT_DISABLED",
  CHANNEL_OFF: "CHANNEL_DISABLED",
  PIN_TRIVIAL: "PIN_TOO_WEAK",
  FORKED: "CLIENT_FORKED",
  GAP: "SEQUENCE_GAP",
};
const codesByCurrent = new Map(Object.entries(formerErrorCodes).map(([former, current]) => [current, former]));

/** Today's name of a stored code. */
export const toCurrentErrorCode = (code: ErrorCode): ErrorCode => formerErrorCodes[code] ?? code;
/** The name of a code that an earlier build knows. */
export const toFormerErrorCode = (code: ErrorCode): string => codesByCurrent.get(code) ?? code;

/** Values that a message may show; no personal data. */
export type ErrorDetails = Record<string, string | number | boolean | null | string[]>;

/** The only error class of commands and queries. A refusal inside a transaction is a throw, never a return. */
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

/** Error codes of the network when there is no connection, or when it broke. */
const networkCodes = ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT"];
/** The driver's own errors have no code. */
const driverMessages =
  /^(Connection terminated|Client (has encountered a connection error|was closed)|Cannot use a pool after|timeout exceeded when trying to connect)/;
/**
 * SQL states of a server that cannot work at the moment: connection (08), resources (53: disk, memory, connections),
 * stopping or starting (57P), input and output (58), and a statement or lock that timed out.
 */
const sqlStates = /^(08...|53...|57P0[1-5]|58...|57014|55P03)$/;

/** The maximum depth of causes that is followed. */
const deepest = 5;

/** Whether the database was unavailable, so that the same request may be retried soon. */
export function isDatabaseUnavailable(err: unknown, depth = 0): boolean {
  if (!(err instanceof Error)) return false;
  const { code } = err as { code?: unknown };
  if (typeof code === "string" && (networkCodes.includes(code) || sqlStates.test(code))) return true;
  if (driverMessages.test(err.message)) return true;
  return depth < deepest && isDatabaseUnavailable(err.cause, depth + 1);
}

/** Seconds after which a refused request may be retried (Retry-After). */
export const retryAfterSeconds = 2;
