import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { fulfilment } from "@/db/schema/orders";
import { paidOrder } from "@/server/testing/paid-order";
import { type Cell, type ProcedureName, shifts } from "./cell";
import { createGrant, type World } from "./world";

const priceMinor = 12_900;

/** An order of customer A's that was bought and taken along in the consultant's store. */
async function createPaidOrder(world: World, quantity = 1) {
  const lines = [{ variantId: world.variantId, quantity, priceMinor }];
  const { shopperId } = world.people.customerA;
  const of = { storeId: world.store.id, kind: "in_store", received: true, shopperId } as const;
  const { id: orderId, number, lines: made } = await paidOrder({ ...of, lines });
  return { orderId, number, lineId: made[0]?.id ?? "" };
}

/** The input of its return. */
async function buildReturnInput(world: World) {
  const { orderId, lineId } = await createPaidOrder(world);
  const instead = { variantId: world.variantId, priceMinor };
  return {
    key: randomUUID(),
    orderId,
    lines: [{ lineId, quantity: 1, reason: "faulty", restocked: "damaged", instead }],
  };
}

const getStaffId = (world: World, who: string): string =>
  who === "manager" ? world.people.manager.staffId : world.people.consultant.staffId;

/** A shipment of customer A's to be sent by the consultant's store. */
async function createShipment(
  world: World,
  status: "open" | "packed" | "sent" = "open",
  claimedBy: string | null = null,
  price = priceMinor,
) {
  const lines = [{ variantId: world.variantId, quantity: 1, priceMinor: price }];
  const made = await paidOrder({ storeId: world.store.id, lines, shopperId: world.people.customerA.shopperId });
  await db().update(fulfilment).set({ status, claimedBy }).where(eq(fulfilment.id, made.part.id));
  return { parcelId: made.part.id, lineId: made.lines[0]?.id ?? "" };
}

const ofStore = { field: "parcelId", of: "store" } as const;
const buildShipmentInput = (status: "open" | "packed" | "sent") => async (world: World, who: string) => ({
  parcelId: (await createShipment(world, status, getStaffId(world, who))).parcelId,
});

/** Shipments of the own store; returns of any store's items. */
export const registerCells = {
  "returns.store.find": { input: async (world) => ({ number: (await createPaidOrder(world)).number }) },
  "returns.store.listOfCustomer": { input: async (world, who) => void (await createGrant(world, who)), only: shifts },
  "returns.store.create": { input: buildReturnInput },
  "shipments.store.listInTransit": {},
  "shipments.store.claim": {
    input: async (world) => ({ parcelId: (await createShipment(world)).parcelId }),
    object: ofStore,
  },
  "shipments.store.unclaim": { input: buildShipmentInput("open"), object: ofStore },
  "shipments.store.pack": { input: buildShipmentInput("open"), object: ofStore },
  "shipments.store.getLabel": { input: buildShipmentInput("open"), object: ofStore },
  "shipments.store.declineLine": {
    input: async (world, who) => ({ ...(await createShipment(world, "open", getStaffId(world, who))), quantity: 1 }),
    object: ofStore,
  },
  "shipments.store.ship": {
    input: async (world, who) => ({ ...(await buildShipmentInput("packed")(world, who)), tracking: "AZ-1" }),
    object: ofStore,
  },
  "shipments.store.markDelivered": { input: buildShipmentInput("sent"), object: ofStore },
  "orders.office.list": { input: () => ({}) },
  "orders.office.get": { input: async (world) => ({ orderId: (await createPaidOrder(world)).orderId }) },
  "orders.office.revealContact": { input: async (world) => ({ orderId: (await createPaidOrder(world)).orderId }) },
} satisfies Partial<Record<ProcedureName, Cell>>;
