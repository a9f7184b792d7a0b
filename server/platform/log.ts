import pino from "pino";
import { env } from "./env";

/** What may be told of an error: nothing that a person typed or that stands in a row. */
type ErrorSummary = { type: string; message: string; code?: string; stack?: string; cause?: ErrorSummary };

const address = /[^\s@<>"'(/]+@[\w-]+(?:\.[\w-]+)+/g;
/** The deepest chain of causes that is followed. */
const deepest = 4;

/** PostgreSQL's errors about data (class 22) quote the value itself: `invalid input syntax for type uuid: "…"`. */
const redactValue = (message: string, code: string | undefined) =>
  code?.startsWith("22") ? message.replace(/".*"/s, "…") : message;

/** The message without the parameters that Drizzle writes after a failed statement, quoted values and e-mail addresses. */
const redactMessage = (message: string, code: string | undefined) =>
  redactValue(message.replace(/\nparams: .*$/s, ""), code).replace(address, "…@…");

/** Only the places, without the message that stands over them. */
function listPlaces({ stack = "", message }: Error): string {
  const from = message ? stack.indexOf(message) : -1;
  const below = from < 0 ? stack : stack.slice(from + message.length);
  return below
    .split("\n")
    .filter((line) => /^ +at .+$/.test(line))
    .join("\n");
}

/**
 * An error for the log: type, message, code, places in the code and the same of its cause. Everything else that hangs on it
 * (a statement's parameters, PostgreSQL's `detail` with the row's values, a request) is left out.
 */
export function summariseError(err: unknown, depth = 0): ErrorSummary {
  if (!(err instanceof Error))
    return { type: typeof err, message: typeof err === "string" ? redactMessage(err, "") : "" };
  const code = "code" in err && typeof err.code === "string" ? err.code : undefined;
  const stack = listPlaces(err);
  return {
    type: err.constructor.name || err.name,
    message: redactMessage(err.message, code),
    ...(code ? { code } : {}),
    ...(stack ? { stack } : {}),
    ...(err.cause !== undefined && depth < deepest ? { cause: summariseError(err.cause, depth + 1) } : {}),
  };
}

/** What was wrong, in one line: of a failed statement its cause says it, the statement itself says nothing to a person. */
export function getInnermostMessage(err: unknown): string {
  const { message, cause } = summariseError(err);
  return (cause && message.startsWith("Failed query:") ? cause.message : message).split("\n", 1)[0] || String(err);
}

const shared = globalThis as typeof globalThis & { __selvedgeLog?: pino.Logger };

/** The process's log: JSON lines on standard error, no personal data; errors go under the key `err`. */
export function log(): pino.Logger {
  shared.__selvedgeLog ??= pino(
    { level: env().LOG_LEVEL, base: null, serializers: { err: summariseError } },
    pino.destination({ fd: 2, sync: true }),
  );
  return shared.__selvedgeLog;
}
