import { randomUUID } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { variant } from "@/db/schema/catalogue";
import { assertOwner } from "@/server/access/actors";
import { removeCartLines } from "@/server/cart/commands";
import { holdStock } from "@/server/inventory/commands";
import { computePickupTimes } from "@/server/inventory/queries";
import { sumByVariant } from "@/server/inventory/rules";
import { now } from "@/server/platform/clock";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError, isAppError } from "@/server/platform/errors";
import { buildKeyScope, runIdempotent } from "@/server/platform/idempotency";
import { getCommonCurrency } from "@/server/platform/money";
import { awaitAll } from "@/server/platform/transaction";
import { recordNoticeShown } from "@/server/shoppers/consents/commands";
import { getStore, getWorkloads } from "@/server/stores/queries";
import { getEndOfNextOpeningDay } from "@/server/stores/rules";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import type { By } from "@/server/sync/schema";
import { resolveContact } from "./contact";
import { announcePickup } from "./events";
import { expirePickups } from "./expire";
import { insertPickup } from "./insert";
import { assertWithinLimits } from "./limits";
import { toShopperRow } from "./queries";
import type { PickupRow, ReserveInput } from "./schema";

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
  return toShopperRow(await announcePickup(tx, announce, { pickupId: id, by }));
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
