import { connect } from "node:net";

// Holds open streams and counts what arrives on them, in a process of its own. Driven by messages of its parent.

/** Where to open streams and by which request, one each. */
type OpenOrder = { kind: "open"; port: number; requests: { path: string; cookie: string }[]; seconds: number };
/** Counts deliveries from now on, and answers when so many have come or none came for a while. */
type CountOrder = { kind: "count"; expected: number };
export type LoadOrder = OpenOrder | CountOrder;
/** Streams that are open, deliveries since the last order to count, and the time of the last of them (ms since 1970). */
export type LoadState = { held: number; delivered: number; at: number };

/** Stands once in each delivery and nowhere else, so that no chunk of text can cut it. */
const mark = "~".charCodeAt(0);
const openAtOnce = 50;
const silenceMs = 5_000;
/** An address has some 28,000 ports, and a limit for the streams that it opens in a minute. */
const perAddress = 1_000;

let held = 0;
let delivered = 0;
let at = 0;

/** Opens one stream; resolves when its first message is there, or null when it was refused. */
function open(port: number, n: number, { path, cookie }: OpenOrder["requests"][number]): Promise<void> {
  const host = (n / perAddress) | 0;
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress: `127.0.1.${host + 1}`, noDelay: true });
    const lines = ["Host: 127.0.0.1", `Cookie: ${cookie}`, `X-Forwarded-For: 10.9.${host}.1`];
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    let isOpen = false;
    socket.on("error", () => {});
    socket.on("close", () => {
      if (isOpen) held--;
      resolve();
    });
    socket.on("data", (chunk: Buffer) => {
      if (!isOpen && !chunk.includes("data: {")) return;
      if (!isOpen) held++;
      isOpen = true;
      resolve();
      for (let i = chunk.indexOf(mark); i >= 0; i = chunk.indexOf(mark, i + 1)) delivered++;
      at = Date.now();
    });
  });
}

async function openAll({ port, requests, seconds }: OpenOrder): Promise<void> {
  const end = Date.now() + seconds * 1_000;
  let next = 0;
  const work = async () => {
    for (let n = next++; n < requests.length && Date.now() < end; n = next++) {
      const request = requests[n];
      if (request) await open(port, n, request);
    }
  };
  await Promise.all(Array.from({ length: openAtOnce }, work));
}

async function count({ expected }: CountOrder): Promise<void> {
  delivered = 0;
  at = Date.now();
  while (delivered < expected && Date.now() - at < silenceMs) await new Promise((resolve) => setTimeout(resolve, 5));
}

process.on("message", (order: LoadOrder) => {
  (order.kind === "open" ? openAll(order) : count(order)).then(() => {
    process.send?.({ held, delivered, at } satisfies LoadState);
  });
});
process.on("disconnect", () => process.exit());
