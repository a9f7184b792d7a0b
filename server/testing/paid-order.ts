import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { stockHold, stockLevel } from "@/db/schema/inventory";
import { fulfilment, order, orderLine, pickup } from "@/db/schema/orders";
import { cashMovement, payment, registerSession } from "@/db/schema/payments";
import type { FulfilmentKind } from "@/server/cart/schema";
import type { StaffActor } from "@/server/platform/context";

type Given = {
  storeId: string;
  lines: { variantId: string; quantity: number; priceMinor: number }[];
  kind?: FulfilmentKind;
  /** In the buyer's hands already; the stock has been reduced (by the test's own stock). */
  received?: boolean;
  method?: "card_online" | "card_terminal" | "cash";
  shopperId?: string | null;
  deliveryMinor?: number;
  registerSessionId?: string;
};

const address = { line1: "12 Nizami St.", line2: "", city: "Baku", postcode: "AZ1000", country: "AZ" };

/** A paid order of one fulfilment, written by row; stock of open lines is held. */
export async function paidOrder(given: Given) {
  const { storeId, lines, kind = "deliver", received = false, method = "card_online", deliveryMinor = 0 } = given;
  const goodsMinor = lines.reduce((sum, l) => sum + l.quantity * l.priceMinor, 0);
  const totalMinor = goodsMinor + deliveryMinor;
  const shopperId = given.shopperId === undefined ? randomUUID() : given.shopperId;
  const soon = sql`clock_now() + interval '14 days'`;
  const [inserted] = await db()
    .insert(order)
    .values({
      shopperId,
      channel: "shop",
      state: "placed",
      contactName: "Leyla Hasanova",
      phone: "+994501234567",
      address,
      locale: "en",
      goodsMinor,
      deliveryMinor,
      totalMinor,
      vat: [],
      currency: "AZN",
      quoteHash: "0".repeat(64),
      expiresAt: soon,
      placedAt: sql`clock_now()`,
    })
    .returning();
  if (!inserted) throw new Error("no order");
  const status = received ? (kind === "deliver" ? "delivered" : "handed_over") : "open";
  const ended = received ? { endedAt: sql`clock_now()`, sentAt: sql`clock_now()` } : {};
  const [part] = await db()
    .insert(fulfilment)
    .values({ orderId: inserted.id, kind, storeId, status, ...ended })
    .returning();
  if (!part) throw new Error("no fulfilment");
  if (kind === "pickup")
    await db()
      .insert(pickup)
      .values({
        id: part.id,
        code: "123456",
        storeId,
        shopperId: shopperId ?? randomUUID(),
        orderId: inserted.id,
        currency: "AZN",
        status: received ? "collected" : "reserved",
        contactName: "Leyla Hasanova",
        contact: "",
        promisedAt: soon,
        expiresAt: soon,
        ...(received ? { endedAt: sql`clock_now()` } : {}),
      });
  const rows = await db()
    .insert(orderLine)
    .values(
      lines.map((l) => ({
        ...l,
        orderId: inserted.id,
        fulfilmentId: part.id,
        currency: "AZN",
        vatRateBp: 1800,
        title: { en: "Shirt" },
        option: "M",
      })),
    )
    .returning();
  const [paid] = await db()
    .insert(payment)
    .values({
      orderId: inserted.id,
      method,
      status: "captured",
      amountMinor: totalMinor,
      currency: "AZN",
      expiresAt: soon,
      capturedAt: sql`clock_now()`,
      registerSessionId: given.registerSessionId ?? null,
    })
    .returning();
  if (!received) for (const l of lines) await hold(storeId, part.id, l);
  return { ...inserted, part, lines: rows, payment: paid };
}

async function hold(storeId: string, referenceId: string, { variantId, quantity }: Given["lines"][number]) {
  await db()
    .update(stockLevel)
    .set({ reserved: sql`${stockLevel.reserved} + ${quantity}` })
    .where(and(eq(stockLevel.variantId, variantId), eq(stockLevel.storeId, storeId)));
  const expiresAt = sql`clock_now() + interval '14 days'`;
  const owner = { ownerId: randomUUID(), purpose: "order" as const };
  await db()
    .insert(stockHold)
    .values({ variantId, storeId, quantity, referenceId, expiresAt, ...owner });
}

/** An open cash shift on a consultant's tablet. */
export async function openTill({ storeId, storeDeviceId, staffId }: StaffActor, floatMinor = 20_000): Promise<string> {
  if (!storeId || !storeDeviceId) throw new Error("not on a tablet");
  const [inserted] = await db()
    .insert(registerSession)
    .values({ storeId, storeDeviceId, openedBy: staffId, currency: "AZN", floatMinor })
    .returning();
  return inserted?.id ?? "";
}

/** The cash movements of a shift, in minor units. */
export const movements = async (registerSessionId: string): Promise<number[]> =>
  (await db().select().from(cashMovement).where(eq(cashMovement.registerSessionId, registerSessionId))).map(
    (m) => m.amountMinor,
  );
