import { and, eq, isNull } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { staff } from "@/db/schema/identity";
import { stockHold, stockLevel } from "@/db/schema/inventory";
import { fulfilment, orderEvent } from "@/db/schema/orders";
import { refund } from "@/db/schema/payments";
import { listStockViolations } from "@/server/inventory/queries";
import { hashPin } from "@/server/platform/ids";
import { approve } from "@/server/staff/approvals";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeProduct, makeStore, stock } from "@/server/testing/factories";
import { paidOrder } from "@/server/testing/paid-order";
import { claim, getLabel, markDelivered, pack, ship, unclaim } from "./commands";
import * as queries from "./queries";
import { listShipmentsInTransit, listStoreShipments } from "./queries";
import { declineLine } from "./shortages";

afterEach(async () => expect(await listStockViolations()).toEqual([]));

/** A paid delivery of two items that waits in a store, and two consultants there. */
async function placeShipmentOrder({ quantity = 1, priceMinor = 12_900, deliveryMinor = 500 } = {}) {
  const store = await makeStore();
  const product = await makeProduct(["S", "M"], priceMinor);
  const ids = product.variants.map((v) => v.id);
  for (const id of ids) await stock(id, store.id, 5);
  const lines = ids.map((variantId) => ({ variantId, quantity, priceMinor }));
  const order = await paidOrder({ storeId: store.id, lines, deliveryMinor });
  const rauf = await makeConsultant(store.id);
  const aysel = await makeConsultant(store.id, "consultant", "Aysel");
  const parcelId = order.part.id;
  const level = async (variantId = ids[0] ?? "") => {
    const at = and(eq(stockLevel.storeId, store.id), eq(stockLevel.variantId, variantId));
    const [row] = await db().select().from(stockLevel).where(at);
    return [row?.onHand, row?.reserved];
  };
  const refunds = async () =>
    (await db().select().from(refund).where(eq(refund.orderId, order.id))).map((r) => [r.reason, r.amountMinor]);
  const lineOf = (i: number) => order.lines.find((l) => l.variantId === ids[i])?.id ?? "";
  return { store, order, rauf, aysel, parcelId, level, refunds, lineOf, ids };
}

describe("a shipment", () => {
  it("is claimed, packed, sent and delivered; its items leave the stock when it is sent", async () => {
    const { store, order, rauf, parcelId, level } = await placeShipmentOrder();
    expect((await listStoreShipments(store.id)).map((p) => [p.row.number, p.row.contactName, p.row.status])).toEqual([
      [order.number, "Leyla H.", "open"],
    ]);
    await expect(pack(rauf.ctx, { parcelId })).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
    await claim(rauf.ctx, { parcelId });
    await pack(rauf.ctx, { parcelId });
    expect(await level()).toEqual([5, 1]);
    expect(await ship(rauf.ctx, { parcelId, tracking: "AZ-1 204" })).toMatchObject({
      status: "sent",
      tracking: "AZ-1 204",
    });
    expect(await level()).toEqual([4, 0]);
    await expect(ship(rauf.ctx, { parcelId, tracking: "" })).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
    expect(await listStoreShipments(store.id)).toEqual([]);
    expect((await listShipmentsInTransit(store.id)).parcels.map((p) => p.id)).toEqual([parcelId]);
    expect(await markDelivered(rauf.ctx, { parcelId })).toMatchObject({ status: "delivered" });
    const timeline = await db()
      .select()
      .from(orderEvent)
      .where(eq(orderEvent.orderId, order.id))
      .orderBy(orderEvent.at);
    expect(timeline.map((e) => e.kind)).toEqual(["packed", "sent", "delivered"]);
    const seen = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, order.id)).orderBy(auditEntry.at);
    expect(seen.map((e) => e.action)).toEqual(["parcel.claimed", "parcel.packed", "parcel.sent", "parcel.delivered"]);
  });

  it("shows its address to its packer, and the access is logged; other stores see nothing", async () => {
    const { order, rauf, parcelId } = await placeShipmentOrder();
    const kamran = await makeConsultant((await makeStore()).id);
    expect(await getLabel(rauf.ctx, { parcelId })).toMatchObject({ name: "Leyla Hasanova", address: { city: "Baku" } });
    const [seen] = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, order.id));
    expect(seen).toMatchObject({ action: "parcel.label_seen", actorId: rauf.id });
    for (const act of [getLabel, claim, unclaim, pack, markDelivered])
      await expect(act(kamran.ctx, { parcelId })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
    await expect(ship(kamran.ctx, { parcelId, tracking: "" })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  });
});

