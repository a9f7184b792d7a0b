import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { paidOrder } from "@/server/testing/paid-order";
import { claim as claimPickup, unclaim as unclaimPickup } from "./pickup/store/commands";
import { getOrder } from "./queries";
import { claim as claimParcel, unclaim as unclaimParcel } from "./shipments/commands";

/** A paid order with one fulfilment, and a consultant of the store that supplies it. */
async function placeWaitingOrder(kind: "deliver" | "pickup") {
  const store = await makeStore();
  const { id: shopperId } = await makeShopper();
  const variantId = (await makeProduct()).variants[0]?.id ?? "";
  await stock(variantId, store.id, 1);
  const { ctx } = await makeConsultant(store.id);
  const lines = [{ variantId, quantity: 1, priceMinor: 12_900 }];
  const { id, part } = await paidOrder({ storeId: store.id, kind, shopperId, lines });
  const getShownStatus = async () => {
    const { status, fulfilments } = await getOrder(id);
    return [status, fulfilments[0]?.status];
  };
  /** What was announced to the shopper's devices last. */
  const getAnnouncedStatus = async () => {
    const [last] = await db().execute<{ status: string }>(sql`select row ->> 'status' as status from sync_change
      where scope_id = ${shopperId} and entity = 'order' order by version desc, seq desc limit 1`);
    return last?.status;
  };
  return { ctx, partId: part.id, getShownStatus, getAnnouncedStatus };
}

test("a shipment is in preparation from its claim, and no longer after its unclaim", async () => {
  const { ctx, partId: parcelId, getShownStatus, getAnnouncedStatus } = await placeWaitingOrder("deliver");
  expect(await getShownStatus()).toEqual(["received", "received"]);
  await claimParcel(ctx, { parcelId });
  expect([await getShownStatus(), await getAnnouncedStatus()]).toEqual([["preparing", "preparing"], "preparing"]);
  await unclaimParcel(ctx, { parcelId });
  expect([await getShownStatus(), await getAnnouncedStatus()]).toEqual([["received", "received"], "received"]);
});

test("so is a paid pickup", async () => {
  const { ctx, partId: pickupId, getShownStatus, getAnnouncedStatus } = await placeWaitingOrder("pickup");
  expect(await getShownStatus()).toEqual(["received", "received"]);
  await claimPickup(ctx, { pickupId });
  expect([await getShownStatus(), await getAnnouncedStatus()]).toEqual([["preparing", "preparing"], "preparing"]);
  await unclaimPickup(ctx, { pickupId });
  expect([await getShownStatus(), await getAnnouncedStatus()]).toEqual([["received", "received"], "received"]);
});
