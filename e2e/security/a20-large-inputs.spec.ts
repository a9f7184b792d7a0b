import { readFileSync } from "node:fs";
import { inject } from "vitest";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { askFrom, query, startMutant, type Target } from "./target";

const from = "127.0.20.1";
const json = { "content-type": "application/json" };
/** Growth (MB) of the process that says that a large input was kept; collected garbage comes and goes below it. */
const flat = 150;

/** Resident memory of the production server in MB; unknown where there is no /proc. */
function memory(): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${inject("productionPid")}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return 0;
  }
}

const post = (path: string, body: string) => ({ from, path, method: "POST", headers: json, body });
const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
// Short names: Node itself refuses a request's head above 16 kB.
const names = Array.from({ length: 1_000 }, () => "sync.ping").join(",");

/** Each with the answers that refuse it. */
const inputs = {
  "a batch of 1,000": { ask: { from, path: `/api/trpc/${names}?batch=1` }, refusals: [413, 414, 431] },
  "50 MB": { ask: post("/api/trpc/shoppers.createGuest", `{"nonce":"${"x".repeat(50 * 2 ** 20)}"}`), refusals: [413] },
  "deep JSON": { ask: post("/api/trpc/shoppers.createGuest", deep), refusals: [400, 413] },
  "deep JSON in a query": {
    ask: { from, path: `/api/trpc/catalogue.list?input=${encodeURIComponent(deep.slice(29_000, 31_000))}` },
    refusals: [400],
  },
  // Computed: written plainly it would be this object's own prototype.
  ["__proto__"]: {
    ask: post(
      "/api/trpc/shoppers.createGuest",
      '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"nonce":"x"}',
    ),
    refusals: [400],
  },
  "no JSON at all": { ask: post("/api/trpc/shoppers.createGuest", '{"nonce":'), refusals: [400] },
};

const tellsOfItself = (body: string) => /\bat .+\.(m?js|ts):\d+|node_modules|node:internal|stack/i.test(body);

/** A20: inputs that are too large, too deep or poisoned: refused early, in little memory, without a word of the code. */
async function run(target: Target) {
  const before = memory();
  const through: string[] = [];
  for (const [name, { ask, refusals }] of Object.entries(inputs)) {
    // A server that refuses early closes the connection under a sender who does not listen.
    const { status, body } = await askFrom(target, ask).catch(() => ({ status: 413, body: "" }));
    if (!refusals.includes(status)) through.push(`${name}: ${status}`);
    if (tellsOfItself(body)) through.push(`${name}: tells of the code`);
  }
  if (Object.hasOwn(Object.prototype, "admin")) through.push("the prototype of all objects is poisoned");
  const grown = Math.round(memory() - before);
  if (grown > flat) through.push(`memory grew by ${grown} MB`);
  const after = await query(target, "sync.ping");
  if (after.status !== 200) throw new Error(`afterwards the server answered ${after.status}`);
  const count = Object.keys(inputs).length;
  return through.length > 0
    ? reportLetThrough(through.join(", "))
    : reportRefused(`${count} of ${count}; memory ${grown} MB`);
}

registerAttack({
  id: "A20",
  title: "batches, deep JSON, 50 MB, __proto__",
  run,
  mutants: {
    "the largest body": () => startMutant({ maxBodySize: Number.POSITIVE_INFINITY }),
    "the largest batch": () => startMutant({ maxBatch: Number.POSITIVE_INFINITY }),
  },
});
