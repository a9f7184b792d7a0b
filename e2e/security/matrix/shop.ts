import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { notice } from "@/db/schema/contacts";
import { fitting as fittings } from "@/db/schema/fittings";
import { schemaV } from "@/server/operations/format.rules";
import { paidBefore } from "@/server/testing/payments";
import type { Cell, ProcedureName } from "./cell";
import { createFitting, createItemRequest, createOffer, createPickup, findItem, getSlot } from "./objects";
import type { World } from "./world";

const contact = { name: "Leyla", contact: "leyla@example.test" };
const ofShopper = (field: string) => ({ field, of: "shopper" as const });
const ofStore = (field: string) => ({ field, of: "store" as const });

const createBookedFitting = async (world: World) => ({ fittingId: await createFitting(world, "booked", true) });
const createCheckedInFitting = async (world: World) => ({ fittingId: await createFitting(world, "checked_in") });

/** Adds one item to customer A's cart. */
export const buildPushToA = ({ people, variantId }: World) => ({
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

const isRejected = (data: unknown) => (data as { results: { outcome: string }[] }).results[0]?.outcome === "rejected";

const buildCursor = ({ people }: World) => ({
  scopes: [{ scope: people.customerA.shopperId, epoch: randomUUID(), version: 0 }],
});
/** Nothing of customer A's came: a scope that one may not see is only said goodbye to. */
const isEmpty = (scopes: unknown) => !(scopes as { kind?: string; changes?: unknown }[]).some((s) => s.changes);

/** Cart, pickups and fittings from the shopper's side. */
export const shopCells = {
  "cart.get": {},
  // A linked device of A's may push and pull A's cart; consultants only by A's consent, of which there is none here.
  "sync.push": { input: buildPushToA, refusedIn: isRejected, only: ["linked", "customerA"] },
  "sync.pull": { input: buildCursor, refusedIn: isEmpty, only: ["linked", "customerA"] },
  "reservations.list": {},
  "reservations.create": {
    input: ({ store, variantId }) => ({
      key: randomUUID(),
      storeId: store.id,
      lines: [{ variantId, quantity: 1 }],
      contact,
    }),
  },
  "reservations.extend": {
    input: async (world) => ({ pickupId: (await createPickup(world)).pickupId }),
    object: ofShopper("pickupId"),
  },
  "reservations.cancel": {
    input: async (world) => ({ pickupId: (await createPickup(world)).pickupId }),
    object: ofShopper("pickupId"),
  },
  "fittings.list": {},
  "fittings.get": { input: createBookedFitting, object: ofShopper("fittingId") },
  "fittings.findAlternatives": { input: createBookedFitting, object: ofShopper("fittingId") },
  "fittings.book": {
    input: ({ store, variantId }) => ({
      storeId: store.id,
      startsAt: getSlot(3),
      variantIds: [variantId],
      contactName: "Leyla",
      contact: contact.contact,
      key: randomUUID(),
    }),
  },
  "waitlist.list": {},
  "waitlist.join": {
    input: ({ store, variantId }) => ({
      storeId: store.id,
      date: getSlot(48).slice(0, 10),
      variantIds: [variantId],
      contactName: "Leyla",
      contact: contact.contact,
      key: randomUUID(),
    }),
  },
  "waitlist.acceptOffer": {
    input: async (world) => ({ waitId: await createOffer(world) }),
    object: ofShopper("waitId"),
  },
  "waitlist.restore": {
    input: async (world) => ({ waitId: await createOffer(world, "left") }),
    object: ofShopper("waitId"),
  },
  "waitlist.leave": {
    input: async (world) => ({ waitId: await createOffer(world) }),
    object: ofShopper("waitId"),
  },
  "fittings.reschedule": {
    input: async (world) => ({ ...(await createBookedFitting(world)), startsAt: getSlot(6) }),
    object: ofShopper("fittingId"),
  },
  "fittings.cancel": { input: createBookedFitting, object: ofShopper("fittingId") },
  "fittings.restore": {
    input: async (world) => ({ fittingId: await createFitting(world, "cancelled", true) }),
    object: ofShopper("fittingId"),
  },
  "fittings.setItems": {
    input: async (world) => ({ ...(await createBookedFitting(world)), variantIds: [world.variantId] }),
    object: ofShopper("fittingId"),
  },
  "fittings.requestItem": {
    input: async (world) => ({
      ...(await createCheckedInFitting(world)),
      variantId: world.variantId,
      key: randomUUID(),
    }),
    object: ofShopper("fittingId"),
  },
  "fittings.cancelRequest": {
    input: async (world) => ({ requestId: await createItemRequest(world) }),
    object: ofShopper("requestId"),
  },
} satisfies Partial<Record<ProcedureName, Cell>>;

/** Who of the staff acts: whose claim it must be. */
const getStaffId = (world: World, who: string): string =>
  who === "manager" ? world.people.manager.staffId : world.people.consultant.staffId;

const createClaimedPickup = async (world: World, who: string) => ({
  pickupId: (await createPickup(world, "picking", getStaffId(world, who))).pickupId,
});
const createHangingFitting = async (world: World, who: string) => {
  const { fittingId } = await createCheckedInFitting(world);
  await db()
    .update(fittings)
    .set({ hangingBy: getStaffId(world, who) })
    .where(eq(fittings.id, fittingId));
  return { fittingId };
};
/** One whose shopper no message reached. */
const createUnnotifiedPickup = async (world: World) => {
  const { pickupId } = await createPickup(world, "ready");
  await db().insert(notice).values({ subjectId: pickupId, kind: "ready", state: "unsendable" });
  return { pickupId };
};
const createClaimedRequest = async (world: World, who: string) => ({
  requestId: await createItemRequest(world, "claimed", getStaffId(world, who)),
});

/** The store's tablet: pickups, rooms and clients of its own store. */
export const tabletCells = {
  "pickups.store.listQueue": {},
  "pickups.store.listScanCodes": {
    input: async (world) => ({ pickupId: (await createPickup(world)).pickupId }),
    object: ofStore("pickupId"),
  },
  "pickups.store.claim": {
    input: async (world) => ({ pickupId: (await createPickup(world)).pickupId }),
    object: ofStore("pickupId"),
  },
  "pickups.store.unclaim": { input: createClaimedPickup, object: ofStore("pickupId") },
  "pickups.store.setLine": {
    input: async (world, who) => {
      const { pickupId, lineId } = await createPickup(world, "picking", getStaffId(world, who));
      return { pickupId, lineId, status: "reserved" };
    },
    object: ofStore("pickupId"),
  },
  "pickups.store.listNotices": {},
  "pickups.store.markCalled": { input: createUnnotifiedPickup, object: ofStore("pickupId") },
  "pickups.store.markReady": { input: createClaimedPickup, object: ofStore("pickupId") },
  // Six digits that no pickup of the own store has are wrong, whoever's they are.
  "pickups.store.checkCode": {
    input: async (world) => ({ code: (await createPickup(world, "ready")).code }),
    only: ["consultant", "manager"],
    refusedAs: ["CODE_WRONG"],
  },
  "pickups.store.handOver": {
    input: async (world) => {
      const { pickupId, code } = await createPickup(world, "ready");
      await paidBefore(pickupId);
      return { pickupId, code };
    },
    object: ofStore("pickupId"),
    refusedAs: ["CODE_WRONG"],
  },
  "fittings.store.getDay": { input: () => ({}) },
  "fittings.store.bookWalkIn": {
    input: (world) => ({
      roomId: world.store.rooms[world.usedRooms++]?.id,
      startsAt: getSlot(-1),
      key: randomUUID(),
    }),
    object: ofStore("roomId"),
  },
  "fittings.store.checkIn": {
    input: async (world) => ({ fittingId: await createFitting(world) }),
    object: ofStore("fittingId"),
  },
  "fittings.store.finish": { input: createCheckedInFitting, object: ofStore("fittingId") },
  "fittings.store.markNoShow": {
    input: async (world) => ({ fittingId: await createFitting(world) }),
    object: ofStore("fittingId"),
  },
  "fittings.store.cancel": { input: createBookedFitting, object: ofStore("fittingId") },
  "fittings.store.undo": { input: createCheckedInFitting, object: ofStore("fittingId") },
  "fittings.store.startPreparation": { input: createBookedFitting, object: ofStore("fittingId") },
  "fittings.store.stopPreparation": { input: createHangingFitting, object: ofStore("fittingId") },
  "fittings.store.setItemInRoom": {
    input: async (world) => {
      const { fittingId } = await createCheckedInFitting(world);
      return { fittingId, itemId: await findItem(world, fittingId), inRoom: true };
    },
    object: ofStore("fittingId"),
  },
  "fittings.store.claimRequest": {
    input: async (world) => ({ requestId: await createItemRequest(world) }),
    object: ofStore("requestId"),
  },
  "fittings.store.releaseRequest": { input: createClaimedRequest, object: ofStore("requestId") },
  "fittings.store.markBrought": { input: createClaimedRequest, object: ofStore("requestId") },
} satisfies Partial<Record<ProcedureName, Cell>>;
