import { and, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shopperContact, shopperLogin } from "@/db/schema/contacts";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { shopperMerge } from "@/db/schema/identity-graph";
import { recordAudit } from "@/server/audit/commands";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { commitWithChanges } from "@/server/sync/commit";
import { returnEndedScopes } from "@/server/sync/merged-scopes";
import { appendEdge } from "./commands";
import { scopeMerging } from "./reactions";

type MergeRow = typeof shopperMerge.$inferSelect;

/**
 * Splits a merge: the cart, orders, bookings, addresses and devices that came with it go back, as far as they still
 * exist. A browser that signed in to the account itself stays the account's. Throws NOT_FOUND when it was split before,
 * and CONFLICT while the account itself is merged into another.
 */
export async function splitMerge(ctx: Ctx & { actor: StaffActor }, mergeId: string): Promise<void> {
  if (ctx.actor.surface !== "office") throw new AppError("NOT_FOUND");
  const { fromId, intoId } = await commitWithChanges(async (tx, announce) => {
    const [merged] = await tx
      .update(shopperMerge)
      .set({ splitAt: sqlNow, splitBy: ctx.actor.staffId })
      .where(and(eq(shopperMerge.id, mergeId), isNull(shopperMerge.splitAt)))
      .returning();
    if (!merged) throw new AppError("NOT_FOUND");
    await assertNotMerged(tx, merged.intoId);
    await scopeMerging.get().split(tx, announce, merged, merged.carried);
    await returnDevices(tx, merged);
    await returnContacts(tx, merged);
    await returnGuests(tx, merged);
    await tx.update(shopper).set({ mergedInto: null }).where(eq(shopper.id, merged.fromId));
    const edge = { shopperId: merged.intoId, kind: "shopper" as const, targetId: merged.fromId, verified: true };
    await appendEdge(tx, { ...edge, change: "unlink", source: "split", mergeId });
    const subject = { subjectKind: "shopper", subjectId: merged.intoId };
    await recordAudit(tx, ctx.actor, {
      action: "identity.split",
      ...subject,
      before: { took: merged.fromId },
      after: { took: null },
    });
    return merged;
  });
  for (const id of [fromId, intoId]) bus.emit(`access:${id}`);
}

async function assertNotMerged(tx: Tx, shopperId: string): Promise<void> {
  const [row] = await tx
    .select({ part: shopper.mergedInto })
    .from(shopper)
    .where(eq(shopper.id, shopperId))
    .for("update");
  if (row?.part) throw new AppError("CONFLICT", { partOf: row.part });
}

async function returnDevices(tx: Tx, { fromId, intoId, source, carried }: MergeRow): Promise<void> {
  for (const { id, access, guestId } of carried.devices) {
    await tx
      .update(shopperDevice)
      .set({ shopperId: fromId, access, guestId })
      .where(
        and(
          eq(shopperDevice.id, id),
          eq(shopperDevice.shopperId, intoId),
          eq(shopperDevice.guestId, fromId),
          source === "review" ? undefined : eq(shopperDevice.access, "linked"),
        ),
      );
  }
  // These devices signed in themselves: the guest must not be merged again because they once belonged to it.
  await tx
    .update(shopperDevice)
    .set({ guestId: null })
    .where(and(eq(shopperDevice.shopperId, intoId), eq(shopperDevice.guestId, fromId)));
}

/** Moves addresses and provider accounts back; each kind has a primary one again on both sides. */
async function returnContacts(tx: Tx, { fromId, intoId, carried }: MergeRow): Promise<void> {
  if (carried.contacts.length > 0) {
    await tx
      .update(shopperContact)
      .set({ shopperId: fromId, isPrimary: false })
      .where(and(inArray(shopperContact.id, carried.contacts), eq(shopperContact.shopperId, intoId)));
  }
  await tx
    .update(shopperLogin)
    .set({ shopperId: fromId })
    .where(
      and(
        eq(shopperLogin.shopperId, intoId),
        sql`exists (select 1 from identity_edge e join identity_value v on v.id = e.target_id
          where e.shopper_id = ${fromId} and v.kind = ${shopperLogin.provider} and v.value = ${shopperLogin.subject})`,
      ),
    );
  for (const shopperId of [fromId, intoId]) {
    await tx.execute(sql`update shopper_contact c set is_primary = true
      where c.id in (select distinct on (kind) id from shopper_contact
        where shopper_id = ${shopperId} order by kind, is_primary desc, created_at) and not c.is_primary`);
  }
}

async function returnGuests(tx: Tx, { fromId, intoId, carried }: MergeRow): Promise<void> {
  if (carried.guests.length === 0) return;
  await tx
    .update(shopper)
    .set({ mergedInto: fromId })
    .where(and(inArray(shopper.id, carried.guests), eq(shopper.mergedInto, intoId), ne(shopper.id, fromId)));
  await returnEndedScopes(tx, { fromId, intoId, ids: carried.guests });
}
