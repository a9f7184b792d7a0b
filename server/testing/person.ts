import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { cart, cartLine } from "@/db/schema/cart";
import { shopperContact, shopperLogin } from "@/db/schema/contacts";
import { favourite } from "@/db/schema/favourites";
import { fittingWaitlistEntry, itemRequest } from "@/db/schema/fittings";
import { oneTimeCode, shopper, shopperDevice } from "@/db/schema/identity";
import { identityEdge, identityValue, mergeReview, shopperMerge } from "@/db/schema/identity-graph";
import { checkoutDraft, fulfilment, order, orderEvent, orderLine } from "@/db/schema/orders";
import { payment, refund } from "@/db/schema/payments";
import { localMail } from "@/db/schema/platform";
import { helpRequest } from "@/db/schema/privacy";
import { goodsReturn, goodsReturnLine } from "@/db/schema/returns";
import { syncClient, syncReceipt } from "@/db/schema/sync";
import { createCard, extendAssistance, openAssistance } from "@/server/assistance/commands";
import { openAssistanceSchema } from "@/server/assistance/schema";
import { book } from "@/server/fittings/booking/commands";
import { reserve } from "@/server/orders/pickup/reserve";
import type { StaffActor } from "@/server/platform/context";
import { inTransaction } from "@/server/platform/transaction";
import { createInvitation } from "@/server/shoppers/commands";
import { recordDecision, recordNoticeShown } from "@/server/shoppers/consents/commands";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "./factories";

/** A store with a consultant, a room and a product in stock. */
export async function makeHouse() {
  const store = await makeStore({ name: "Nizami St.", rooms: 40 });
  const consultant = await makeConsultant(store.id);
  const product = await makeProduct();
  const variantId = product.variants[0]?.id ?? "";
  await stock(variantId, store.id, 200);
  const actor = consultant.actor as StaffActor & { storeId: string; storeDeviceId: string };
  return { store, product, variantId, consultant: { ...consultant, ctx: { ...consultant.ctx, actor } } };
}
type House = Awaited<ReturnType<typeof makeHouse>>;

/** The values that distinguish this person, wherever they are stored. */
const valuesOf = (mark: string) => ({
  name: `Ləman${mark} Məmmədova${mark}`,
  shortName: `Ləman${mark}`,
  email: `leman-${mark}@example.test`,
  second: `second-${mark}@example.test`,
  phone: `+99450${String(Number.parseInt(mark, 36) % 10_000_000).padStart(7, "0")}`,
  label: `Pixel of ${mark}`,
  provider: `google-${mark}`,
});

/**
 * A customer with rows in every table about shoppers: as account, and as the guest merged into it, by real commands
 * where there are any. `values` are what an erasure must remove from the whole database.
 */
export async function makePerson(house: House) {
  const mark = randomUUID().slice(0, 8).replaceAll("-", "");
  const values = valuesOf(mark);
  const created = await makeShopper("customer");
  const guest = await makeShopper("guest");
  const ctx = { ...created.ctx, actor: created.actor };
  const { id } = created;
  await db().update(shopper).set({ name: values.name }).where(eq(shopper.id, id));
  await db().update(shopper).set({ mergedInto: id, name: values.shortName }).where(eq(shopper.id, guest.id));
  await db()
    .update(shopperDevice)
    .set({ label: values.label, guestId: guest.id })
    .where(eq(shopperDevice.shopperId, id));
  await db().delete(shopperContact).where(eq(shopperContact.shopperId, id));
  await db()
    .insert(shopperContact)
    .values([
      { shopperId: id, kind: "email", value: values.email, isPrimary: true },
      { shopperId: id, kind: "phone", value: values.phone, isPrimary: true },
    ]);
  await db().insert(shopperLogin).values({ provider: "google", subject: values.provider, shopperId: id });
  await known(id, guest.id, values);
  await shop(house, ctx, values);
  await buy(house, id, values);
  await sync(house, id, guest.id);
  await talk(house, ctx, values);
  return { ...created, ctx, guestId: guest.id, values, all: Object.values(values) };
}

type Owner = Awaited<ReturnType<typeof makeShopper>>;
type OwnerCtx = Owner["ctx"] & { actor: Owner["actor"] };
type Values = ReturnType<typeof valuesOf>;

/** The identity graph. */
async function known(id: string, guestId: string, { email, phone, provider }: Values): Promise<void> {
  const rows = [
    { kind: "email" as const, value: email },
    { kind: "phone" as const, value: phone },
    { kind: "google" as const, value: provider },
  ];
  const inserted = await db().insert(identityValue).values(rows).returning();
  const link = { shopperId: id, change: "link" as const, verified: true, source: "code" };
  await db()
    .insert(identityEdge)
    .values(inserted.map((value) => ({ ...link, kind: value.kind, targetId: value.id })));
  const carried = { lines: [], favourites: [], pickups: [], fittings: [], devices: [], contacts: [], guests: [] };
  await db().insert(shopperMerge).values({ fromId: guestId, intoId: id, source: "sign_in", carried });
  await db().insert(mergeReview).values({ holderId: id, claimantId: guestId, evidence: "email", status: "kept_apart" });
}

