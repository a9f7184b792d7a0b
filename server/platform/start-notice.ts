import { env } from "./env";

/** Prints where the shop, the tablet and the office answer. `port` is the one really listened on. */
export async function announceStart({ port, demo }: { port: number; demo: boolean }): Promise<void> {
  const base = env().PUBLIC_URL ?? `http://${env().HOST}:${port}`;
  process.stdout.write(
    `Selvedge is ready${demo ? " (demo)" : ""}\n  shop    ${base}/\n  tablet  ${base}/store\n  office  ${base}/office\n`,
  );
}

/** One plain sentence for an error that ends the start. */
export function clearSentence(err: unknown): string {
  const { code, message } = err as { code?: string; message?: string };
  if (code === "EADDRINUSE") return `Port ${env().PORT} is taken: stop the other program or set PORT.`;
  return `Selvedge could not start: ${message ?? String(err)}`;
}
