import { sql } from "drizzle-orm";
import { checkoutDraft } from "@/db/schema/orders";
import { assertOwner } from "@/server/access/actors";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { commitWithChanges } from "@/server/sync/commit";
import type { Address } from "../schema";
import type { AddressChange, CheckoutDraft, DraftChange } from "./schema";

const emptyAddress = { line1: "", line2: "", city: "", postcode: "" };
const toWholeAddress = ({ line1 = "", line2 = "", city = "", postcode = "", country }: AddressChange): Address => ({
  line1,
  line2,
  city,
  postcode,
  country,
});

/**
 * Saves changed fields of the checkout draft for all devices of the shopper; those that were not given stay. Two devices
 * that type into different fields at once both keep what they typed.
 */
export async function saveDraft(ctx: Ctx, { address, ...fields }: DraftChange): Promise<CheckoutDraft> {
  const { shopperId, device } = assertOwner(ctx);
  const inserted = address ? { address: toWholeAddress(address) } : {};
  const before = sql`coalesce(${checkoutDraft.address}, ${JSON.stringify(emptyAddress)}::jsonb)`;
  const merged = address ? sql`${before} || ${JSON.stringify(address)}::jsonb` : null;
  const updated = address === undefined ? {} : { address: merged };
  return commitWithChanges(async (tx, announce) => {
    const [row] = await tx
      .insert(checkoutDraft)
      .values({ shopperId, ...fields, ...inserted })
      .onConflictDoUpdate({ target: checkoutDraft.shopperId, set: { ...fields, ...updated, updatedAt: sqlNow } })
      .returning();
    if (!row) throw new AppError("INTERNAL");
    const { shopperId: _, ...saved } = row;
    const draft = { ...saved, updatedAt: saved.updatedAt.toISOString() };
    announce({
      scopeId: shopperId,
      kind: "shopper",
      entity: "checkout",
      entityId: shopperId,
      row: draft,
      by: { device },
    });
    return draft;
  });
}
