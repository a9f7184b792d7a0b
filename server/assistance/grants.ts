import { randomUUID } from "node:crypto";
import { and, eq, gt, isNull, lte, ne, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { assistanceGrant } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { recordAudit } from "@/server/audit/commands";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import type { Actor, Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import type { GrantRow } from "./schema";

/** Expiry of a grant that is used now for the last time. */
export const idleExpiry = sql`${sqlNow} + interval '15 minutes'`;
export const isActiveGrant = and(isNull(assistanceGrant.endedAt), gt(assistanceGrant.expiresAt, sqlNow));

/** The assisting consultant, with tablet and store. */
type Helper = { storeId: string; storeDeviceId: string; staffId: string; name: string };
/** The action by which a shopper consented. */
type Via = (typeof assistanceGrant.$inferInsert)["via"];

type GrantInput = {
  helper: Helper;
  shopperId: string;
  via: Via;
  /** Ends the previous customer's grant. */
  actor: Actor;
};

type GrantChange = { shopperId: string; grantId: string; row: GrantRow | null; staffName: string };

const announceGrant = (announce: Announce, { shopperId, grantId, row, staffName }: GrantChange) =>
  announce({
    scopeId: shopperId,
    kind: "shopper",
    entity: "grant",
    entityId: grantId,
    row,
    by: staffName ? { staff: staffName } : {},
  });

/** Ends the grants that match `where`, each with its audit entry; `by` is the actor. */
async function endGrantRows(tx: Tx, announce: Announce, { where, by }: { where: SQL | undefined; by: Actor }) {
  const staffName = by.kind === "staff" ? by.name : "";
  const ended = await tx
    .update(assistanceGrant)
    .set({ endedAt: sqlNow })
    .where(and(isNull(assistanceGrant.endedAt), where))
    .returning({
      id: assistanceGrant.id,
      shopperId: assistanceGrant.shopperId,
      device: assistanceGrant.storeDeviceId,
      storeId: assistanceGrant.storeId,
    });
  for (const { id, shopperId, device, storeId } of ended) {
    announceGrant(announce, { shopperId, grantId: id, row: null, staffName });
    const subject = { subjectKind: "shopper", subjectId: shopperId, storeId };
    await recordAudit(tx, by, { action: "client.ended", ...subject, details: { grantId: id, tabletId: device } });
  }
  return ended;
}

/** Makes the streams of these tablets check their scopes again. */
export const notifyTablets = (devices: Iterable<string>): void => {
  for (const device of new Set(devices)) bus.emit(`access:${device}`);
};

/** Ends the grants that match `where`, immediately for the shopper and the tablet. Returns how many. */
export async function endGrants({ actor }: Ctx, where: SQL | undefined): Promise<number> {
  const ended = await commitWithChanges((tx, announce) => endGrantRows(tx, announce, { where, by: actor }));
  notifyTablets(ended.map((g) => g.device));
  return ended.length;
}

/** Ends grants that were not used for 15 minutes. For the sweep. */
export const expireIdleGrants = (ctx: Ctx): Promise<number> => endGrants(ctx, lte(assistanceGrant.expiresAt, sqlNow));

/**
 * Lets `helper` see this shopper's data on that tablet until 15 minutes after the last use; `actor` ends the grant of
 * the previous customer. The same customer keeps the grant. Returns its id; call `notifyTablets` after the commit.
 */
export async function createGrant(
  tx: Tx,
  announce: Announce,
  { helper, shopperId, via, actor }: GrantInput,
): Promise<string> {
  const { storeId, storeDeviceId, staffId, name } = helper;
  const onTablet = eq(assistanceGrant.storeDeviceId, storeDeviceId);
  await endGrantRows(tx, announce, { where: and(onTablet, ne(assistanceGrant.shopperId, shopperId)), by: actor });
  const [kept] = await tx
    .update(assistanceGrant)
    .set({ lastUsedAt: sqlNow, expiresAt: idleExpiry, via })
    .where(and(onTablet, eq(assistanceGrant.staffId, staffId), eq(assistanceGrant.shopperId, shopperId), isActiveGrant))
    .returning({ id: assistanceGrant.id });
  if (kept) return kept.id;
  await endGrantRows(tx, announce, { where: onTablet, by: actor });
  const [inserted] = await tx
    .insert(assistanceGrant)
    .values({ id: randomUUID(), shopperId, storeId, storeDeviceId, staffId, via, expiresAt: idleExpiry })
    .returning({ id: assistanceGrant.id, createdAt: assistanceGrant.createdAt });
  const [at] = await tx.select({ name: store.name }).from(store).where(eq(store.id, storeId));
  if (!inserted || !at) throw new AppError("INTERNAL");
  const row = { grantId: inserted.id, storeName: at.name, consultant: name, since: inserted.createdAt.toISOString() };
  announceGrant(announce, { shopperId, grantId: inserted.id, row, staffName: name });
  return inserted.id;
}

/** Moves the grants of a merged shopper to the account it was merged into. */
export async function moveGrants(tx: Tx, fromId: string, intoId: string): Promise<void> {
  await tx.update(assistanceGrant).set({ shopperId: intoId }).where(eq(assistanceGrant.shopperId, fromId));
}
