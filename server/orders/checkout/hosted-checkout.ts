import { desc, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { prepareStatement } from "@/db/prepared";
import { order, orderLine } from "@/db/schema/orders";
import { payment } from "@/db/schema/payments";
import { createCheckoutSession } from "@/server/payments/online/commands";
import { closesAt } from "@/server/payments/queries";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import { buildSignedFragment } from "@/server/platform/http/signed-link";
import type { CheckoutSession } from "./schema";

/** The delivery's name on the payment page. */
const deliveryName = { en: "Delivery", ru: "Доставка", az: "Çatdırılma" } as const;

const { number, locale, email, deliveryMinor, totalMinor, currency, expiresAt } = order;
const pageColumns = { number, locale, email, deliveryMinor, totalMinor, currency, expiresAt };
const linesJson = jsonArray(
  jsonObject(pick(orderLine, "title", "option", "quantity", "priceMinor")),
  sql`from order_line where order_line.order_id = customer_order.id`,
  sql`order by order_line.id`,
);

const selectPayableOrder = prepareStatement((on) =>
  on
    .select({ o: pageColumns, lines: linesJson, payment, closesAt })
    .from(order)
    .leftJoin(payment, eq(payment.orderId, order.id))
    .where(eq(order.id, sql.placeholder("orderId")))
    .orderBy(desc(payment.createdAt))
    .limit(1),
);

/**
 * Returns the hosted page on which an order is paid, and creates it when there is none; repeated calls give the same
 * page. `url` is null when nothing is to be paid there. Throws PAYMENT_UNREACHABLE: the order stays pending, and a
 * repeated call continues.
 */
export async function getHostedCheckout(ctx: Ctx, orderId: string): Promise<CheckoutSession> {
  const [found] = await selectPayableOrder(db(), { orderId });
  if (!found) throw new AppError("NOT_FOUND");
  const { o, lines } = found;
  const summary = { orderId, number: o.number, total: { minor: o.totalMinor, currency: o.currency } };
  const session = { ...summary, expiresAt: o.expiresAt.toISOString() };
  if (!found.payment) return { ...session, url: null };
  const lastPayment = { ...found.payment, closesAt: found.closesAt };
  if (lastPayment.status !== "open" || lastPayment.method !== "card_online") return { ...session, url: null };
  if (lastPayment.url) return { ...session, url: lastPayment.url };
  const pageLines = lines.map(({ title, option, quantity, priceMinor }) => ({
    name: [title[o.locale] ?? title.en, option].filter(Boolean).join(", "),
    quantity,
    unitMinor: priceMinor,
  }));
  const delivery = { name: deliveryName[o.locale], quantity: 1, unitMinor: o.deliveryMinor };
  const base = `${ctx.origin ?? env().PUBLIC_URL ?? ""}/${o.locale}/checkout`;
  const { url } = await createCheckoutSession(lastPayment, {
    lines: o.deliveryMinor > 0 ? [...pageLines, delivery] : pageLines,
    locale: o.locale,
    // The browser that pays may be another one than the browser that ordered.
    successUrl: `${base}/done?session={CHECKOUT_SESSION_ID}${buildSignedFragment("order", orderId)}&o=${orderId}`,
    cancelUrl: `${base}?back=1`,
    ...(o.email ? { email: o.email } : {}),
  });
  return { ...session, url };
}
