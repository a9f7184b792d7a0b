import { randomUUID } from "node:crypto";
import { desc, eq, sql } from "drizzle-orm";
import { extractText, getDocumentProxy } from "unpdf";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { fulfilment, order } from "@/db/schema/orders";
import { payment } from "@/db/schema/payments";
import { localMail } from "@/db/schema/platform";
import { assertShift } from "@/server/access/actors";
import { lineKeyOf } from "@/server/cart/rules";
import { deliverDue } from "@/server/messaging/outbox";
import { refreshPayment } from "@/server/payments/online/commands";
import { isAppError } from "@/server/platform/errors";
import { loadSecrets } from "@/server/platform/secrets";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { atLocalStripe } from "@/server/testing/payments";
import { cancelUnpaidOrder, place, refreshAfterPayment, resumePayment } from "../checkout/commands";
import { saveDraft } from "../checkout/save-draft";
import { getOrder } from "../queries";
import { getQuote } from "../quote/queries";
import type { DraftInput } from "../quote/schema";
import { renderReceiptPdf } from "../receipt/provider";
import { sell } from "../sale/commands";
import { getSaleQuote } from "../sale/queries";
import { getLabel } from "../shipments/commands";

process.env.DEMO = "1";
beforeAll(async () => {
  await loadSecrets();
});
const { local, client, pay } = atLocalStripe();

const contactAt = (line1: string, given: Partial<DraftInput> = {}): DraftInput => ({
  name: "Leyla",
  email: `${randomUUID().slice(0, 8)}@example.test`,
  phone: "",
  address: { line1, line2: "", city: "Baku", postcode: "", country: "AZ" },
  ...given,
});

/** A shopper with one item in the cart, to be delivered, and the store that has it. */
async function makeShopperWithCart() {
  const store = await makeStore();
  const product = await makeProduct();
  const shopper = await makeShopper();
  const variantId = product.variants[0]?.id ?? "";
  await stock(variantId, store.id, 1);
  await db().execute(sql`
      with bag as (insert into cart (scope_id, currency) values (${shopper.id}, 'AZN') on conflict do nothing)
      insert into cart_line
    (scope_id, line_key, variant_id, fulfilment, quantity, price_seen_minor, currency, version)
    values (${shopper.id}, ${lineKeyOf(variantId, { kind: "deliver" })}, ${variantId}, 'deliver', 1, 12900, 'AZN', 1)`);
  const ctx = { ...shopper.ctx, actor: shopper.actor, origin: "http://127.0.0.1:9" };
  const { hash: quoteHash } = await getQuote(shopper.actor, "AZ");
  const buy = (contact: DraftInput, key: string = randomUUID()) => place(ctx, { key, quoteHash, contact });
  return { store, variantId, ctx, buy };
}

const getStreet = async (orderId: string) => (await getOrder(orderId)).address?.line1;
const lastPayment = async (orderId: string) => {
  const [last] = await db().select().from(payment).where(eq(payment.orderId, orderId)).orderBy(desc(payment.createdAt));
  return last ?? expect.unreachable("no payment");
};
const listMailsTo = async (email: string) => {
  await deliverDue();
  return (await db().select().from(localMail).where(eq(localMail.recipient, email))).map((m) => m.body);
};

/**
 * Pays on the hosted page and comes back; returns what order, e-mail, label and receipt then say of the destination.
 */
async function payAndReadTexts(
  { store, ctx }: Awaited<ReturnType<typeof makeShopperWithCart>>,
  orderId: string,
  url: string | null,
) {
  expect(await pay(url ?? "")).toBe(303);
  const row = await refreshAfterPayment(ctx, { sessionId: (await lastPayment(orderId)).providerRef ?? "" });
  expect(row.status).toBe("received");
  const [shipment] = await db().select().from(fulfilment).where(eq(fulfilment.orderId, orderId));
  const seen = await getLabel((await makeConsultant(store.id)).ctx, { parcelId: shipment?.id ?? "" });
  const pdf = await getDocumentProxy(new Uint8Array(await renderReceiptPdf(row, "en")));
  const { text: receipt } = await extractText(pdf, { mergePages: true });
  return { row, label: seen.address.line1, letters: await listMailsTo(row.email), receipt };
}

