import pino from "pino";
import { env } from "./env";
import { toldOf } from "./told";

const shared = globalThis as typeof globalThis & { __selvedgeLog?: pino.Logger };

/** The process's log: JSON lines on standard error, no personal data; errors go under the key `err`. */
export function log(): pino.Logger {
  shared.__selvedgeLog ??= pino(
    { level: env().LOG_LEVEL, base: null, serializers: { err: toldOf } },
    pino.destination({ fd: 2, sync: true }),
  );
  return shared.__selvedgeLog;
}
