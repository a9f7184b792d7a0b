import { readFileSync } from "node:fs";
import path from "node:path";
import { findFreePort } from "@/e2e/bench/server";
import { assertProgram, startProgram, waitUntil, writeConfiguration } from "./house";

export type StartedProxy = { url: string; stop(): Promise<void> };

/** The repository's configuration with the ports of this run, and without TLS. */
function adapt(file: string, ports: number[], changes: [RegExp, string][]): string {
  let text = readFileSync(file, "utf8");
  for (const [i, port] of ports.entries()) text = text.replace(`127.0.0.1:300${i + 1}`, `127.0.0.1:${port}`);
  for (const [pattern, replacement] of changes) {
    if (!pattern.test(text)) throw new Error(`${file} has no ${pattern}`);
    text = text.replace(pattern, replacement);
  }
  return text;
}

async function startProxy(program: string, args: (file: string) => string[], text: (port: number) => string) {
  assertProgram(program);
  const port = await findFreePort();
  const file = path.resolve(writeConfiguration(`${program}.cfg`, text(port)));
  const started = startProgram(program, args(file));
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(`${program} answers`, async () => {
    if (!started.isAlive()) throw new Error(`${program} ended; see .data/scale/${program}.log`);
    return (await fetch(`${url}/readyz`).catch(() => null))?.ok;
  });
  return { url, stop: started.stop };
}

export const startHaproxy = (ports: number[]): Promise<StartedProxy> =>
  startProxy(
    "haproxy",
    (file) => ["-db", "-f", file],
    (port) =>
      adapt("docs/proxy/haproxy.cfg", ports, [
        [/bind :443 .*/, `bind 127.0.0.1:${port}`],
        // Fewer files may be open here than under Debian's unit.
        [/maxconn 60000/, "maxconn 4000"],
      ]),
  );

export const startNginx = (ports: number[]): Promise<StartedProxy> =>
  startProxy(
    "nginx",
    (file) => ["-e", "stderr", "-c", file, "-g", `daemon off; pid ${file}.pid;`],
    (port) =>
      adapt("docs/proxy/nginx.conf", ports, [
        [/listen 443 ssl;/, `listen 127.0.0.1:${port};`],
        [/ *ssl_certificate .*\n/, ""],
        [/ *ssl_certificate_key .*\n/, ""],
        [/http \{/, "http {\n  access_log off;"],
      ]),
  );
