import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { assistanceGrant, shopper, staff } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { sqlNow } from "@/server/platform/clock";
import type { Actor, StaffActor } from "@/server/platform/context";
import type { AssistedShopper, GrantRow } from "./schema";

const isActiveGrant = and(isNull(assistanceGrant.endedAt), gt(assistanceGrant.expiresAt, sqlNow));

/** The current grants: entity `grant` of the shopper's scope. */
export async function listGrantRows(scopeId: string): Promise<{ entity: "grant"; entityId: string; row: GrantRow }[]> {
  const rows = await db()
    .select({ id: assistanceGrant.id, since: assistanceGrant.createdAt, storeName: store.name, consultant: staff.name })
    .from(assistanceGrant)
    .innerJoin(store, eq(store.id, assistanceGrant.storeId))
    .innerJoin(staff, eq(staff.id, assistanceGrant.staffId))
    .where(and(eq(assistanceGrant.shopperId, scopeId), isActiveGrant));
  return rows.map(({ id, since, storeName, consultant }) => ({
    entity: "grant",
    entityId: id,
    row: { grantId: id, storeName, consultant, since: since.toISOString() },
  }));
}

const isGrantOfTablet = (actor: StaffActor & { storeDeviceId: string }) =>
  and(
    eq(assistanceGrant.storeDeviceId, actor.storeDeviceId),
    eq(assistanceGrant.staffId, actor.staffId),
    isActiveGrant,
  );

/** The shoppers' scopes that a tablet may see and change now: those granted to the consultant of the running shift. */
export async function listGrantedScopes(actor: Actor): Promise<string[]> {
  if (actor.kind !== "staff" || !actor.storeDeviceId) return [];
  const rows = await db()
    .select({ shopperId: assistanceGrant.shopperId })
    .from(assistanceGrant)
    .where(isGrantOfTablet({ ...actor, storeDeviceId: actor.storeDeviceId }));
  return rows.map((r) => r.shopperId);
}

/** The customer whom this tablet assists now, or null. */
export async function findAssistedShopper(
  actor: StaffActor & { storeDeviceId: string },
): Promise<AssistedShopper | null> {
  const [row] = await db()
    .select({ grant: assistanceGrant, name: shopper.name, kind: shopper.kind })
    .from(assistanceGrant)
    .innerJoin(shopper, eq(shopper.id, assistanceGrant.shopperId))
    .where(isGrantOfTablet(actor))
    .orderBy(desc(assistanceGrant.createdAt))
    .limit(1);
  if (!row) return null;
  return {
    grantId: row.grant.id,
    scopeId: row.grant.shopperId,
    name: row.name,
    account: row.kind === "account",
    since: row.grant.createdAt.toISOString(),
  };
}
