import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { order } from "@/db/schema/orders";
import { payment, registerSession } from "@/db/schema/payments";
import { voidOrder } from "@/server/orders/lifecycle/void";
import { priceItems } from "@/server/orders/quote/queries";
import { signLink } from "@/server/platform/http/signed-link";
import { buyer, payOrder, placeOrder } from "@/server/testing/orders";
import { type Cell, type ProcedureName, shifts } from "./cell";
import { createPickup } from "./objects";
import { createGrant, type Role, type World } from "./world";

const ofShopper = { field: "orderId", of: "shopper" } as const;
const ofStore = { field: "orderId", of: "store" } as const;

/** An order of customer A's that waits for its payment; the one before it is over, as there can be one only. */
async function createPendingOrder({ people, store, variantId }: World) {
  const ownerId = people.customerA.shopperId;
  const before = and(eq(order.shopperId, ownerId), eq(order.state, "awaiting"));
  for (const { id } of await db().select({ id: order.id }).from(order).where(before)) await voidOrder(id, "replaced");
  const { id } = await placeOrder({ ownerId, lines: [{ variantId, way: { kind: "pickup", storeId: store.id } }] });
  return { orderId: id };
}

/** A hosted page that customer A comes back from. */
async function createCheckoutSession(world: World) {
  const { orderId } = await createPendingOrder(world);
  const sessionId = `cs_test_${randomUUID().replaceAll("-", "")}`;
  const over = { status: "failed" as const, providerRef: sessionId };
  await db().update(payment).set(over).where(eq(payment.orderId, orderId));
  return { sessionId };
}

/** A paid shipment of customer A's. */
async function createShipment({ people, variantId }: World) {
  const placed = await placeOrder({ ownerId: null, lines: [{ variantId, way: { kind: "deliver" } }] });
  await payOrder(placed.id);
  await db().update(order).set({ shopperId: people.customerA.shopperId }).where(eq(order.id, placed.id));
  return { orderId: placed.id, fulfilmentId: placed.fulfilments[0]?.id ?? "" };
}

/** Who sells for this role: the store's consultant unless it is the manager. */
export const getSeller = ({ people }: World, who: Role) => (who === "manager" ? people.manager : people.consultant);

/** A sale in the store with a pending cash payment, and the open register. */
export async function createSale(world: World, who: Role) {
  const { staffId, storeDeviceId } = getSeller(world, who);
  const { id: storeId } = world.store;
  await db()
    .insert(registerSession)
    .values({ storeId, storeDeviceId, openedBy: staffId, currency: "AZN", floatMinor: 10_000 })
    .onConflictDoNothing();
  const lines = [{ variantId: world.variantId, way: { kind: "in_store" as const } }];
  return { orderId: (await placeOrder({ ownerId: null, lines, till: { storeId, staffId } })).id };
}

const buildInStoreLines = ({ variantId }: World) => [{ variantId, quantity: 1, way: { kind: "in_store" as const } }];

/** A walk-in's purchase in cash, as it was quoted. */
async function buildSaleInput(world: World, who: Role) {
  await createSale(world, who);
  const lines = buildInStoreLines(world);
  const asked = lines.map((line) => ({ ...line, lineKey: null }));
  const { quote } = await priceItems(asked, { ownerId: null, country: "AZ", registerStoreId: world.store.id });
  return { lines, shopperId: null, key: randomUUID(), quoteHash: quote.hash, method: "cash", contact: null };
}

/** Orders, from the shopper's side and the tablet's. */
export const orderCells = {
  "checkout.quote": { input: () => ({}) },
  "checkout.getDraft": {},
  "checkout.saveDraft": { input: () => buyer },
  "checkout.checkContact": { input: () => buyer },
  // The carts are empty here, and no payment provider is configured.
  "checkout.place": {
    input: () => ({ key: randomUUID(), quoteHash: "0".repeat(64), contact: buyer }),
    answers: ["PAYMENT_DISABLED", "CART_EMPTY"],
  },
  "checkout.resume": { input: createPendingOrder, object: ofShopper },
  "checkout.cancel": { input: createPendingOrder, object: ofShopper },
  "checkout.refresh": { input: createCheckoutSession, only: ["customerA"] },
  // Anybody may ask; a code decides, and goes to the order's own address.
  "guestAccess.request": { input: () => ({ number: 99_999, address: `${randomUUID()}@example.test` }) },
  "guestAccess.open": {
    input: () => ({ number: 99_999, address: "nobody@example.test", code: "000000" }),
    answers: ["CODE_EXPIRED"],
  },
  "guestAccess.get": {},
  "guestAccess.close": {},
  // Access by a link depends on its signature, see A28.
  "orders.getByLink": {
    input: async (world) => {
      const { orderId } = await createPendingOrder(world);
      return { orderId, signature: signLink("order", orderId) };
    },
  },
  "reservations.getByLink": {
    input: async (world) => {
      const { pickupId } = await createPickup(world, "ready");
      return { pickupId, signature: signLink("pickup", pickupId) };
    },
  },
  "orders.list": {},
  "orders.get": { input: createPendingOrder, object: ofShopper },
  "orders.cancelShipment": { input: createShipment, object: ofShopper },
  "sales.store.quote": { input: (world) => ({ lines: buildInStoreLines(world), shopperId: null }) },
  // The shopper's consent is required, and given here.
  "sales.store.getCustomerDraft": {
    input: async (world, who) => {
      await createGrant(world, who);
      return { shopperId: world.people.customerA.shopperId };
    },
    object: { field: "shopperId", of: "shopper" },
    only: shifts,
  },
  "sales.store.place": { input: buildSaleInput, answers: ["TILL_CLOSED"] },
  "sales.store.sellPickup": {
    input: async (world, who) => {
      await createSale(world, who);
      const { pickupId, code } = await createPickup(world, "ready");
      return { pickupId, code, method: "cash" };
    },
    object: { field: "pickupId", of: "store" },
    refusedAs: ["CODE_WRONG"],
    answers: ["TILL_CLOSED"],
  },
  "sales.store.acceptCash": { input: createSale, object: ofStore, answers: ["TILL_CLOSED"] },
  "sales.store.getStatus": { input: createSale, object: ofStore },
  "sales.store.cancel": { input: createSale, object: ofStore },
} satisfies Partial<Record<ProcedureName, Cell>>;