test.each(["the same key", "another key"])("the street that was typed last is kept everywhere (%s)", async (which) => {
  const at = await makeShopperWithCart();
  const contact = contactAt("Nizami 1");
  const key = randomUUID();
  const first = await at.buy(contact, key);
  const again = { ...contact, address: contactAt("Istiqlaliyyat 99").address };
  const second = await at.buy(again, which === "the same key" ? key : randomUUID());
  expect(second).toMatchObject({ orderId: first.orderId, url: first.url });
  const texts = await payAndReadTexts(at, first.orderId, second.url);
  expect([texts.row.address?.line1, texts.label]).toEqual(["Istiqlaliyyat 99", "Istiqlaliyyat 99"]);
  for (const words of [texts.letters.join(), texts.receipt]) {
    expect(words).toContain("Istiqlaliyyat 99");
    expect(words).not.toContain("Nizami 1,");
  }
});

test("another e-mail, also under the same key: one order with a new page; the old page takes no payment", async () => {
  const at = await makeShopperWithCart();
  const contact = contactAt("Nizami 1");
  const key = randomUUID();
  const first = await at.buy(contact, key);
  const email = `m-${randomUUID().slice(0, 6)}@example.test`;
  const second = await at.buy({ ...contact, email }, key);
  expect(second.orderId).toBe(first.orderId);
  expect(second.url).not.toBe(first.url);
  expect(await pay(first.url ?? "")).toBe(410);
  const page = await client().checkout.sessions.retrieve((await lastPayment(first.orderId)).providerRef ?? "");
  expect(page.customer_email).toBe(email);
  const texts = await payAndReadTexts(at, first.orderId, second.url);
  expect(texts.letters).toHaveLength(1);
  expect(await listMailsTo(contact.email)).toEqual([]);
});

test("an unreadable value empties nothing, and a double click changes nothing", async () => {
  const at = await makeShopperWithCart();
  const contact = contactAt("Nizami 1", { phone: "+994 50 123 45 67" });
  const { orderId, url } = await at.buy(contact);
  for (const wrong of [{ email: "none" }, { phone: "12" }])
    await expect(at.buy({ ...contact, ...wrong })).rejects.toMatchObject({ appCode: "CONTACT_WRONG" });
  for (const less of [{ email: "", phone: "" }, { address: null }])
    await expect(at.buy({ ...contact, ...less })).rejects.toMatchObject({ appCode: "CONTACT_NEEDED" });
  expect(await at.buy(contact)).toMatchObject({ orderId, url });
  expect(await getOrder(orderId)).toMatchObject({ email: contact.email, phone: "+994501234567" });
});

test("resuming elsewhere takes what was typed since, and refuses another country", async () => {
  const at = await makeShopperWithCart();
  const contact = contactAt("Nizami 1");
  const { orderId } = await at.buy(contact);
  await saveDraft(at.ctx, { ...contact, address: contactAt("Istiqlaliyyat 99").address });
  expect(await resumePayment(at.ctx, { orderId })).toMatchObject({ orderId, url: expect.stringContaining("http") });
  expect(await getStreet(orderId)).toBe("Istiqlaliyyat 99");
  const abroad = { line1: "Torstr. 1", line2: "", city: "Berlin", postcode: "10119", country: "DE" };
  await saveDraft(at.ctx, { ...contact, address: abroad });
  await expect(resumePayment(at.ctx, { orderId })).rejects.toMatchObject({ appCode: "QUOTE_CHANGED" });
  expect(await getStreet(orderId)).toBe("Istiqlaliyyat 99");
});

test("paid meanwhile: the order is named and keeps its details; a voided one stays unchanged", async () => {
  const at = await makeShopperWithCart();
  const contact = contactAt("Nizami 1");
  const key = randomUUID();
  const { orderId, url } = await at.buy(contact, key);
  expect(await pay(url ?? "")).toBe(303);
  await refreshPayment((await lastPayment(orderId)).id);
  const other = { ...contact, address: contactAt("Istiqlaliyyat 99").address };
  await expect(at.buy(other, key)).rejects.toMatchObject({ appCode: "ALREADY_PAID", details: { orderId } });
  expect(await at.buy(contact, key)).toMatchObject({ orderId, url: null });
  expect(await getStreet(orderId)).toBe("Nizami 1");

  const next = await makeShopperWithCart();
  const again = randomUUID();
  const given = await next.buy(contact, again);
  await cancelUnpaidOrder(next.ctx, { orderId: given.orderId });
  expect(await next.buy(other, again)).toMatchObject({ orderId: given.orderId, url: null });
  expect(await getStreet(given.orderId)).toBe("Nizami 1");
});