/** Two consultants claim the same shipment at once. */
async function twoClaim() {
  const { rauf, aysel, parcelId } = await placeShipmentOrder();
  const outcomes = await Promise.all(
    [rauf, aysel].map(({ ctx }) =>
      claim(ctx, { parcelId }).then(
        () => "mine",
        (e: { appCode?: string }) => e.appCode,
      ),
    ),
  );
  return outcomes.sort();
}

describe("a claim", () => {
  it("is one consultant's only", async () => expect(await twoClaim()).toEqual(["ALREADY_CLAIMED", "mine"]));
  it("is both consultants' without its guard", async () => {
    const isUnended = () => and(eq(fulfilment.kind, "deliver"), isNull(fulfilment.endedAt));
    expect(await runBroken(queries, { isUnclaimed: isUnended }, twoClaim)).toEqual(["mine", "mine"]);
  });
  it("may be undone for others", async () => {
    const { rauf, aysel, parcelId } = await placeShipmentOrder();
    await claim(rauf.ctx, { parcelId });
    expect(await claim(rauf.ctx, { parcelId })).toMatchObject({ claimedBy: { id: rauf.id } });
    await expect(unclaim(aysel.ctx, { parcelId })).rejects.toMatchObject({ appCode: "ALREADY_CLAIMED" });
    await unclaim(rauf.ctx, { parcelId });
    expect(await claim(aysel.ctx, { parcelId })).toMatchObject({ claimedBy: { name: "Aysel" } });
  });
});

describe("an item that is not on the shelf", () => {
  it("leaves the stock and the order, and its price is refunded; with nothing left so is the delivery", async () => {
    const { rauf, aysel, parcelId, level, refunds, lineOf, ids } = await placeShipmentOrder({
      quantity: 2,
      priceMinor: 4_000,
    });
    await claim(rauf.ctx, { parcelId });
    const missing = { parcelId, lineId: lineOf(0), quantity: 1 };
    await expect(declineLine(aysel.ctx, missing)).rejects.toMatchObject({ appCode: "ALREADY_CLAIMED" });
    await declineLine(rauf.ctx, missing);
    expect(await level()).toEqual([4, 1]);
    expect(await refunds()).toEqual([["not_found", 4_000]]);
    await expect(declineLine(rauf.ctx, { ...missing, quantity: 2 })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
    await declineLine(rauf.ctx, missing);
    const last = await declineLine(rauf.ctx, { parcelId, lineId: lineOf(1), quantity: 2 });
    expect(last.status).toBe("cancelled");
    expect([await level(), await level(ids[1])]).toEqual([
      [3, 0],
      [3, 0],
    ]);
    expect((await refunds()).reduce((sum, [, minor]) => sum + Number(minor), 0)).toBe(16_500);
    expect(await db().$count(stockHold, and(eq(stockHold.referenceId, parcelId), isNull(stockHold.endedAt)))).toBe(0);
  });

  it("and is worth more than the limit is written off with a manager's PIN only", async () => {
    const { store, rauf, parcelId, lineOf, level } = await placeShipmentOrder({ priceMinor: 21_000 });
    const sevda = await makeConsultant(store.id, "manager", "Sevda");
    await db()
      .update(staff)
      .set({ pinHash: await hashPin("7754") })
      .where(eq(staff.id, sevda.id));
    await claim(rauf.ctx, { parcelId });
    const missing = { parcelId, lineId: lineOf(0), quantity: 1 };
    const act = { action: "stock.write_off" as const, subjectId: missing.lineId, amountMinor: 21_000 };
    await expect(declineLine(rauf.ctx, missing)).rejects.toMatchObject({ appCode: "APPROVAL_NEEDED", details: act });
    expect(await level()).toEqual([5, 1]);
    const { approvalId } = await approve(rauf.ctx, { staffId: sevda.id, pin: "7754", act });
    await declineLine(rauf.ctx, { ...missing, approvalId });
    expect(await level()).toEqual([4, 0]);
  });
});
