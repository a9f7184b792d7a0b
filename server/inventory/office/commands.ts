import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { variant } from "@/db/schema/catalogue";
import { store } from "@/db/schema/stores";
import { recordAudit } from "@/server/audit/commands";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { keyScope, once } from "@/server/platform/idempotency";
import { inTransaction } from "@/server/platform/transaction";
import { putIn } from "../levels";
import { sumPieces } from "../rules";
import type { Pieces } from "../schema";
import { assertStockOffice } from "./queries";
import type { Received, ReceiveInput } from "./schema";

/** Throws NOT_FOUND for a store, UNKNOWN_VARIANT for an article that the house does not know. */
export async function assertKnown(tx: Tx, storeId: string, pieces: Pieces[]): Promise<void> {
  const [place] = await tx
    .select({ id: store.id })
    .from(store)
    .where(and(eq(store.id, storeId), eq(store.active, true)));
  if (!place) throw new AppError("NOT_FOUND");
  const ids = pieces.map((p) => p.variantId);
  const known = await tx.select({ id: variant.id }).from(variant).where(inArray(variant.id, ids));
  const unknown = ids.find((id) => !known.some((v) => v.id === id));
  if (unknown) throw new AppError("UNKNOWN_VARIANT", { variantId: unknown });
}

/**
 * Builds the command that adds goods to a store under a document's number; `oncePerKey` makes a repeated call one act.
 * Throws NOT_FOUND (no right, no such store), UNKNOWN_VARIANT, IDEMPOTENCY_MISMATCH; nothing is added then.
 */
export const receiveWith =
  (oncePerKey: typeof once) =>
  (ctx: Ctx, { key, ...args }: ReceiveInput): Promise<Received> => {
    const actor = assertStockOffice(ctx);
    const { storeId, reason, document } = args;
    return inTransaction((tx) =>
      oncePerKey(tx, { scope: keyScope(actor, "stockOffice.receive"), key, args }, async () => {
        const pieces = sumPieces(args.lines);
        await assertKnown(tx, storeId, pieces);
        await putIn(tx, storeId, pieces, { reason, referenceId: document, actorId: actor.staffId });
        const total = pieces.reduce((sum, p) => sum + p.quantity, 0);
        const subject = { subjectKind: "store", subjectId: storeId, storeId };
        const after = { reason, document, articles: pieces.length, pieces: total };
        await recordAudit(tx, actor, { action: "stock.received", ...subject, after });
        return { pieces: total };
      }),
    );
  };

export const receive = receiveWith(once);