test("paid at the provider while the e-mail changes: closing the page reports it, and the order keeps its details", async () => {
  const at = await makeShopperWithCart();
  const contact = contactAt("Nizami 1");
  const { orderId, url } = await at.buy(contact);
  expect(await pay(url ?? "")).toBe(303);
  const refused = at.buy({ ...contact, email: "late@example.test" });
  await expect(refused).rejects.toMatchObject({ appCode: "ALREADY_PAID", details: { orderId } });
  expect(await getOrder(orderId)).toMatchObject({ email: contact.email, status: "received" });
});

test("a provider that does not answer while the e-mail changes: nothing has changed", { timeout: 15_000 }, async () => {
  const at = await makeShopperWithCart();
  const contact = contactAt("Nizami 1");
  const { orderId } = await at.buy(contact);
  local().faults.delayMs = 30_000;
  const other = { ...contact, email: "other@example.test", address: contactAt("Istiqlaliyyat 99").address };
  await expect(at.buy(other)).rejects.toMatchObject({ appCode: "PAYMENT_UNREACHABLE" });
  local().faults.delayMs = 0;
  expect(await getOrder(orderId)).toMatchObject({ email: contact.email, address: { line1: "Nizami 1" } });
});

test("race: a street that changes as the payment arrives: order and e-mail agree, and the shopper learns which", async () => {
  for (let round = 0; round < 12; round++) {
    const at = await makeShopperWithCart();
    const contact = contactAt("Nizami 1");
    const { orderId, url } = await at.buy(contact);
    expect(await pay(url ?? "")).toBe(303);
    const { id } = await lastPayment(orderId);
    const other = { ...contact, address: contactAt("Istiqlaliyyat 99").address };
    const [changed] = await Promise.allSettled([at.buy(other), refreshPayment(id)]);
    if (changed.status === "rejected")
      expect(isAppError(changed.reason) && changed.reason.appCode).toBe("ALREADY_PAID");
    const street = await getStreet(orderId);
    expect(street).toBe(changed.status === "fulfilled" ? "Istiqlaliyyat 99" : "Nizami 1");
    expect((await listMailsTo(contact.email)).join()).toContain(street);
  }
});

test("a register sale under the same key takes the last contact, and the audit log has it; an empty contact keeps it", async () => {
  const store = await makeStore();
  const product = await makeProduct();
  const variantId = product.variants[0]?.id ?? "";
  await stock(variantId, store.id, 1);
  const consultant = await makeConsultant(store.id);
  const ctx = { ...consultant.ctx, origin: "http://127.0.0.1:9" };
  const lines = [{ variantId, quantity: 1, way: { kind: "deliver" as const } }];
  const shift = assertShift(ctx, "serve");
  const { hash: quoteHash } = await getSaleQuote(shift, { lines, shopperId: null, country: "AZ" });
  const sale = { key: randomUUID(), quoteHash, method: "card_online" as const, lines, shopperId: null, country: "AZ" };
  const contact = contactAt("Nizami 1");
  const { orderId } = await sell(ctx, { ...sale, contact });
  const again = { ...contact, address: contactAt("Istiqlaliyyat 99").address };
  expect((await sell(ctx, { ...sale, contact: again })).orderId).toBe(orderId);
  expect((await sell(ctx, { ...sale, contact: null })).orderId).toBe(orderId);
  expect(await getStreet(orderId)).toBe("Istiqlaliyyat 99");
  const seen = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, orderId)).orderBy(auditEntry.at);
  expect(seen.map((e) => e.action)).toEqual(["sale.placed", "sale.contact"]);
  expect(await db().$count(order, eq(order.storeId, store.id))).toBe(1);
});
