import { sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { checkoutDraft } from "@/db/schema/orders";
import type { CheckoutDraft } from "./schema";

/** Finds a shopper's checkout draft; null without one. */
export async function findDraft(shopperId: string, on: Db | Tx = db()): Promise<CheckoutDraft | null> {
  const [row] = await on.select().from(checkoutDraft).where(sql`${checkoutDraft.shopperId} = ${shopperId}`);
  if (!row) return null;
  const { name, email, phone, address, updatedAt } = row;
  return { name, email, phone, address, updatedAt: updatedAt.toISOString() };
}

/** Lists the draft as a row of the shopper's scope. */
export async function listDraftRows(scopeId: string) {
  const row = await findDraft(scopeId);
  return row ? [{ entity: "checkout" as const, entityId: scopeId, row }] : [];
}
