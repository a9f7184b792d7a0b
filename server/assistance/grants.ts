import { randomUUID } from "node:crypto";
import { and, eq, gt, isNull, lte, ne, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { clientGrant } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { recordAudit } from "@/server/audit/commands";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import type { Actor, Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import type { GrantRow } from "./schema";

/** When a grant ends that is not used any more. */
export const idleExpiry = sql`${sqlNow} + interval '15 minutes'`;
export const isActiveGrant = and(isNull(clientGrant.endedAt), gt(clientGrant.expiresAt, sqlNow));

/** On whose tablet somebody helps. */
type Helper = { storeId: string; storeDeviceId: string; staffId: string; name: string };
/** By which act a shopper consented. */
type Via = (typeof clientGrant.$inferInsert)["via"];

type GrantInput = { helper: Helper; shopperId: string; via: Via /** Who closes the client before. */; actor: Actor };

const announceGrant = (announce: Announce, scopeId: string, grantId: string, row: GrantRow | null, who: string) =>
  announce({ scopeId, kind: "shopper", entity: "grant", entityId: grantId, row, by: who ? { staff: who } : {} });

/** Ends what `where` finds, each with its entry: `by` is who ends them. */
async function endGrantRows(tx: Tx, announce: Announce, where: SQL | undefined, by: Actor) {
  const who = by.kind === "staff" ? by.name : "";
  const ended = await tx
    .update(clientGrant)
    .set({ endedAt: sqlNow })
    .where(and(isNull(clientGrant.endedAt), where))
    .returning({
      id: clientGrant.id,
      shopperId: clientGrant.shopperId,
      device: clientGrant.storeDeviceId,
      storeId: clientGrant.storeId,
    });
  for (const { id, shopperId, device, storeId } of ended) {
    announceGrant(announce, shopperId, id, null, who);
    const subject = { subjectKind: "shopper", subjectId: shopperId, storeId };
    await recordAudit(tx, by, { action: "client.ended", ...subject, details: { grantId: id, tabletId: device } });
  }
  return ended;
}

/** Tells the streams of these tablets to look again at what they may show. */
export const notifyTablets = (devices: Iterable<string>): void => {
  for (const device of new Set(devices)) bus.emit(`access:${device}`);
};

/** Ends the grants that `where` finds: on the shopper's screen and on the tablet, at once. Returns how many. */
export async function endGrants({ actor }: Ctx, where: SQL | undefined): Promise<number> {
  const ended = await commitWithChanges((tx, announce) => endGrantRows(tx, announce, where, actor));
  notifyTablets(ended.map((g) => g.device));
  return ended.length;
}

/** Ends grants that nobody used for a quarter of an hour. For the sweep. */
export const expireIdleGrants = (ctx: Ctx): Promise<number> => endGrants(ctx, lte(clientGrant.expiresAt, sqlNow));

/**
 * Lets `helper` see this shopper's things on that tablet for a quarter of an hour after the last use; the client before,
 * if any, is closed by `actor`. The same client again keeps the grant. Gives its id; tell the tablet after commit.
 */
export async function createGrant(
  tx: Tx,
  announce: Announce,
  { helper, shopperId, via, actor }: GrantInput,
): Promise<string> {
  const { storeId, storeDeviceId, staffId, name } = helper;
  const here = eq(clientGrant.storeDeviceId, storeDeviceId);
  await endGrantRows(tx, announce, and(here, ne(clientGrant.shopperId, shopperId)), actor);
  const [known] = await tx
    .update(clientGrant)
    .set({ lastUsedAt: sqlNow, expiresAt: idleExpiry, via })
    .where(and(here, eq(clientGrant.staffId, staffId), eq(clientGrant.shopperId, shopperId), isActiveGrant))
    .returning({ id: clientGrant.id });
  if (known) return known.id;
  await endGrantRows(tx, announce, here, actor);
  const [made] = await tx
    .insert(clientGrant)
    .values({ id: randomUUID(), shopperId, storeId, storeDeviceId, staffId, via, expiresAt: idleExpiry })
    .returning({ id: clientGrant.id, createdAt: clientGrant.createdAt });
  const [at] = await tx.select({ name: store.name }).from(store).where(eq(store.id, storeId));
  if (!made || !at) throw new AppError("INTERNAL");
  const row = { grantId: made.id, storeName: at.name, consultant: name, since: made.createdAt.toISOString() };
  announceGrant(announce, shopperId, made.id, row, name);
  return made.id;
}

/** Hands the grants of one shopper over to the shopper that it became part of. */
export async function moveGrants(tx: Tx, fromId: string, intoId: string): Promise<void> {
  await tx.update(clientGrant).set({ shopperId: intoId }).where(eq(clientGrant.shopperId, fromId));
}
