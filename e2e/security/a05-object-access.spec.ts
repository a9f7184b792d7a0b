import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { findFittings } from "@/server/fittings/queries";
import { fittingSchema } from "@/server/fittings/schema";
import { schemaV } from "@/server/operations/format.rules";
import { listVisibleScopes } from "@/server/sync/pull";
import { ownerProcedure } from "@/server/trpc/init";
import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createFitting, createItemRequest, createPickup } from "./matrix/objects";
import { makeWorld, type World } from "./matrix/world";
import type { Person } from "./people";
import { buildRouter } from "./router";
import { mutate, query, startMutant, type Target } from "./target";

/** What a stream says in its first moments, at most `ms`. */
async function readStream(target: Target, as: Person, input: object, ms = 700): Promise<string> {
  const leave = new AbortController();
  const path = `/api/trpc/sync.stream?input=${encodeURIComponent(JSON.stringify({ surface: as.surface, ...input }))}`;
  let text = "";
  const timer = setTimeout(() => leave.abort(), ms);
  try {
    const response = await fetch(`${target.url}${path}`, {
      headers: { cookie: as.cookie, "sec-fetch-site": "same-origin" },
      signal: leave.signal,
    });
    text = `${response.status} `;
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
  } catch {
    // Our own end of listening.
  } finally {
    clearTimeout(timer);
  }
  return text;
}

async function fetchFile({ url }: Target, path: string, as: Person): Promise<{ status: number }> {
  const response = await fetch(`${url}/api/${path}`, { headers: { cookie: as.cookie, "x-surface": as.surface } });
  await response.arrayBuffer();
  return response;
}

/** Asks as somebody else for each of customer A's things; names those that came. */
async function tryToReach(target: Target, world: World, as: Person): Promise<string[]> {
  const fittingId = await createFitting(world, "booked", true);
  const { pickupId } = await createPickup(world);
  const requestId = await createItemRequest(world);
  const scope = world.people.customerA.shopperId;
  const op = { mid: 1, scope, baseVersion: 0, at: 0, name: "favourite.add", args: { productId: world.product.id } };
  const answers = {
    appointment: await query(target, "fittings.get", { as, input: { fittingId } }),
    calendar: await fetchFile(target, `fitting/${fittingId}.ics`, as),
    cancelling: await mutate(target, "fittings.cancel", { as, input: { fittingId } }),
    "room request": await mutate(target, "fittings.cancelRequest", { as, input: { requestId } }),
    pickup: await mutate(target, "reservations.cancel", { as, input: { pickupId } }),
    "store's pickup": await mutate(target, "pickups.store.claim", { as, input: { pickupId } }),
    "scan codes": await query(target, "pickups.store.listScanCodes", { as, input: { pickupId } }),
  };
  const through = Object.entries(answers).flatMap(([name, { status }]) => (status === 200 ? [name] : []));
  const pushed = await mutate(target, "sync.push", { as, input: { clientId: randomUUID(), schemaV, ops: [op] } });
  if (JSON.stringify(pushed.data ?? {}).includes('"applied"')) through.push("bag");
  const cursor = { scope, epoch: randomUUID(), version: 0 };
  const pulled = await query(target, "sync.pull", { as, input: { scopes: [cursor] } });
  if (/"changes":\[\{/.test(pulled.body) && pulled.body.includes(pickupId)) through.push("pull");
  const text = await readStream(target, as, { lastEventId: `${scope}:${cursor.epoch}:0` });
  if (text.includes(pickupId)) through.push("stream");
  return through;
}

/** A5: all of customer A's objects, requested by id as another shopper, a guest, nobody, and staff of another store. */
async function run(target: Target) {
  const world = await makeWorld();
  const { customerB, guest, anonymous, elsewhere, tablet } = world.people;
  const strangers = { "another customer": customerB, "a guest": guest, nobody: anonymous, elsewhere, tablet };
  const through: string[] = [];
  for (const [who, person] of Object.entries(strangers)) {
    for (const thing of await tryToReach(target, world, person)) through.push(`${thing} by ${who}`);
  }
  const own = await readStream(target, world.people.customerA, {});
  const { pickupId } = await createPickup(world);
  const mine = await readStream(target, world.people.customerA, {});
  if (!own.startsWith("200") || !mine.includes(pickupId)) throw new Error("the owner's own stream says nothing");
  return through.length > 0 ? reportLetThrough(through.join(", ")) : reportRefused("10 things × 5 strangers");
}

registerAttack({
  id: "A5",
  title: "others' cart, pickups, appointments and streams by id",
  run,
  mutants: {
    "the owner's rule of an appointment": () =>
      startMutant({
        router: buildRouter(({ fittings }) => ({
          fittings: {
            ...fittings,
            get: ownerProcedure
              .input(fittingSchema)
              .query(async ({ input }) => (await findFittings(sql`f.id = ${input.fittingId}`))[0]),
          },
        })),
      }),
    "the rule whose scopes a stream shows": () =>
      startMutant({
        // The cursor that the browser sends decides what it sees.
        visibleScopes: async (actor, asked) => {
          const own = await listVisibleScopes(actor);
          const foreign = asked.filter((scopeId) => !own.some((v) => v.scopeId === scopeId));
          return [...own, ...foreign.map((scopeId) => ({ scopeId, kind: "shopper" as const, linked: false }))];
        },
      }),
  },
});
