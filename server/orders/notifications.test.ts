import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { fulfilment, order, orderLine } from "@/db/schema/orders";
import { localMail } from "@/db/schema/platform";
import { deliverDue } from "@/server/messaging/outbox";
import { signLink } from "@/server/platform/http/signed-link";
import { loadSecrets } from "@/server/platform/secrets";
import { inTransaction } from "@/server/platform/transaction";
import { makeProduct, makeShopper, makeStore } from "@/server/testing/factories";
import { queueReceipt, queueRefundNotice } from "./notifications";
import { getOrder } from "./queries";

process.env.DEMO = "1";
beforeAll(async () => {
  await loadSecrets();
});

async function placePaidOrder(locale: "en" | "ru" | "az", reach: { email?: string; phone?: string }) {
  const buyer = await makeShopper();
  const store = await makeStore();
  const product = await makeProduct();
  const [inserted] = await db()
    .insert(order)
    .values({
      shopperId: buyer.id,
      channel: "shop",
      state: "placed",
      contactName: "Leyla",
      locale,
      ...reach,
      goodsMinor: 25_800,
      deliveryMinor: 500,
      totalMinor: 26_300,
      vat: [],
      currency: "AZN",
      address: { line1: "Şərifzadə 5", line2: "", city: "Bakı", postcode: "AZ1000", country: "AZ" },
      quoteHash: "0".repeat(64),
      expiresAt: sql`clock_now()`,
      placedAt: sql`clock_now()`,
    })
    .returning();
  if (!inserted) throw new Error("no order");
  for (const kind of ["deliver", "pickup"] as const) {
    const [part] = await db()
      .insert(fulfilment)
      .values({ orderId: inserted.id, kind, storeId: store.id, status: "open" })
      .returning();
    await db()
      .insert(orderLine)
      .values({
        orderId: inserted.id,
        fulfilmentId: part?.id ?? "",
        variantId: product.variants[0]?.id ?? "",
        title: { en: "Shirt", ru: "Рубашка", az: "Köynək" },
        option: "M",
        quantity: 1,
        priceMinor: 12_900,
        currency: "AZN",
        vatRateBp: 1800,
      });
  }
  return inserted;
}

const listMails = async (recipient: string) => {
  await deliverDue();
  return db().select().from(localMail).where(eq(localMail.recipient, recipient));
};

test("the buyer of a paid order gets an e-mail in their language with items, fulfilment and payment", async () => {
  const expectedTexts = {
    en: ["Order", "1 × Shirt, M: 129.00\u00a0₼", "Delivered to: Şərifzadə 5, AZ1000 Bakı", "Collect at Test St."],
    ru: ["Заказ", "1 × Рубашка, M: 129,00\u00a0₼", "Доставим по адресу: Şərifzadə 5", "Самовывоз: Test St."],
    az: ["sifariş", "1 × Köynək, M: 129,00\u00a0₼", "Çatdırılma ünvanı: Şərifzadə 5", "Mağazadan götürmə: Test St."],
  };
  for (const locale of ["en", "ru", "az"] as const) {
    const email = `leyla-${locale}@example.test`;
    const { id, number } = await placePaidOrder(locale, { email });
    await inTransaction(async (tx) => queueReceipt(tx, await getOrder(id, tx), locale));
    const [mail] = await listMails(email);
    expect(mail?.subject).toContain(String(number));
    for (const words of expectedTexts[locale]) expect(mail?.body).toContain(words);
    expect(mail?.body).toContain(`/${locale}/orders/${id}#s=${signLink("order", id)}`);
    expect(mail?.body).toContain(`/${locale}/orders/find`);
  }
});

test("a refund is announced by text message to a buyer with a phone only", async () => {
  const { id, number } = await placePaidOrder("az", { phone: "+994501234567" });
  await inTransaction((tx) =>
    queueRefundNotice(tx, id, { amount: { minor: 12_900, currency: "AZN" }, to: "card_online" }),
  );
  const [text] = await listMails("+994501234567");
  expect(text?.body).toContain(`${number} nömrəli sifariş üzrə 129,00\u00a0₼`);
});

test("a cash refund's notice names no card, a card refund's no cash", async () => {
  const card = { en: /card/, ru: /карт/, az: /kart/ };
  const cash = { en: /in cash/, ru: /наличными/, az: /nağd/ };
  for (const locale of ["en", "ru", "az"] as const) {
    for (const method of ["cash", "card_terminal"] as const) {
      const email = `${method}-${locale}@example.test`;
      const { id } = await placePaidOrder(locale, { email });
      await inTransaction((tx) => queueRefundNotice(tx, id, { amount: { minor: 500, currency: "AZN" }, to: method }));
      const [mail] = await listMails(email);
      const [right, wrong] = method === "cash" ? [cash, card] : [card, cash];
      expect(mail?.body).toMatch(right[locale]);
      expect(mail?.body).not.toMatch(wrong[locale]);
    }
  }
});

test("an order without a contact notifies nobody", async () => {
  const { id } = await placePaidOrder("en", {});
  await inTransaction(async (tx) => queueReceipt(tx, await getOrder(id, tx), "en"));
  await deliverDue();
  expect(await db().$count(localMail, eq(localMail.recipient, ""))).toBe(0);
});
