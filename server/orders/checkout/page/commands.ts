import { asc, desc, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { order, orderLine } from "@/db/schema/orders";
import { payment } from "@/db/schema/payments";
import { startOnline } from "@/server/payments/online/commands";
import type { Payment } from "@/server/payments/schema";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import type { Placed } from "../schema";

/** The last attempt to pay an order. Throws NOT_FOUND when there is none. */
export async function latestPayment(orderId: string): Promise<Payment> {
  const [row] = await db()
    .select()
    .from(payment)
    .where(eq(payment.orderId, orderId))
    .orderBy(desc(payment.createdAt))
    .limit(1);
  if (!row) throw new AppError("NOT_FOUND");
  return row;
}

/** What the delivery is called on the payment page. */
const deliveryName = { en: "Delivery", ru: "Доставка", az: "Çatdırılma" } as const;

/**
 * The hosted page on which an order is paid, made when there is none yet; asking again gives the same one. `url` is null when
 * nothing is to be paid there. Throws PAYMENT_UNREACHABLE: the order waits, and asking again goes on.
 */
export async function hostedPage(ctx: Ctx, orderId: string): Promise<Placed> {
  const [[o], last, lines] = await Promise.all([
    db().select().from(order).where(eq(order.id, orderId)),
    latestPayment(orderId),
    db().select().from(orderLine).where(eq(orderLine.orderId, orderId)).orderBy(asc(orderLine.id)),
  ]);
  if (!o) throw new AppError("NOT_FOUND");
  const placed = { orderId, number: o.number, total: { minor: o.totalMinor, currency: o.currency } };
  const kept = { ...placed, expiresAt: o.expiresAt.toISOString() };
  if (last.status !== "open" || last.method !== "card_online") return { ...kept, url: null };
  if (last.url) return { ...kept, url: last.url };
  const named = lines.map(({ title, option, quantity, priceMinor }) => ({
    name: [title[o.locale] ?? title.en, option].filter(Boolean).join(", "),
    ...{ quantity, unitMinor: priceMinor },
  }));
  const delivery = { name: deliveryName[o.locale], quantity: 1, unitMinor: o.deliveryMinor };
  const base = `${ctx.origin ?? env().PUBLIC_URL ?? ""}/${o.locale}/checkout`;
  const { url } = await startOnline(last.id, {
    lines: o.deliveryMinor > 0 ? [...named, delivery] : named,
    locale: o.locale,
    successUrl: `${base}/done?session={CHECKOUT_SESSION_ID}`,
    cancelUrl: `${base}?back=1`,
    ...(o.email ? { email: o.email } : {}),
  });
  return { ...kept, url };
}
