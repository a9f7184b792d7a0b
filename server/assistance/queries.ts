import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { clientGrant, shopper, staff } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { sqlNow } from "@/server/platform/clock";
import type { Actor, StaffActor } from "@/server/platform/context";
import type { AssistedShopper, GrantRow } from "./schema";

const isActiveGrant = and(isNull(clientGrant.endedAt), gt(clientGrant.expiresAt, sqlNow));

/** The current grants: entity `grant` of the shopper's scope. */
export async function listGrantRows(scopeId: string): Promise<{ entity: "grant"; entityId: string; row: GrantRow }[]> {
  const rows = await db()
    .select({ id: clientGrant.id, since: clientGrant.createdAt, storeName: store.name, consultant: staff.name })
    .from(clientGrant)
    .innerJoin(store, eq(store.id, clientGrant.storeId))
    .innerJoin(staff, eq(staff.id, clientGrant.staffId))
    .where(and(eq(clientGrant.shopperId, scopeId), isActiveGrant));
  return rows.map(({ id, since, storeName, consultant }) => ({
    entity: "grant",
    entityId: id,
    row: { grantId: id, storeName, consultant, since: since.toISOString() },
  }));
}

const isGrantOfTablet = (actor: StaffActor & { storeDeviceId: string }) =>
  and(eq(clientGrant.storeDeviceId, actor.storeDeviceId), eq(clientGrant.staffId, actor.staffId), isActiveGrant);

/** The shoppers' scopes that a tablet may see and change now: those granted to the consultant of the running shift. */
export async function listGrantedScopes(actor: Actor): Promise<string[]> {
  if (actor.kind !== "staff" || !actor.storeDeviceId) return [];
  const rows = await db()
    .select({ shopperId: clientGrant.shopperId })
    .from(clientGrant)
    .where(isGrantOfTablet({ ...actor, storeDeviceId: actor.storeDeviceId }));
  return rows.map((r) => r.shopperId);
}

/** The customer whom this tablet assists now, or null. */
export async function findAssistedShopper(
  actor: StaffActor & { storeDeviceId: string },
): Promise<AssistedShopper | null> {
  const [row] = await db()
    .select({ grant: clientGrant, name: shopper.name, kind: shopper.kind })
    .from(clientGrant)
    .innerJoin(shopper, eq(shopper.id, clientGrant.shopperId))
    .where(isGrantOfTablet(actor))
    .orderBy(desc(clientGrant.createdAt))
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
