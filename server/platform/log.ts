import pino from "pino";
import { env } from "./env";

/** What may be logged of an error: nothing that a person typed or that a row contains. */
type ErrorSummary = { type: string; message: string; code?: string; stack?: string; cause?: ErrorSummary };

const address = /[^\s@<>"'(/]+@[\w-]+(?:\.[\w-]+)+/g;
/** The maximum depth of causes that is followed. */
const maxCauseDepth = 4;

/** PostgreSQL's errors about data (class 22) quote the value itself: `invalid input syntax for type uuid: "…"`. */
const redactValue = (message: string, code: string | undefined) =>
  code?.startsWith("22") ? message.replace(/".*"/s, "…") : message;

/**
 * The message without the parameters that Drizzle appends to a failed statement, quoted values and e-mail addresses.
 */
const redactMessage = (message: string, code: string | undefined) =>
  redactValue(message.replace(/\nparams: .*$/s, ""), code).replace(address, "…@…");

/** Only the stack frames, without the message above them. */
function listStackFrames({ stack = "", message }: Error): string {
  const from = message ? stack.indexOf(message) : -1;
  const frames = from < 0 ? stack : stack.slice(from + message.length);
  return frames
    .split("\n")
    .filter((line) => /^ +at .+$/.test(line))
    .join("\n");
}

/**
 * An error for the log: type, message, code, stack frames and the same of its cause. Every other property (a
 * statement's parameters, PostgreSQL's `detail` with the row's values, a request) is left out.
 */
export function summariseError(err: unknown, depth = 0): ErrorSummary {
  if (!(err instanceof Error))
    return { type: typeof err, message: typeof err === "string" ? redactMessage(err, "") : "" };
  const code = "code" in err && typeof err.code === "string" ? err.code : undefined;
  const stack = listStackFrames(err);
  return {
    type: err.constructor.name || err.name,
    message: redactMessage(err.message, code),
    ...(code ? { code } : {}),
    ...(stack ? { stack } : {}),
    ...(err.cause !== undefined && depth < maxCauseDepth ? { cause: summariseError(err.cause, depth + 1) } : {}),
  };
}

/**
 * The cause in one line: for a failed statement the message of its cause, because the statement itself does not help a
 * person.
 */
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
