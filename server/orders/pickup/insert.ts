import { randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { pickup, pickupLine } from "@/db/schema/orders";
import { computePickupTimes } from "@/server/inventory/queries";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { getCommonCurrency } from "@/server/platform/money";
import type { StoreView } from "@/server/stores/schema";

type NewPickup = Omit<typeof pickup.$inferInsert, "code" | "status" | "id" | "locale" | "currency"> & {
  id: string;
  locale: Ctx["locale"];
};

type NewLine = Omit<typeof pickupLine.$inferInsert, "pickupId">;

/** Inserts a pickup with its lines. Codes repeat over time, but never among the open pickups of one store. */
export async function insertPickup(tx: Tx, p: NewPickup, lines: NewLine[]): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    const [inserted] = await tx.execute(sql`
      with made as (
        insert into pickup (id, code, store_id, shopper_id, order_id, currency, status, contact_name, contact, locale,
          promised_at, expires_at)
        values (${p.id}, ${code}, ${p.storeId}, ${p.shopperId}, ${p.orderId ?? null}, ${getCommonCurrency(lines)}, 'reserved', ${p.contactName},
          ${p.contact}, ${p.locale}, ${p.promisedAt.toISOString()}, ${p.expiresAt.toISOString()})
        on conflict do nothing returning id
      ), goods as (
        insert into pickup_line (pickup_id, variant_id, quantity, price_minor, currency)
        select m.id, x."variantId", x.quantity, x."priceMinor", x.currency
        from made m, jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb)
          as x("variantId" uuid, quantity int, "priceMinor" int, currency text)
      ) select id from made`);
    if (inserted) return;
  }
  throw new AppError("CONFLICT");
}

type PaidPickup = Pick<NewPickup, "shopperId" | "contactName" | "contact" | "expiresAt" | "locale"> & {
  /** The fulfilment's id, which the holds refer to. */
  id: string;
  /** The time of payment, ms since 1970 by the database's clock. */
  at: number;
  orderId: string;
  store: StoreView;
  /** The quantity the store has to pick. */
  workload: number;
  lines: NewLine[];
};

/**
 * Puts a paid fulfilment of an order into its store's queue, inside the transaction that takes the payment; the caller
 * announces it.
 */
export async function insertPaidPickup(tx: Tx, { store, lines, at, workload, ...paid }: PaidPickup): Promise<void> {
  // A store that was closed meanwhile still has the items: the promise is the end of the hold.
  const promise = computePickupTimes(store, at, workload).promisedAt;
  const promisedAt = promise === null ? paid.expiresAt : new Date(promise);
  await insertPickup(tx, { ...paid, storeId: store.id, promisedAt }, lines);
}
