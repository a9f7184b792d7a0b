import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shopperContact, shopperLogin } from "@/db/schema/contacts";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { type Carried, shopperMerge } from "@/db/schema/identity-graph";
import type { Announce } from "@/server/sync/commit";
import { redirectEndedScopes } from "@/server/sync/merged-scopes";
import { mergeConsents } from "../consents/commands";
import { appendEdge } from "./commands";

/** What a merge of two scopes carried over. */
export type CarriedEntities = Pick<Carried, "lines" | "favourites" | "pickups" | "orders" | "fittings" | "waits">;

/** Takes one shopper's cart, favourites, orders and bookings into another's: given in, as it spans later modules. */
export type MergeScopes = (tx: Tx, announce: Announce, fromId: string, intoId: string) => Promise<CarriedEntities>;

export type MergeInput = {
  fromId: string;
  intoId: string;
  source: "sign_in" | "review";
};

/**
 * Makes one shopper part of another, inside the caller's transaction, and writes down what was carried over, so that it can
 * be taken apart. Returns the merge's id, or null when `fromId` was merged before. A guest's devices become linked ones;
 * the devices of an account stay what they were.
 */
export async function mergeShoppers(
  tx: Tx,
  announce: Announce,
  { fromId, intoId, source }: MergeInput,
  mergeScopes: MergeScopes,
): Promise<string | null> {
  const [taken] = await tx
    .update(shopper)
    .set({ mergedInto: intoId })
    .where(and(eq(shopper.id, fromId), isNull(shopper.mergedInto)))
    .returning({ kind: shopper.kind });
  if (!taken) return null;
  const things = await mergeScopes(tx, announce, fromId, intoId);
  const devices = await moveDevices(tx, fromId, intoId, taken.kind);
  const contacts = await moveContacts(tx, fromId, intoId);
  const guests = await moveGuests(tx, fromId, intoId);
  await mergeConsents(tx, fromId, intoId);
  const [merged] = await tx
    .insert(shopperMerge)
    .values({ fromId, intoId, source, carried: { ...things, devices, contacts, guests } })
    .returning({ id: shopperMerge.id });
  if (!merged) throw new Error("the merge was not written");
  const edge = { shopperId: intoId, change: "link" as const, kind: "shopper" as const, targetId: fromId };
  await appendEdge(tx, { ...edge, verified: true, source, mergeId: merged.id });
  return merged.id;
}

async function moveDevices(
  tx: Tx,
  fromId: string,
  intoId: string,
  kind: "guest" | "account",
): Promise<Carried["devices"]> {
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

/** The account's addresses open the other one from now on; what that one calls primary stays so. */
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

/** Guests that had become part of it follow: nothing may lead to a shopper that is one no more. */
async function moveGuests(tx: Tx, fromId: string, intoId: string): Promise<string[]> {
  const moved = await tx
    .update(shopper)
    .set({ mergedInto: intoId })
    .where(eq(shopper.mergedInto, fromId))
    .returning({ id: shopper.id });
  await redirectEndedScopes(tx, fromId, intoId);
  return moved.map((g) => g.id);
}
