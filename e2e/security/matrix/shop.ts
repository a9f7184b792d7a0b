import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { notice } from "@/db/schema/contacts";
import { fitting as fittings } from "@/db/schema/fittings";
import { paidBefore } from "@/server/testing/payments";
import { schemaV } from "@/server/operations/format.rules";
import type { Cell, ProcedureName } from "./cell";
import { fittingOf, itemOf, offerOf, pickupOf, requestOf, slotAt } from "./objects";
import type { World } from "./world";

const contact = { name: "Leyla", contact: "leyla@example.test" };
const ofShopper = (field: string) => ({ field, of: "shopper" as const });
const ofStore = (field: string) => ({ field, of: "store" as const });

const fitting = async (world: World) => ({ fittingId: await fittingOf(world, "booked", true) });
const begun = async (world: World) => ({ fittingId: await fittingOf(world, "checked_in") });

/** One piece into the bag of customer A. */
export const pushToA = ({ people, variantId }: World) => ({
  clientId: randomUUID(),
  schemaV,
  ops: [
    {
      mid: 1,
      scope: people.customerA.shopperId,
      baseVersion: 0,
      at: 0,
      name: "cart.add",
      args: { variantId, fulfilment: { kind: "deliver" }, quantity: 1 },
    },
  ],
});

const rejected = (data: unknown) => (data as { results: { outcome: string }[] }).results[0]?.outcome === "rejected";

const cursorOfA = ({ people }: World) => ({
  scopes: [{ scope: people.customerA.shopperId, epoch: randomUUID(), version: 0 }],
});
/** Nothing of customer A's came: a scope that one may not see is only said goodbye to. */
const saysNothing = (scopes: unknown) => !(scopes as { kind?: string; changes?: unknown }[]).some((s) => s.changes);

/** Cart, pick-ups and fittings from the shopper's side. */
export const shopCells = {
  "cart.current": {},
  // A linked device of A's may push and pull A's bag; consultants only by A's consent, of which there is none here.
  "sync.push": { input: pushToA, refusedIn: rejected, only: ["linked", "customerA"] },
  "sync.pull": { input: cursorOfA, refusedIn: saysNothing, only: ["linked", "customerA"] },
  "orders.pickup.mine": {},
  "orders.pickup.reserve": {
    input: ({ store, variantId }) => ({
      key: randomUUID(),
      storeId: store.id,
      lines: [{ variantId, quantity: 1 }],
      contact,
    }),
  },
  "orders.pickup.extend": {
    input: async (world) => ({ pickupId: (await pickupOf(world)).pickupId }),
    object: ofShopper("pickupId"),
  },
  "orders.pickup.cancel": {
    input: async (world) => ({ pickupId: (await pickupOf(world)).pickupId }),
    object: ofShopper("pickupId"),
  },
  "fittings.mine": {},
  "fittings.get": { input: fitting, object: ofShopper("fittingId") },
  "fittings.alternatives": { input: fitting, object: ofShopper("fittingId") },
  "fittings.book": {
    input: ({ store, variantId }) => ({
      storeId: store.id,
      startsAt: slotAt(3),
      variantIds: [variantId],
      contactName: "Leyla",
      contact: contact.contact,
      key: randomUUID(),
    }),
  },
  "fittings.waiting.mine": {},
  "fittings.waiting.join": {
    input: ({ store, variantId }) => ({
      storeId: store.id,
      date: slotAt(48).slice(0, 10),
      variantIds: [variantId],
      contactName: "Leyla",
      contact: contact.contact,
      key: randomUUID(),
    }),
  },
  "fittings.waiting.take": {
    input: async (world) => ({ waitId: await offerOf(world) }),
    object: ofShopper("waitId"),
  },
  "fittings.waiting.restore": {
    input: async (world) => ({ waitId: await offerOf(world, "left") }),
    object: ofShopper("waitId"),
  },
  "fittings.waiting.leave": {
    input: async (world) => ({ waitId: await offerOf(world) }),
    object: ofShopper("waitId"),
  },
  "fittings.reschedule": {
    input: async (world) => ({ ...(await fitting(world)), startsAt: slotAt(6) }),
    object: ofShopper("fittingId"),
  },
  "fittings.cancel": { input: fitting, object: ofShopper("fittingId") },
  "fittings.restore": {
    input: async (world) => ({ fittingId: await fittingOf(world, "cancelled", true) }),
    object: ofShopper("fittingId"),
  },
  "fittings.setItems": {
    input: async (world) => ({ ...(await fitting(world)), variantIds: [world.variantId] }),
    object: ofShopper("fittingId"),
  },
  "fittings.ask": {
    input: async (world) => ({ ...(await begun(world)), variantId: world.variantId, key: randomUUID() }),
    object: ofShopper("fittingId"),
  },
  "fittings.cancelRequest": {
    input: async (world) => ({ requestId: await requestOf(world) }),
    object: ofShopper("requestId"),
  },
} satisfies Partial<Record<ProcedureName, Cell>>;

