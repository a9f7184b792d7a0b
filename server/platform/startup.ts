import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { env } from "./env";
import { getInnermostMessage } from "./log";

/** The public address of the server, without a trailing slash. `port` is the port it listens on. */
export const getBaseUrl = (port: number): string =>
  (env().PUBLIC_URL ?? `http://${env().HOST}:${port}`).replace(/\/$/, "");

/** The office's address: browsers allow passkeys at `localhost`, not at the equivalent IP address. */
export const getOfficeUrl = (base: string): string => `${base.replace("//127.0.0.1", "//localhost")}/office`;

/** Prints the addresses of shop, tablet and office, and `lines` about how to sign in. */
export function printStartNotice({ base, demo, lines }: { base: string; demo: boolean; lines: string[] }): void {
  const addresses = [`  shop    ${base}/`, `  tablet  ${base}/store`, `  office  ${getOfficeUrl(base)}`];
  process.stdout.write(`${[`Selvedge is ready${demo ? " (demo)" : ""}`, ...addresses, ...lines].join("\n")}\n`);
}

/** Ensures that the data directory is writable. Throws an Error with one clear sentence when it is not. */
export function assertDataDirWritable(): void {
  const dir = path.resolve(env().DATA_DIR);
  const probe = path.join(dir, `.write-${process.pid}`);
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(probe, "");
    rmSync(probe);
  } catch {
    throw new Error(`the data directory ${dir} cannot be written; set DATA_DIR to one that can.`);
  }
}

/** The error's own code, or that of its cause. */
function getErrorCode(err: unknown): string | undefined {
  const { code, cause } = (err ?? {}) as { code?: string; cause?: { code?: string } };
  return code ?? cause?.code;
}

/** One plain sentence for an error that ends the start. */
export function toStartupErrorText(err: unknown): string {
  const code = getErrorCode(err);
  const message = getInnermostMessage(err);
  if (code === "EADDRINUSE") return `Port ${env().PORT} is taken: stop the other program or set PORT.`;
  if (code === "EACCES") return `Port ${env().PORT} may not be used by this user: set PORT to one above 1023.`;
  const unreachable = ["ECONNREFUSED", "ENOTFOUND", "CONNECT_TIMEOUT", "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET"];
  if (code && (unreachable.includes(code) || /^(28|3D)/.test(code))) {
    return `Selvedge could not start: the database of DATABASE_URL does not answer (${message}).`;
  }
  return `Selvedge could not start: ${message}`;
}
