import { randomInt, randomUUID } from "node:crypto";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { variant } from "@/db/schema/catalogue";
import { pickup, type pickupLine } from "@/db/schema/orders";
import { assertOwner } from "@/server/access/actors";
import { removeCartLines } from "@/server/cart/commands";
import { extendHolds, holdStock, releaseHolds } from "@/server/inventory/commands";
import { computePickupTimes } from "@/server/inventory/queries";
import { sumByVariant } from "@/server/inventory/rules";
import { now, sqlNow } from "@/server/platform/clock";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError, isAppError } from "@/server/platform/errors";
import { buildKeyScope, runIdempotent } from "@/server/platform/idempotency";
import { getCommonCurrency } from "@/server/platform/money";
import { awaitAll } from "@/server/platform/transaction";
import { recordNoticeShown } from "@/server/shoppers/consents/commands";
import { getStore, getWorkloads } from "@/server/stores/queries";
import { getEndOfNextOpeningDay } from "@/server/stores/rules";
import type { StoreView } from "@/server/stores/schema";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { applyPickupToOrder } from "../refund-difference";
import { resolveContact } from "./contact";
import { announcePickup } from "./events";
import { expirePickups } from "./expire";
import { assertWithinLimits } from "./limits";
import { toShopperRow } from "./queries";
import { getPickupSources, isOpen } from "./rules";
import type { PickupId, PickupRow, ReserveInput } from "./schema";

/** The idempotency scope of reservations: stored, never changes. */
export const reserveProcedure = "orders.pickup.reserve";

/**
 * Reserves items in one store until the end of its next opening day. Lines that name a cart
 * line are moved out of the cart in the same transaction. A repeated `key` gives the first result. Throws OUT_OF_STOCK,
 * UNKNOWN_VARIANT, MIXED_CURRENCIES, OTHER_CURRENCY, STORE_CLOSED, NOT_FOUND (store, cart line), TOO_MANY_PIECES,
 * TOO_MANY_RESERVATIONS, ALREADY_RESERVED (in another store; details: `pickupId`, `storeName`), CONTACT_NEEDED,
 * CONTACT_WRONG, CONFLICT (the cart line has changed), IDEMPOTENCY_MISMATCH.
 */
export async function reserve(ctx: Ctx, input: ReserveInput): Promise<PickupRow> {
  const actor = assertOwner(ctx);
  const { key, ...args } = input;
  const attempt = () =>
    commitWithChanges((tx, announce) =>
      runIdempotent(tx, { scope: buildKeyScope(actor, reserveProcedure), key, args }, () =>
        reserveInTransaction(tx, announce, {
          actor,
          input,
          regions: ctx.regions,
          locale: ctx.locale,
        }),
      ),
    );
  try {
    return await attempt();
  } catch (e) {
    // The missing items may be held by overdue reservations that no sweep has expired yet.
    const swept =
      isAppError(e) && e.appCode === "OUT_OF_STOCK" && (await expirePickups({ storeId: input.storeId })) > 0;
    if (!swept) throw e;
    return attempt();
  }
}

type ReserveContext = Pick<Ctx, "regions" | "locale"> & {
  actor: ShopperActor;
  input: ReserveInput;
};

/** Reserves once, inside a transaction of `commitWithChanges`; throws what `reserve` throws. */
export async function reserveInTransaction(
  tx: Tx,
  announce: Announce,
  { actor, input, regions, locale }: ReserveContext,
): Promise<PickupRow> {
  const { shopperId } = actor;
  const items = sumByVariant(input.lines);
  await assertWithinLimits(tx, shopperId, { storeId: input.storeId, items });
  const prices = await getPrices(
    tx,
    items.map((i) => i.variantId),
  );
  const times = await getReservationTimes(tx, input.storeId);
  const contact = await resolveContact(tx, input.contact, { shopperId, country: times.country, regions });
  await recordNoticeShown(tx, actor, shopperId);
  const id = randomUUID();
  const { storeId } = input;
  await holdStock(tx, {
    storeId,
    items,
    ownerId: shopperId,
    referenceId: id,
    purpose: "pickup",
    expiresAt: times.until,
  });
  const { promisedAt, until: expiresAt } = times;
  const lines = items.map((i) => ({ ...i, ...(prices.get(i.variantId) as Price) }));
  await insertPickup(tx, { id, storeId, shopperId, locale, promisedAt, expiresAt, ...contact }, lines);
  const by: By = { device: actor.device };
  await removeFromCart(tx, announce, { shopperId, lines: input.lines, by });
  return toShopperRow(await announcePickup(tx, announce, id, by));
}

