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
import { personalData } from "./personal-data";

/** Requests in progress at an erasure have ended by then; what they still wrote is erased too. */
const recheckDelay = sql`interval '60 seconds'`;

/** Applies each module's declaration to its rows. */
async function eraseRows(tx: Tx, modules: PersonalData[], subject: Subject): Promise<void> {
  for (const { table, whose, erase: eraseShopper } of listShares(modules)) {
    if (eraseShopper === "delete") await tx.delete(table).where(whose(subject));
    else if ("set" in eraseShopper) await tx.update(table).set(eraseShopper.set).where(whose(subject));
  }
}

/**
 * Erases a shopper by the declarations of `modules`, in one transaction: what is in progress ends (stock
 * and rooms are released, tablets are updated), values are erased, pseudonymous rows stay, every device, grant and
 * stream of the shopper ends. Returns the ids that lead to nobody now. Repeating it is harmless.
 */
export async function eraseShopper(
  actor: Actor,
  shopperId: string,
  modules: PersonalData[] = personalData.get(),
): Promise<string[]> {
  const { ids: locked } = await getDataSubject(shopperId);
  const ids = await commitWithChanges(
    async (tx, announce) => {
      const subject = await getDataSubject(shopperId, tx);
      // No reader is left for changes in the shopper's own scope, and such a change would contain the values again.
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
}

/**
 * A guest erases itself: possession of the browser's secret is enough. Throws NOT_FOUND for others, who must verify
 * their address.
 */
export async function eraseGuest({ actor }: Ctx & { actor: ShopperActor }): Promise<void> {
  if (actor.kind !== "guest") throw new AppError("NOT_FOUND");
  await eraseShopper(actor, actor.shopperId);
}

/** Erases again what requests in progress wrote after an erasure. For the sweep. */
export async function eraseLateWrites(): Promise<void> {
  const due = await db()
    .update(erasure)
    .set({ confirmedAt: sqlNow })
    .where(and(isNull(erasure.confirmedAt), lt(erasure.at, sql`${sqlNow} - ${recheckDelay}`)))
    .returning({ shopperId: erasure.shopperId });
  for (const { shopperId } of due) await eraseShopper(createSystemCtx("erasure").actor, shopperId);
}

/** The erased ones of these shoppers: a device with a copy calls it, to wipe the copy. The ids lead to nobody. */
export async function listErased(ids: string[]): Promise<string[]> {
  const rows = await db().select({ id: erasure.shopperId }).from(erasure).where(inArray(erasure.shopperId, ids));
  return rows.map((r) => r.id);
}
