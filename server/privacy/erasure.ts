import { and, inArray, isNull, lt, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { erasure } from "@/db/schema/privacy";
import { recordAudit } from "@/server/audit/commands";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import { type Actor, type Ctx, createSystemCtx, type ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import type { PersonalData, Subject } from "@/server/platform/personal-data";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { getDataSubject } from "./data-subject";
import { listShares } from "./export";
import { everyModule } from "./personal-data";

/** Requests that were under way at an erasure are through by then; what they still wrote is taken too. */
const recheckDelay = sql`interval '60 seconds'`;

/** Does with every row what its module declares. */
async function eraseRows(tx: Tx, modules: PersonalData[], subject: Subject): Promise<void> {
  for (const { table, whose, erase: eraseShopper } of listShares(modules)) {
    if (eraseShopper === "delete") await tx.delete(table).where(whose(subject));
    else if ("set" in eraseShopper) await tx.update(table).set(eraseShopper.set).where(whose(subject));
  }
}

/**
 * Builds the erasure of a shopper by what `modules` declare, in one transaction: what is under way ends (stock and rooms go
 * back, tablets are told), values go, pseudonymous rows stay, every device, grant and stream of the shopper ends. Gives the
 * ids that lead to nobody now. Doing it twice does no harm.
 */
export const eraseShopperWith =
  (modules: PersonalData[]) =>
  async (actor: Actor, shopperId: string): Promise<string[]> => {
    const { ids: locked } = await getDataSubject(shopperId);
    const ids = await commitWithChanges(
      async (tx, announce) => {
        const subject = await getDataSubject(shopperId, tx);
        // Nobody is left to read what changes in the shopper's own scope, and the change would hold the values again.
        const toOthers: Announce = (change) => {
          if (!subject.ids.includes(change.scopeId)) announce(change);
        };
        for (const { beforeErase: settle } of modules) await settle?.(tx, toOthers, subject);
        await eraseRows(tx, modules, subject);
        const fresh = await tx
          .insert(erasure)
          .values(subject.ids.map((id) => ({ shopperId: id })))
          .onConflictDoNothing()
          .returning({ id: erasure.id });
        if (fresh.length > 0)
          await recordAudit(tx, actor, { action: "privacy.erased", subjectKind: "shopper", subjectId: shopperId });
        return subject.ids;
      },
      { lock: locked.map((scopeId) => ({ scopeId, kind: "shopper" as const })) },
    );
    for (const id of ids) bus.emit(`access:${id}`);
    return ids;
  };

export const eraseShopper = eraseShopperWith(everyModule);

/** A guest forgets itself: whoever holds the browser's secret is the guest. NOT_FOUND for others, who prove who they are. */
export async function eraseGuest({ actor }: Ctx & { actor: ShopperActor }): Promise<void> {
  if (actor.kind !== "guest") throw new AppError("NOT_FOUND");
  await eraseShopper(actor, actor.shopperId);
}

/** Erases once more what requests that were under way wrote after an erasure. For the sweep. */
export async function eraseLateWrites(): Promise<void> {
  const due = await db()
    .update(erasure)
    .set({ confirmedAt: sqlNow })
    .where(and(isNull(erasure.confirmedAt), lt(erasure.at, sql`${sqlNow} - ${recheckDelay}`)))
    .returning({ shopperId: erasure.shopperId });
  for (const { shopperId } of due) await eraseShopper(createSystemCtx("erasure").actor, shopperId);
}

/** Which of these shoppers were erased: a device that kept a copy asks, to wipe it. The ids lead to nobody. */
export async function listErased(ids: string[]): Promise<string[]> {
  const rows = await db().select({ id: erasure.shopperId }).from(erasure).where(inArray(erasure.shopperId, ids));
  return rows.map((r) => r.id);
}