type Price = { priceMinor: number; currency: string };

/** Reads today's prices; one reservation is paid at once, in the retailer's currency. */
async function getPrices(tx: Tx, variantIds: string[]): Promise<Map<string, Price>> {
  const rows = await tx
    .select({ id: variant.id, priceMinor: variant.priceMinor, currency: variant.currency })
    .from(variant)
    .where(and(inArray(variant.id, variantIds), eq(variant.active, true)));
  const unknown = variantIds.find((id) => !rows.some((r) => r.id === id));
  if (unknown) throw new AppError("UNKNOWN_VARIANT", { variantId: unknown });
  if (getCommonCurrency(rows) !== env().CURRENCY) throw new AppError("OTHER_CURRENCY");
  return new Map(rows.map(({ id, ...price }) => [id, price]));
}

async function getReservationTimes(
  tx: Tx,
  storeId: string,
): Promise<{ promisedAt: Date; until: Date; country: string }> {
  const store = await getStore(storeId, tx);
  const [at, workload] = await awaitAll([now(tx), getWorkloads([storeId], tx)]);
  const { promisedAt, heldUntil } = computePickupTimes(store, at.getTime(), workload.get(storeId) ?? 0);
  if (promisedAt === null || heldUntil === null) throw new AppError("STORE_CLOSED", { storeId });
  // With a long queue the promise may be later than the next opening day: the hold never ends before the promised day.
  const until = heldUntil > promisedAt ? heldUntil : (getEndOfNextOpeningDay(store, promisedAt) ?? heldUntil);
  return { promisedAt: new Date(promisedAt), until: new Date(until), country: store.country };
}

type NewPickup = Omit<typeof pickup.$inferInsert, "code" | "status" | "id" | "locale" | "currency"> & {
  id: string;
  locale: Ctx["locale"];
};
type NewLine = Omit<typeof pickupLine.$inferInsert, "pickupId">;

/** Inserts a pickup with its lines. Codes repeat over time, but never among the open pickups of one store. */
async function insertPickup(tx: Tx, p: NewPickup, lines: NewLine[]): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    const [inserted] = await tx.execute(sql`
      with made as (
        insert into pickup (id, code, store_id, shopper_id, order_id, currency, status, contact_name, contact, locale,
          promised_at, expires_at)
        values (${p.id}, ${code}, ${p.storeId}, ${p.shopperId}, ${p.orderId ?? null}, ${getCommonCurrency(lines)}, 'reserved', ${p.contactName},
          ${p.contact}, ${p.locale}, ${p.promisedAt.toISOString()}, ${p.expiresAt.toISOString()})
        on conflict do nothing returning id
      ), goods as (
        insert into pickup_line (pickup_id, variant_id, quantity, price_minor, currency)
        select m.id, x."variantId", x.quantity, x."priceMinor", x.currency
        from made m, jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb)
          as x("variantId" uuid, quantity int, "priceMinor" int, currency text)
      ) select id from made`);
    if (inserted) return;
  }
  throw new AppError("CONFLICT");
}

type PaidPickup = Pick<NewPickup, "shopperId" | "contactName" | "contact" | "expiresAt" | "locale"> & {
  /** The fulfilment's id, which the holds refer to. */
  id: string;
  /** The time of payment, ms since 1970 by the database's clock. */
  at: number;
  orderId: string;
  store: StoreView;
  /** The quantity the store has to pick. */
  workload: number;
  lines: NewLine[];
};

/**
 * Puts a paid fulfilment of an order into its store's queue, inside the transaction that takes the payment; the caller
 * announces it.
 */
export async function insertPaidPickup(tx: Tx, { store, lines, at, workload, ...paid }: PaidPickup): Promise<void> {
  // A store that was closed meanwhile still has the items: the promise is the end of the hold.
  const promise = computePickupTimes(store, at, workload).promisedAt;
  const promisedAt = promise === null ? paid.expiresAt : new Date(promise);
  await insertPickup(tx, { ...paid, storeId: store.id, promisedAt }, lines);
}

