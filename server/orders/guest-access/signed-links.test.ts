import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import * as links from "@/server/platform/http/signed-link";
import { signLink } from "@/server/platform/http/signed-link";
import { runBroken } from "@/server/testing/broken";
import { makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { buyer, payOrder, placeOrder } from "@/server/testing/orders";
import { reserve } from "../pickup/reserve";
import { getLinkedOrder, getLinkedPickup } from "./signed-links";

const notFound = { appCode: "NOT_FOUND" };

/** A paid order that is collected in a store, and a reservation there. */
async function placePaidOrder() {
  const store = await makeStore();
  const variantId = (await makeProduct()).variants[0]?.id ?? "";
  await stock(variantId, store.id, 5);
  const shopper = await makeShopper();
  const fulfilment = { kind: "pickup" as const, storeId: store.id };
  const { id: orderId } = await placeOrder({ ownerId: shopper.id, lines: [{ variantId, way: fulfilment }] });
  await payOrder(orderId);
  const input = { key: randomUUID(), storeId: store.id, lines: [{ variantId, quantity: 1 }] };
  const contact = { name: "Nigar Quliyeva", contact: "nigar@example.test" };
  const { id: pickupId, code } = await reserve(shopper.ctx, { ...input, contact });
  return { orderId, pickupId, code };
}

test("a link shows its order and its reservation: items and status, and no personal data", async () => {
  const { orderId, pickupId, code } = await placePaidOrder();
  const order = await getLinkedOrder({ orderId, signature: signLink("order", orderId) });
  expect(order).toMatchObject({ id: orderId, status: "received", total: { currency: "AZN" }, address: null });
  expect(order.lines).toHaveLength(1);
  const pickup = await getLinkedPickup({ pickupId, signature: signLink("pickup", pickupId) });
  expect(pickup).toMatchObject({ id: pickupId, status: "reserved", paid: false });
  const seen = JSON.stringify([order, pickup]);
  for (const own of [buyer.name, buyer.email, buyer.phone, "Nigar", "nigar@", JSON.stringify(code), "shopperId"])
    expect(seen).not.toContain(own);
  expect(order.fulfilments.map((f) => f.code)).toEqual([null]);
});

test("a forged, a changed and another's signature are answered as an unknown id; without the guard they would show it", async () => {
  const placed = await placePaidOrder();
  const other = await placePaidOrder();
  const anySignature = { isLinkSignature: () => true };
  const { orderId, pickupId } = placed;
  const right = signLink("order", orderId);
  const wrong = ["A".repeat(22), `${right.slice(0, -1)}${right.endsWith("A") ? "Q" : "A"}`];
  for (const signature of [...wrong, signLink("order", other.orderId), signLink("pickup", orderId)]) {
    await expect(getLinkedOrder({ orderId, signature })).rejects.toMatchObject(notFound);
    expect(await runBroken(links, anySignature, () => getLinkedOrder({ orderId, signature }))).toMatchObject({
      id: orderId,
    });
  }
  for (const signature of [...wrong, signLink("pickup", other.pickupId), signLink("order", pickupId)]) {
    await expect(getLinkedPickup({ pickupId, signature })).rejects.toMatchObject(notFound);
    expect(await runBroken(links, anySignature, () => getLinkedPickup({ pickupId, signature }))).toMatchObject({
      id: pickupId,
    });
  }
  const unknownId = randomUUID();
  await expect(getLinkedOrder({ orderId: unknownId, signature: right })).rejects.toMatchObject(notFound);
  await expect(getLinkedOrder({ orderId: unknownId, signature: signLink("order", unknownId) })).rejects.toMatchObject(
    notFound,
  );
});
