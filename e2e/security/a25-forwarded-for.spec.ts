import { generateSecret } from "@/server/platform/ids";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { askFrom, startMutant, type Target } from "./target";

const device = { kind: "phone", label: "" };
/** More than one address may guess at once. */
const tries = 200;

/** A25: guesses invitations from one address, which says with each request that it is another one. */
async function run(target: Target) {
  let stopped = 0;
  let retryAfter = "";
  for (let i = 0; i < tries; i++) {
    const address = `203.0.113.${i}`;
    const answer = await askFrom(target, {
      from: "127.0.25.1",
      path: "/api/trpc/devices.join",
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-forwarded-for": address,
        "x-real-ip": address,
        forwarded: `for=${address}`,
        "cf-connecting-ip": address,
        "true-client-ip": address,
      },
      body: JSON.stringify({ secret: generateSecret(), nonce: generateSecret(), device }),
    });
    if (answer.status === 429) {
      stopped++;
      retryAfter = String(answer.headers["retry-after"] ?? "");
    }
  }
  // Others in the world are not counted with it.
  const other = await askFrom(target, { from: "127.0.25.2", path: "/api/trpc/shoppers.getMe" });
  if (other.status !== 200) throw new Error(`an honest visitor was answered ${other.status}`);
  if (stopped === 0) return reportLetThrough(`${tries} guesses under ${tries} forged addresses`);
  if (!/^[1-9]\d*$/.test(retryAfter)) return reportLetThrough(`limited without Retry-After`);
  return reportRefused(`${tries - stopped} of ${tries} guesses answered, then 429 with Retry-After`);
}

registerAttack({
  id: "A25",
  title: "forged X-Forwarded-For against rate limits",
  run,
  mutants: {
    "the rule whose word about addresses counts": () =>
      startMutant({
        addressOf: ({ headers, socket }) =>
          String(headers["x-forwarded-for"] ?? "").split(",")[0] || (socket.remoteAddress ?? ""),
      }),
    "limits by address": () => startMutant({ limits: { byAddress: async () => 0, byActor: async () => 0 } }),
  },
});
