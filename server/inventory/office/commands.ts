import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { variant } from "@/db/schema/catalogue";
import { store } from "@/db/schema/stores";
import { recordAudit } from "@/server/audit/commands";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { buildKeyScope, runIdempotent } from "@/server/platform/idempotency";
import { inTransaction } from "@/server/platform/transaction";
import { increaseOnHand } from "../levels";
import { sumByVariant } from "../rules";
import type { ItemQuantity } from "../schema";
import { assertStockOffice } from "./queries";
import type { ReceiveInput, ReceiveResult } from "./schema";

/** Asserts that store and variants exist. Throws NOT_FOUND for a store, UNKNOWN_VARIANT for a variant. */
export async function assertKnownVariants(tx: Tx, storeId: string, items: ItemQuantity[]): Promise<void> {
  const [place] = await tx
    .select({ id: store.id })
    .from(store)
    .where(and(eq(store.id, storeId), eq(store.active, true)));
  if (!place) throw new AppError("NOT_FOUND");
  const ids = items.map((p) => p.variantId);
  const known = await tx.select({ id: variant.id }).from(variant).where(inArray(variant.id, ids));
  const unknown = ids.find((id) => !known.some((v) => v.id === id));
  if (unknown) throw new AppError("UNKNOWN_VARIANT", { variantId: unknown });
}

/**
 * Adds received items to a store under a document's number; a repeated call is idempotent. Throws NOT_FOUND (no right, no such store), UNKNOWN_VARIANT, IDEMPOTENCY_MISMATCH; then nothing is added.
 */
export function receiveStock(ctx: Ctx, { key, ...args }: ReceiveInput): Promise<ReceiveResult> {
  const actor = assertStockOffice(ctx);
  const { storeId, reason, document } = args;
  return inTransaction((tx) =>
    runIdempotent(tx, { scope: buildKeyScope(actor, "stockOffice.receive"), key, args }, async () => {
      const items = sumByVariant(args.lines);
      await assertKnownVariants(tx, storeId, items);
      await increaseOnHand(tx, storeId, { items, cause: { reason, referenceId: document, actorId: actor.staffId } });
      const total = items.reduce((sum, p) => sum + p.quantity, 0);
      const subject = { subjectKind: "store", subjectId: storeId, storeId };
      const after = { reason, document, articles: items.length, pieces: total };
      await recordAudit(tx, actor, { action: "stock.received", ...subject, after });
      return { pieces: total };
    }),
  );
}
