import { desc, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import type { LocalisedText } from "@/db/columns";
import { prepared } from "@/db/prepared";
import { order } from "@/db/schema/orders";
import { payment } from "@/db/schema/payments";
import { startOnline } from "@/server/payments/online/commands";
import { closesAt } from "@/server/payments/queries";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import { signedEnd } from "@/server/platform/http/signed-link";
import type { Placed } from "../quote/schema";

/** What the delivery is called on the payment page. */
const deliveryName = { en: "Delivery", ru: "Доставка", az: "Çatdırılma" } as const;

const { number, locale, email, deliveryMinor, totalMinor, currency, expiresAt } = order;
const asked = { number, locale, email, deliveryMinor, totalMinor, currency, expiresAt };
type Line = { title: LocalisedText; option: string; quantity: number; priceMinor: number };
const linesJson = sql<Line[]>`(select coalesce(json_agg(json_build_object('title', l.title, 'option', l.option,
  'quantity', l.quantity, 'priceMinor', l.price_minor) order by l.id), '[]')
  from order_line l where l.order_id = customer_order.id)`;

const payableOrder = prepared((on) =>
  on
    .select({ o: asked, lines: linesJson, payment, closesAt })
    .from(order)
    .leftJoin(payment, eq(payment.orderId, order.id))
    .where(eq(order.id, sql.placeholder("orderId")))
    .orderBy(desc(payment.createdAt))
    .limit(1),
);

/**
 * The hosted page on which an order is paid, made when there is none yet; asking again gives the same one. `url` is null when
 * nothing is to be paid there. Throws PAYMENT_UNREACHABLE: the order waits, and asking again goes on.
 */
export async function hostedPage(ctx: Ctx, orderId: string): Promise<Placed> {
  const [found] = await payableOrder(db(), { orderId });
  if (!found) throw new AppError("NOT_FOUND");
  const { o, lines } = found;
  const placed = { orderId, number: o.number, total: { minor: o.totalMinor, currency: o.currency } };
  const kept = { ...placed, expiresAt: o.expiresAt.toISOString() };
  if (!found.payment) return { ...kept, url: null };
  const last = { ...found.payment, closesAt: found.closesAt };
  if (last.status !== "open" || last.method !== "card_online") return { ...kept, url: null };
  if (last.url) return { ...kept, url: last.url };
  const named = lines.map(({ title, option, quantity, priceMinor }) => ({
    name: [title[o.locale] ?? title.en, option].filter(Boolean).join(", "),
    ...{ quantity, unitMinor: priceMinor },
  }));
  const delivery = { name: deliveryName[o.locale], quantity: 1, unitMinor: o.deliveryMinor };
  const base = `${ctx.origin ?? env().PUBLIC_URL ?? ""}/${o.locale}/checkout`;
  const { url } = await startOnline(last, {
    lines: o.deliveryMinor > 0 ? [...named, delivery] : named,
    locale: o.locale,
    // Whoever pays may be another browser than the one that ordered.
    successUrl: `${base}/done?session={CHECKOUT_SESSION_ID}${signedEnd("order", orderId)}&o=${orderId}`,
    cancelUrl: `${base}?back=1`,
    ...(o.email ? { email: o.email } : {}),
  });
  return { ...kept, url };
}
