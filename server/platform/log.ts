import pino from "pino";
import { env } from "./env";

const shared = globalThis as typeof globalThis & { __selvedgeLog?: pino.Logger };

/** The process's log: JSON lines on standard error, no personal data. */
export function log(): pino.Logger {
  shared.__selvedgeLog ??= pino({ level: env().LOG_LEVEL, base: null }, pino.destination({ fd: 2, sync: true }));
  return shared.__selvedgeLog;
}
