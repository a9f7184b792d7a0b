import { randomUUID } from "node:crypto";
import { connect, type Socket } from "node:net";
import { db } from "@/db/client";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { openStream } from "@/e2e/bench/http-connection";
import { signCookie } from "@/server/platform/http/cookies";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { startMutant, type Target } from "./target";

/** Connections that send a letter a second and never end their request; the server gives them fifteen seconds at most. */
const slowCount = 300;
const slowSeconds = 18;
/** `SECURITY_STREAMS=5000` for the full figure; `npm test` shares its two cores with everything else. */
const streamCount = Number(process.env.SECURITY_STREAMS ?? 1_000);

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Half of them drag out the head of a request, the others its body, on routes of each kind. */
const beginnings = [
  "GET /en HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
  ...["/api/trpc/shoppers.createGuest", "/api/trpc/sync.push", "/api/stripe/webhook", "/api/auth/callback/code"].map(
    (path) =>
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n`,
  ),
];

function slowly(port: number, i: number): Socket {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => {});
  socket.write(beginnings[i % 2 === 0 ? 0 : 1 + ((i >> 1) % 4)] ?? "");
  const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write("a")), 1_000);
  socket.on("close", () => clearInterval(drip));
  return socket;
}

async function cookies(count: number): Promise<string[]> {
  const made = Array.from({ length: count }, () => ({ id: randomUUID(), secret: generateSecret() }));
  await db()
    .insert(shopper)
    .values(made.map(({ id }) => ({ id, kind: "guest" as const })));
  await db()
    .insert(shopperDevice)
    .values(made.map(({ id, secret }) => ({ shopperId: id, secretHash: sha256(secret) })));
  return made.map(({ secret }) => signCookie("selvedge-guest", secret));
}

async function streams(port: number): Promise<Socket[]> {
  const opened: Socket[] = [];
  const all = await cookies(streamCount);
  for (let i = 0; i < all.length; i += 50) {
    const some = all.slice(i, i + 50).map((cookie) => openStream(port, "/api/trpc/sync.stream", cookie));
    opened.push(...(await Promise.all(some)));
  }
  return opened;
}

/** Milliseconds until the first byte of a new shopper's page (the API of a mutant, which has no pages). */
async function firstByte(target: Target): Promise<number> {
  const begun = performance.now();
  const response = await fetch(`${target.url}/api/trpc/catalogue.listCategories`);
  await response.body?.cancel();
  return performance.now() - begun;
}

/** A23: slow senders and idle streams. A new shopper is served meanwhile, and the slow ones are sent away. */
async function run(target: Target) {
  const port = Number(new URL(target.url).port);
  const alone = await firstByte(target);
  const slow = Array.from({ length: slowCount }, (_, i) => slowly(port, i));
  const idle = await streams(port);
  const waits: number[] = [];
  for (let i = 0; i < 5; i++) waits.push(await firstByte(target));
  const crowded = Math.max(...waits);
  await sleep(slowSeconds * 1_000);
  const left = slow.filter((socket) => !socket.destroyed && !socket.readableEnded).length;
  for (const socket of [...slow, ...idle]) socket.destroy();
  const said = `first byte ${Math.round(crowded)} ms beside ${streamCount} streams (${Math.round(alone)} ms alone), ${left} of ${slowCount} slow senders left after ${slowSeconds} s`;
  // A machine under load is slow by itself: what counts is that the shopper is served, and the senders are gone.
  return (left > 0 || crowded > 10_000 ? reportLetThrough : reportRefused)(said);
}

registerAttack({
  id: "A23",
  title: "slow senders and idle streams",
  run,
  timeout: 180_000,
  mutants: {
    "the time given for a request's head": () => startMutant({}, undefined, { headersTimeout: 0, requestTimeout: 0 }),
    "the time given for a body": () => startMutant({ limitBodyTime: () => {} }),
  },
});
