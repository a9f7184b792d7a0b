import { db } from "@/db/client";
import { getPickup } from "@/server/orders/pickup/queries";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createFitting, createPickup } from "./matrix/objects";
import { makeWorld } from "./matrix/world";
import { askFrom, startMutant, type Target } from "./target";

const from = "127.0.17.1";

/** A private page under each name that frameworks and proxies have been seen to take for it. */
const disguises = (page: string): string[] => [
  page,
  `${page}.rsc`,
  `${page}?_rsc=1`,
  `${page}.segments/_tree.segment.rsc`,
  `${page}.segments/_full.segment.rsc`,
  `${page}.json`,
  `/_next/data/build${page}.json`,
  page.replace("/en/", "/EN/"),
  page.replace("/en/", "/ru/"),
  page.replace("/en/", "//en/"),
  page.replace("/en/", "/en//"),
  page.replace("/en/", "/%65n/"),
  page.replace("/en/", "/en/..%2fen/"),
  page.replace("/en/", "/en/p/..%2f..%2fen/"),
  page.replace("/en/", "/en/%2e/"),
  `${page}/`,
  `${page};a=b`,
  `${page}%00`,
];

const headers: Record<string, string>[] = [
  {},
  { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  { "x-middleware-subrequest": "src/middleware", "x-middleware-prefetch": "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { rsc: "1", "next-router-segment-prefetch": "/_tree" },
  { "x-matched-path": "/en", "x-now-route-matches": "1=en", "x-invoke-path": "/en", "x-invoke-output": "/en/orders" },
  { "x-original-url": "/en", "x-rewrite-url": "/en", "x-forwarded-host": "127.0.0.1" },
];

/** A17: private pages by every disguise, as nobody and as another customer; looks for what only their owner may read. */
async function run(target: Target) {
  const world = await makeWorld();
  const { customerA, customerB } = world.people;
  const { pickupId, code } = await createPickup(world);
  const fittingId = await createFitting(world, "booked", true);
  const secrets = [customerA.email, customerA.shopperId, code, "leyla@example.test"];
  const privatePages = [
    `/en/reservations/${pickupId}`,
    `/en/fittings/${fittingId}`,
    "/en/account",
    "/store",
    "/office/staff",
  ];
  const through = new Set<string>();
  let tried = 0;
  for (const path of privatePages.flatMap(disguises)) {
    for (const [i, more] of headers.entries()) {
      const cookie = i % 2 === 0 ? "" : customerB.cookie;
      const { body, status } = await askFrom(target, {
        from,
        path,
        headers: { ...more, ...(cookie ? { cookie } : {}) },
      });
      tried++;
      if (secrets.some((s) => body.includes(s))) through.add(`${path} ${Object.keys(more)}`);
      if (status >= 500) through.add(`${path} ${Object.keys(more)}: ${status}`);
    }
  }
  const [first = ""] = through;
  return through.size > 0
    ? reportLetThrough(`${through.size} of ${tried}, e.g. ${first}`)
    : reportRefused(`${tried} of ${tried}`);
}

/** A page of an order that is written by the server for whoever asks: what a guard in a proxy would stand before. */
async function pageForAnybody(path: string): Promise<string> {
  const id = /reservations\/([0-9a-f-]{36})/.exec(path)?.[1];
  return id ? JSON.stringify(await getPickup(id, db())) : "";
}

registerAttack({
  id: "A17",
  title: "x-middleware-subrequest, .rsc, .segments/, encoded and locale paths on private pages",
  run,
  timeout: 180_000,
  mutants: {
    "pages that hold nothing private": () =>
      startMutant({}, async (req, res) => {
        res.end(await pageForAnybody(req.url ?? ""));
      }),
  },
});