async function removeFromCart(
  tx: Tx,
  announce: Announce,
  { shopperId, lines, by }: { shopperId: string; lines: ReserveInput["lines"]; by: By },
): Promise<void> {
  const expected = new Map(lines.flatMap((l) => (l.lineKey ? [[l.lineKey, l] as const] : [])));
  if (expected.size === 0) return;
  const removed = await removeCartLines(tx, announce, { shopperId, lineKeys: [...expected.keys()], by });
  for (const line of removed) {
    const match = expected.get(line.lineKey);
    if (!match || match.quantity !== line.quantity || match.variantId !== line.variantId)
      throw new AppError("CONFLICT");
  }
}

const isOwnPickup = (actor: ShopperActor, { pickupId }: PickupId) =>
  and(eq(pickup.id, pickupId), eq(pickup.shopperId, actor.shopperId));

/** Throws why a guarded move of the shopper's own pickup met no row: NOT_FOUND, or WRONG_STATUS. */
async function refuseMove(tx: Tx, where: ReturnType<typeof isOwnPickup>): Promise<never> {
  const [row] = await tx.select({ status: pickup.status, extendedAt: pickup.extendedAt }).from(pickup).where(where);
  if (!row) throw new AppError("NOT_FOUND");
  if (row.extendedAt && isOpen(row.status)) throw new AppError("ALREADY_EXTENDED");
  throw new AppError("WRONG_STATUS", { status: row.status });
}

/** Cancels the shopper's own reservation and releases its items. Throws NOT_FOUND, WRONG_STATUS. */
export async function cancel(ctx: Ctx, input: PickupId): Promise<PickupRow> {
  const actor = assertOwner(ctx);
  return commitWithChanges((tx, announce) => cancelInTransaction(tx, announce, actor, input));
}

/** `cancel` inside a transaction of `commitWithChanges`. */
export async function cancelInTransaction(
  tx: Tx,
  announce: Announce,
  actor: ShopperActor,
  input: PickupId,
): Promise<PickupRow> {
  const where = isOwnPickup(actor, input);
  const moved = await tx
    .update(pickup)
    .set({ status: "cancelled", endedAt: sqlNow, updatedAt: sqlNow })
    .where(and(where, inArray(pickup.status, getPickupSources("cancelled"))))
    .returning({ id: pickup.id });
  if (moved.length === 0) return refuseMove(tx, where);
  await releaseHolds(tx, { referenceId: input.pickupId });
  await applyPickupToOrder(tx, announce, input.pickupId, { by: { device: actor.device } });
  return toShopperRow(await announcePickup(tx, announce, input.pickupId, { device: actor.device }));
}

/**
 * Extends the reservation to the end of the next opening day, once. Throws NOT_FOUND, ALREADY_EXTENDED, WRONG_STATUS,
 * STORE_CLOSED.
 */
export async function extend(ctx: Ctx, input: PickupId): Promise<PickupRow> {
  const actor = assertOwner(ctx);
  return commitWithChanges(async (tx, announce) => {
    const where = isOwnPickup(actor, input);
    const open = and(inArray(pickup.status, getPickupSources("expired")), sql`${pickup.expiresAt} > ${sqlNow}`);
    const [row] = await tx
      .update(pickup)
      .set({ extendedAt: sqlNow, updatedAt: sqlNow })
      .where(and(where, isNull(pickup.extendedAt), open))
      .returning({ storeId: pickup.storeId, expiresAt: pickup.expiresAt });
    if (!row) return refuseMove(tx, where);
    const until = getEndOfNextOpeningDay(await getStore(row.storeId, tx), row.expiresAt.getTime() - 1);
    if (until === null) throw new AppError("STORE_CLOSED", { storeId: row.storeId });
    const expiresAt = new Date(until);
    await tx.update(pickup).set({ expiresAt }).where(where);
    await extendHolds(tx, input.pickupId, expiresAt);
    return toShopperRow(await announcePickup(tx, announce, input.pickupId, { device: actor.device }));
  });
}

/** Reassigns a shopper's pickups, or those of `only`, inside a merge's or split's transaction. Returns their ids. */
export async function reassignPickups(
  tx: Tx,
  announce: Announce,
  from: string,
  to: string,
  only?: string[],
): Promise<string[]> {
  const moved = await tx
    .update(pickup)
    .set({ shopperId: to })
    .where(and(eq(pickup.shopperId, from), only && inArray(pickup.id, only)))
    .returning({ id: pickup.id });
  for (const { id } of moved) await announcePickup(tx, announce, id, {});
  return moved.map(({ id }) => id);
}