/** Orders and appointments, with visitor and contact. */
async function shop({ store, variantId }: House, ctx: OwnerCtx, { name, second }: Values): Promise<void> {
  const contact = { name, contact: second };
  await reserve(ctx, { key: randomUUID(), storeId: store.id, lines: [{ variantId, quantity: 1 }], contact });
  const done = { key: randomUUID(), storeId: store.id, lines: [{ variantId, quantity: 1 }], contact };
  const { id } = await reserve(ctx, done);
  await db().execute(
    sql`update pickup set status = 'collected', unbooked = true, ended_at = clock_now() where id = ${id}`,
  );
  await db().execute(sql`update pickup_line set status = 'picked' where pickup_id = ${id}`);
  const [tomorrow] = await db().execute<{ at: string }>(
    sql`select to_char(date_trunc('hour', clock_now()) + interval '26 hours', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`,
  );
  const { fittingId } = await book(ctx, {
    storeId: store.id,
    startsAt: tomorrow?.at ?? "",
    slots: 1,
    variantIds: [variantId],
    key: randomUUID(),
    contactName: name,
    contact: second,
  });
  const later = sql`(clock_now() at time zone 'Asia/Baku')::date + 3`;
  await db()
    .insert(fittingWaitlistEntry)
    .values({
      storeId: store.id,
      shopperId: ctx.actor.shopperId,
      date: later,
      slots: 1,
      part: "any",
      variantIds: [variantId],
      contactName: name,
      contact: second,
      locale: "az",
    });
  await db().insert(itemRequest).values({ fittingId, storeId: store.id, variantId });
}

/** A paid and returned order, and a draft of the next one. */
async function buy({ store, variantId, consultant }: House, shopperId: string, values: Values): Promise<void> {
  const { name, email, phone } = values;
  const address = { line1: `${values.label} St. 1`, line2: "", city: "Baku", postcode: "AZ1000", country: "AZ" };
  await db().insert(checkoutDraft).values({ shopperId, name, email, phone, address });
  const amounts = {
    goodsMinor: 12_900,
    deliveryMinor: 0,
    totalMinor: 12_900,
    currency: "AZN",
    vat: [],
    quoteHash: "x",
  };
  const who = { shopperId, channel: "shop" as const, contactName: name, email, phone, address, locale: "az" as const };
  const paid = { state: "placed" as const, expiresAt: new Date(), placedAt: new Date() };
  const [inserted] = await db()
    .insert(order)
    .values({ ...who, ...amounts, ...paid })
    .returning();
  const orderId = inserted?.id ?? "";
  const [shipment] = await db()
    .insert(fulfilment)
    .values({ orderId, kind: "deliver", storeId: store.id, status: "delivered", tracking: "LX123" })
    .returning();
  const fulfilmentId = shipment?.id ?? "";
  const item = {
    variantId,
    title: { en: "Shirt" },
    option: "M",
    quantity: 1,
    priceMinor: 12_900,
    currency: "AZN",
    vatRateBp: 1800,
  };
  const [line] = await db()
    .insert(orderLine)
    .values({ orderId, fulfilmentId, ...item, returnedQuantity: 1 })
    .returning();
  await db().insert(orderEvent).values({ orderId, kind: "paid", amountMinor: 12_900 });
  const [back] = await db()
    .insert(goodsReturn)
    .values({ orderId, storeId: store.id, staffId: consultant.id, refundMinor: 12_900, currency: "AZN" })
    .returning();
  const why = { quantity: 1, reason: "size" as const, restocked: "shelf" as const };
  await db()
    .insert(goodsReturnLine)
    .values({ returnId: back?.id ?? "", orderLineId: line?.id ?? "", ...why });
  const money = { orderId, amountMinor: 12_900, currency: "AZN" };
  const [taken] = await db()
    .insert(payment)
    .values({ ...money, method: "card_online", status: "captured", expiresAt: new Date() })
    .returning();
  await db()
    .insert(refund)
    .values({ ...money, paymentId: taken?.id ?? "", reason: "returned" });
}

/** Cart, favourites and the browser's queue. */
async function sync({ product, variantId }: House, id: string, guestId: string): Promise<void> {
  const clientId = randomUUID();
  for (const scopeId of [id, guestId]) {
    await db().insert(cart).values({ scopeId, currency: "AZN" });
    await db()
      .insert(cartLine)
      .values({
        scopeId,
        lineKey: `${variantId}:deliver`,
        variantId,
        fulfilment: "deliver",
        quantity: 2,
        version: 1,
        priceSeenMinor: 12_900,
        currency: "AZN",
        by: { device: "phone" },
      });
  }
  await db().insert(favourite).values({ scopeId: id, productId: product.id, present: true, version: 1 });
  await db().insert(syncClient).values({ id: clientId, ownerKind: "shopper", ownerId: id, lastMid: 1 });
  const receipt = {
    clientId,
    mid: 1,
    scopeId: id,
    name: "cart.add",
    argsSha256: "x",
    outcome: "applied" as const,
    version: 1,
  };
  await db().insert(syncReceipt).values(receipt);
}

/** Codes, mails, consents and the stores' assistance. */
async function talk({ consultant, store }: House, ctx: OwnerCtx, { email, name }: Values): Promise<void> {
  const { shopperId } = ctx.actor;
  const code = { purpose: "shopper" as const, address: email, codeHash: "x", browserHash: "x", expiresAt: new Date() };
  await db().insert(oneTimeCode).values(code);
  await db()
    .insert(localMail)
    .values({ recipient: email, subject: `Code for ${email}`, body: `Dear ${name}` });
  await createInvitation(ctx);
  await inTransaction((tx) => recordNoticeShown(tx, ctx.actor, shopperId));
  await recordDecision(ctx, { channel: "email", granted: true });
  const { value } = await createCard(ctx);
  await openAssistance(consultant.ctx, openAssistanceSchema.parse({ card: value }));
  await extendAssistance(consultant.ctx);
  const { storeId, storeDeviceId, staffId } = consultant.ctx.actor;
  const soon = sql`clock_now() + interval '2 minutes'`;
  await db()
    .insert(helpRequest)
    .values({ shopperId, storeId, storeDeviceId, staffId, reason: "in_store", delivered: true, expiresAt: soon });
  if (store.id !== storeId) throw new Error("the consultant works elsewhere");
}
