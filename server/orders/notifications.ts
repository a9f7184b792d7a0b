import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { order } from "@/db/schema/orders";
import type { PaymentMethod } from "@/db/schema/payments";
import { buildPageUrl, formatDateTime } from "@/server/messaging/document-texts";
import { queueMessage } from "@/server/messaging/outbox";
import { canSend, getMailTexts } from "@/server/messaging/provider";
import type { Ctx } from "@/server/platform/context";
import { buildSignedFragment } from "@/server/platform/http/signed-link";
import { formatMoney, type Money } from "@/server/platform/money";
import { getOrder } from "./queries";
import type { OrderRow } from "./schema";

type Locale = Ctx["locale"];
type Texts = ReturnType<typeof getMailTexts>;

const buildOrderUrl = (locale: Locale, orderId: string) =>
  buildPageUrl(locale, `/orders/${orderId}${buildSignedFragment("order", orderId)}`);

/** Queues an e-mail where the buyer gave an address, otherwise a text message; nothing when neither is possible. */
async function queueOrderMessage(
  tx: Tx,
  to: OrderRow,
  { mail, sms }: { mail: { subject: string; text: string }; sms: string },
): Promise<void> {
  if (to.email && canSend("email")) await queueMessage(tx, { channel: "email", to: to.email, ...mail });
  else if (to.phone && canSend("sms")) await queueMessage(tx, { channel: "sms", to: to.phone, text: sms });
}

/** Describes each fulfilment of the order, a line each. */
function formatFulfilments(row: OrderRow, locale: Locale, t: Texts): string[] {
  const { address } = row;
  const addressText = address
    ? [address.line1, address.line2, `${address.postcode} ${address.city}`.trim()].filter(Boolean).join(", ")
    : "";
  const descriptions = row.fulfilments.map(({ kind, store, promisedAt }) => {
    if (kind === "deliver") return t("orderPaid.way.deliver", { address: addressText });
    const at = `${store.name}, ${store.address}`;
    if (kind === "in_store") return t("orderPaid.way.in_store", { store: at });
    if (!promisedAt) return t("orderPaid.way.pickupPlain", { store: at });
    return t("orderPaid.way.pickup", { store: at, when: formatDateTime(locale, promisedAt, store.timeZone) });
  });
  return [...new Set(descriptions)];
}

/**
 * Queues the receipt of a paid order, in the transaction that takes the payment. Does nothing without the buyer's
 * address.
 */
export async function queueReceipt(tx: Tx, row: OrderRow, locale: Locale): Promise<void> {
  const t = getMailTexts(locale);
  const page = buildOrderUrl(locale, row.id);
  const format = (amount: Money) => formatMoney(amount, locale);
  const number = String(row.number);
  const free = row.total.minor === 0;
  const delivered = row.fulfilments.some((f) => f.kind === "deliver");
  const itemLines = row.lines.map(({ title, option, quantity, price }) => {
    const name = [title[locale] ?? title.en, option].filter(Boolean).join(", ");
    return `${quantity} × ${name}: ${format({ ...price, minor: price.minor * quantity })}`;
  });
  const delivery =
    row.delivery.minor > 0 ? t("orderPaid.delivery", { sum: format(row.delivery) }) : t("orderPaid.free");
  const paragraphs = [
    t("orderPaid.greeting", { name: row.contactName || "none" }),
    t(free ? "orderPaid.textFree" : "orderPaid.text", { number }),
    itemLines.join("\n"),
    [...(delivered ? [delivery] : []), t("orderPaid.total", { sum: format(row.total) })].join("\n"),
    formatFulfilments(row, locale, t).join("\n"),
    [t("orderPaid.link", { link: page }), t("orderPaid.find", { link: buildPageUrl(locale, "/orders/find") })].join(
      "\n",
    ),
  ];
  const mail = {
    subject: t(free ? "orderPaid.subjectFree" : "orderPaid.subject", { number }),
    text: paragraphs.join("\n\n"),
  };
  await queueOrderMessage(tx, row, {
    mail,
    sms: t(free ? "orderPaid.smsFree" : "orderPaid.sms", { number, sum: format(row.total), link: page }),
  });
}

/** Queues the notice of a refund, in the transaction that records it; `to` is the method of the payment. */
export async function queueRefundNotice(
  tx: Tx,
  orderId: string,
  { amount, to }: { amount: Money; to: PaymentMethod },
): Promise<void> {
  const [found] = await tx.select({ locale: order.locale }).from(order).where(eq(order.id, orderId));
  const locale = found?.locale ?? "en";
  const row = await getOrder(orderId, tx);
  const t = getMailTexts(locale);
  const page = buildOrderUrl(locale, orderId);
  const values = { number: String(row.number), sum: formatMoney(amount, locale), to };
  const text = [t("refundSent.text", values), t("refundSent.link", { link: page })].join("\n\n");
  await queueOrderMessage(tx, row, {
    mail: { subject: t("refundSent.subject", values), text },
    sms: t("refundSent.sms", values),
  });
}