/** Who of the staff acts: whose claim it must be. */
const staffOf = (world: World, who: string): string =>
  who === "manager" ? world.people.manager.staffId : world.people.consultant.staffId;

const claimedPickup = async (world: World, who: string) => ({
  pickupId: (await pickupOf(world, "picking", staffOf(world, who))).pickupId,
});
const hangedFitting = async (world: World, who: string) => {
  const { fittingId } = await begun(world);
  await db()
    .update(fittings)
    .set({ hangingBy: staffOf(world, who) })
    .where(eq(fittings.id, fittingId));
  return { fittingId };
};
/** One whose shopper no message reached. */
const untoldPickup = async (world: World) => {
  const { pickupId } = await pickupOf(world, "ready");
  await db().insert(notice).values({ subjectId: pickupId, kind: "ready", state: "unsendable" });
  return { pickupId };
};
const claimedRequest = async (world: World, who: string) => ({
  requestId: await requestOf(world, "claimed", staffOf(world, who)),
});

/** The store's tablet: pick-ups, rooms and clients of its own store. */
export const tabletCells = {
  "store.pickup.queue": {},
  "store.pickup.scanCodes": {
    input: async (world) => ({ pickupId: (await pickupOf(world)).pickupId }),
    object: ofStore("pickupId"),
  },
  "store.pickup.claim": {
    input: async (world) => ({ pickupId: (await pickupOf(world)).pickupId }),
    object: ofStore("pickupId"),
  },
  "store.pickup.unclaim": { input: claimedPickup, object: ofStore("pickupId") },
  "store.pickup.setLine": {
    input: async (world, who) => {
      const { pickupId, lineId } = await pickupOf(world, "picking", staffOf(world, who));
      return { pickupId, lineId, status: "reserved" };
    },
    object: ofStore("pickupId"),
  },
  "store.pickup.told": {},
  "store.pickup.called": { input: untoldPickup, object: ofStore("pickupId") },
  "store.pickup.ready": { input: claimedPickup, object: ofStore("pickupId") },
  // Six digits that no pick-up of one's own store has are simply wrong, whoever's they are.
  "store.pickup.checkCode": {
    input: async (world) => ({ code: (await pickupOf(world, "ready")).code }),
    only: ["consultant", "manager"],
    refusedAs: ["CODE_WRONG"],
  },
  "store.pickup.handOver": {
    input: async (world) => {
      const { pickupId, code } = await pickupOf(world, "ready");
      await paidBefore(pickupId);
      return { pickupId, code };
    },
    object: ofStore("pickupId"),
    refusedAs: ["CODE_WRONG"],
  },
  "fittings.desk.day": { input: () => ({}) },
  "fittings.desk.walkIn": {
    input: (world) => ({
      roomId: world.store.rooms[world.usedRooms++]?.id,
      startsAt: slotAt(-1),
      key: randomUUID(),
    }),
    object: ofStore("roomId"),
  },
  "fittings.desk.checkIn": {
    input: async (world) => ({ fittingId: await fittingOf(world) }),
    object: ofStore("fittingId"),
  },
  "fittings.desk.finish": { input: begun, object: ofStore("fittingId") },
  "fittings.desk.noShow": {
    input: async (world) => ({ fittingId: await fittingOf(world) }),
    object: ofStore("fittingId"),
  },
  "fittings.desk.dismiss": { input: fitting, object: ofStore("fittingId") },
  "fittings.desk.undo": { input: begun, object: ofStore("fittingId") },
  "fittings.desk.prepare": { input: fitting, object: ofStore("fittingId") },
  "fittings.desk.leave": { input: hangedFitting, object: ofStore("fittingId") },
  "fittings.desk.hang": {
    input: async (world) => {
      const { fittingId } = await begun(world);
      return { fittingId, itemId: await itemOf(world, fittingId), inRoom: true };
    },
    object: ofStore("fittingId"),
  },
  "fittings.desk.claim": {
    input: async (world) => ({ requestId: await requestOf(world) }),
    object: ofStore("requestId"),
  },
  "fittings.desk.release": { input: claimedRequest, object: ofStore("requestId") },
  "fittings.desk.bring": { input: claimedRequest, object: ofStore("requestId") },
} satisfies Partial<Record<ProcedureName, Cell>>;
