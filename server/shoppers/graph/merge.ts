import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shopperContact, shopperLogin } from "@/db/schema/contacts";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { type Carried, shopperMerge } from "@/db/schema/identity-graph";
import type { Announce } from "@/server/sync/commit";
import { redirectEndedScopes } from "@/server/sync/merged-scopes";
import { mergeConsents } from "../consents/commands";
import { appendEdge } from "./commands";
import { scopeMerging } from "./reactions";

export type MergeInput = {
  fromId: string;
  intoId: string;
  source: "sign_in" | "review";
};

/**
 * Merges one shopper into another, inside the caller's transaction, and records what was carried over, so that the
 * merge can be split. Returns the merge's id, or null when `fromId` was merged before. A guest's devices become linked
 * ones; the devices of an account keep their access.
 */
export async function mergeShoppers(
  tx: Tx,
  announce: Announce,
  { fromId, intoId, source }: MergeInput,
): Promise<string | null> {
  const [taken] = await tx
    .update(shopper)
    .set({ mergedInto: intoId })
    .where(and(eq(shopper.id, fromId), isNull(shopper.mergedInto)))
    .returning({ kind: shopper.kind });
  if (!taken) return null;
  const entities = await scopeMerging.get().merge(tx, announce, fromId, intoId);
  const devices = await moveDevices(tx, { fromId, intoId, kind: taken.kind });
  const contacts = await moveContacts(tx, fromId, intoId);
  const guests = await moveGuests(tx, fromId, intoId);
  await mergeConsents(tx, fromId, intoId);
  const [merged] = await tx
    .insert(shopperMerge)
    .values({ fromId, intoId, source, carried: { ...entities, devices, contacts, guests } })
    .returning({ id: shopperMerge.id });
  if (!merged) throw new Error("the merge was not written");
  const edge = { shopperId: intoId, change: "link" as const, kind: "shopper" as const, targetId: fromId };
  await appendEdge(tx, { ...edge, verified: true, source, mergeId: merged.id });
  return merged.id;
}

type DeviceMove = { fromId: string; intoId: string; kind: "guest" | "account" };

async function moveDevices(tx: Tx, { fromId, intoId, kind }: DeviceMove): Promise<Carried["devices"]> {
  const live = and(eq(shopperDevice.shopperId, fromId), isNull(shopperDevice.revokedAt));
  const before = await tx
    .select({ id: shopperDevice.id, access: shopperDevice.access, guestId: shopperDevice.guestId })
    .from(shopperDevice)
    .where(live)
    .for("update");
  const access = kind === "guest" ? { access: "linked" as const } : {};
  await tx
    .update(shopperDevice)
    .set({ shopperId: intoId, guestId: fromId, ...access })
    .where(live);
  return before;
}

/** Moves the account's addresses to the other one, which keeps its own primary contacts. */
async function moveContacts(tx: Tx, fromId: string, intoId: string): Promise<string[]> {
  await tx.update(shopperLogin).set({ shopperId: intoId }).where(eq(shopperLogin.shopperId, fromId));
  const moved = await tx
    .update(shopperContact)
    .set({
      shopperId: intoId,
      isPrimary: sql`${shopperContact.isPrimary} and not exists (select 1 from shopper_contact o
        where o.shopper_id = ${intoId} and o.kind = ${shopperContact.kind} and o.is_primary)`,
    })
    .where(eq(shopperContact.shopperId, fromId))
    .returning({ id: shopperContact.id });
  return moved.map((c) => c.id);
}

/** Moves the guests merged earlier: nothing may lead to a merged shopper. */
async function moveGuests(tx: Tx, fromId: string, intoId: string): Promise<string[]> {
  const moved = await tx
    .update(shopper)
    .set({ mergedInto: intoId })
    .where(eq(shopper.mergedInto, fromId))
    .returning({ id: shopper.id });
  await redirectEndedScopes(tx, fromId, intoId);
  return moved.map((g) => g.id);
}
