import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { payment } from "@/db/schema/payments";
import { setLocalStripe } from "@/server/platform/env";
import { makeConsultant, makeStore } from "@/server/testing/factories";
import { addPayment, atLocalStripe, heardReactions, makeOrder, makeReader } from "@/server/testing/payments";
import { cancelCheckoutSession } from "../online/commands";
import { getPayment } from "../queries";
import { getReaderPayment, listReaders, presentTestCard, startReaderPayment, stopReaderPayment } from "./commands";

const { local, client, secret } = atLocalStripe();

/** A sale of 97.00 that waits for a card in a store with a reader. */
async function placeSale() {
  const store = await makeStore();
  const { ctx } = await makeConsultant(store.id);
  const orderId = await makeOrder(9700, store.id);
  const p = await addPayment(orderId, "card_terminal");
  return { ctx, p, input: { orderId, readerId: await makeReader(store.code) } };
}

test("a card at the reader: declined, then accepted; the order is notified once", async () => {
  const { heard } = heardReactions();
  const { ctx, p, input } = await placeSale();
  expect(await startReaderPayment(ctx, input)).toEqual({ status: "open", waiting: true, failure: null });
  expect(await listReaders(ctx)).toMatchObject([{ id: input.readerId, online: true, busy: true }]);
  const declined = await presentTestCard(ctx, { ...input, card: "declined" });
  expect(declined).toEqual({ status: "open", waiting: false, failure: "generic_decline" });
  await startReaderPayment(ctx, input);
  const presented = await presentTestCard(ctx, { ...input, card: "taken" });
  expect(presented).toMatchObject({ status: "captured", waiting: false });
  expect(heard).toEqual([{ what: "captured", orderId: p.orderId, amountMinor: 9700 }]);
  await expect(startReaderPayment(ctx, input)).rejects.toMatchObject({ appCode: "ALREADY_PAID" });
  expect(
    (await client().paymentIntents.list({ limit: 100 })).data.filter((i) => i.metadata.paymentId === p.id),
  ).toHaveLength(1);
});

test("after a stop the sale stays pending; cancelled, no card pays it any more", async () => {
  const { heard } = heardReactions();
  const { ctx, p, input } = await placeSale();
  await startReaderPayment(ctx, input);
  expect(await stopReaderPayment(ctx, input)).toMatchObject({ status: "open", waiting: false });
  await expect(presentTestCard(ctx, { ...input, card: "taken" })).rejects.toMatchObject({
    appCode: "CONFLICT",
  });
  await startReaderPayment(ctx, input);
  expect(await cancelCheckoutSession(p.id)).toBe("expired");
  await presentTestCard(ctx, { ...input, card: "taken" });
  await expect(startReaderPayment(ctx, input)).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
  expect([(await getPayment(p.id)).status, heard.map((h) => h.what)]).toEqual(["expired", ["expired"]]);
});

test("an amount that was changed at the provider is refused and refunded", async () => {
  const { heard } = heardReactions();
  const { ctx, p, input } = await placeSale();
  await startReaderPayment(ctx, input);
  const { providerRef } = await getPayment(p.id);
  await client().paymentIntents.update(providerRef ?? "", { amount: 100 });
  expect(await presentTestCard(ctx, { ...input, card: "taken" })).toMatchObject({ status: "refused" });
  expect(heard.map((h) => h.what)).toEqual(["failed"]);
});

test("readers and sales of another store are hidden; test cards exist in test mode only, readers with a provider only", async () => {
  heardReactions();
  const ownSale = await placeSale();
  const otherSale = await placeSale();
  const missing = { appCode: "NOT_FOUND" };
  await expect(startReaderPayment(ownSale.ctx, otherSale.input)).rejects.toMatchObject(missing);
  const foreign = { ...ownSale.input, readerId: otherSale.input.readerId };
  await expect(startReaderPayment(ownSale.ctx, foreign)).rejects.toMatchObject(missing);
  await expect(getReaderPayment(ownSale.ctx, otherSale.input)).rejects.toMatchObject(missing);
  await db().update(payment).set({ method: "card_online" }).where(eq(payment.id, otherSale.p.id));
  await expect(startReaderPayment(otherSale.ctx, otherSale.input)).rejects.toMatchObject(missing);
  setLocalStripe({ LOCAL_STRIPE_URL: undefined, STRIPE_WEBHOOK_SECRET: undefined });
  await expect(listReaders(ownSale.ctx)).rejects.toMatchObject({ appCode: "PAYMENT_DISABLED" });
  setLocalStripe({ LOCAL_STRIPE_URL: local().url, STRIPE_WEBHOOK_SECRET: secret });
});
