import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { env } from "./env";

/** Prints where the shop, the tablet and the office answer. `port` is the one really listened on. */
export async function announceStart({ port, demo }: { port: number; demo: boolean }): Promise<void> {
  const base = env().PUBLIC_URL ?? `http://${env().HOST}:${port}`;
  process.stdout.write(
    `Selvedge is ready${demo ? " (demo)" : ""}\n  shop    ${base}/\n  tablet  ${base}/store\n  office  ${base}/office\n`,
  );
}

/** Makes sure that the data directory can be written. Throws an Error with one clear sentence when it cannot. */
export function checkDataDir(): void {
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

/** One plain sentence for an error that ends the start. */
export function clearSentence(err: unknown): string {
  const { code, message } = err as { code?: string; message?: string };
  if (code === "EADDRINUSE") return `Port ${env().PORT} is taken: stop the other program or set PORT.`;
  if (code === "EACCES") return `Port ${env().PORT} may not be used by this user: set PORT to one above 1023.`;
  const unreachable = ["ECONNREFUSED", "ENOTFOUND", "CONNECT_TIMEOUT", "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET"];
  if (code && (unreachable.includes(code) || /^(28|3D)/.test(code))) {
    return `Selvedge could not start: the database of DATABASE_URL does not answer (${message}).`;
  }
  return `Selvedge could not start: ${message ?? String(err)}`;
}
