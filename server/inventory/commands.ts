import { and, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { toUuidArray } from "@/db/columns";
import { stockHold, stockLevel, stockMovement } from "@/db/schema/inventory";
import { sqlNow } from "@/server/platform/clock";
import { AppError } from "@/server/platform/errors";
import { getAvailableInStore } from "./queries";
import { sumByVariant } from "./rules";
import type { ItemQuantity } from "./schema";

type Hold = typeof stockHold.$inferSelect;
/** A quantity to hold for an owner until a time; `referenceId` is what it is held for. */
export type HoldRequest = {
  storeId: string;
  items: ItemQuantity[];
  ownerId: string;
  referenceId: string;
  purpose: Hold["purpose"];
  expiresAt: Date;
};

type StockKey = { variantId: string; storeId: string };
/** The order in which stock is locked. */
const compareStock = (a: StockKey, b: StockKey) =>
  `${a.variantId}${a.storeId}` < `${b.variantId}${b.storeId}` ? -1 : 1;
const isLevel = (p: StockKey) => and(eq(stockLevel.variantId, p.variantId), eq(stockLevel.storeId, p.storeId));

/** The guard that keeps the last item from being promised twice. */
export const hasAvailable = (quantity: number): SQL =>
  sql`${stockLevel.onHand} - ${stockLevel.reserved} >= ${quantity}`;

/**
 * Builds the command that holds stock, one hold for each request and variant. Stock is locked by variant, then store: a
 * consistent lock order, to avoid deadlocks. Throws OUT_OF_STOCK with the variant and what is left of it; then nothing
 * is held.
 */
export const holdStockWith =
  (guard: (quantity: number) => SQL) =>
  async (tx: Tx, ...requests: HoldRequest[]): Promise<void> => {
    const sorted = requests
      .flatMap(({ items, ...hold }) => sumByVariant(items).map((item) => ({ ...hold, ...item })))
      .sort((a, b) => compareStock(a, b));
    for (const { variantId, storeId, quantity, ...hold } of sorted) {
      // One statement: all buyers of the same items wait while it runs.
      const [held] = await tx.execute(sql`
        with level as (
          update stock_level set reserved = reserved + ${quantity}, updated_at = clock_now()
          where variant_id = ${variantId} and store_id = ${storeId} and ${guard(quantity)}
          returning variant_id, store_id)
        insert into stock_hold (variant_id, store_id, quantity, owner_id, purpose, reference_id, expires_at)
        select variant_id, store_id, ${quantity}::int, ${hold.ownerId}::uuid, ${hold.purpose}, ${hold.referenceId}::uuid,
          ${hold.expiresAt.toISOString()}::timestamptz
        from level returning id`);
      if (!held) {
        const available = (await getAvailableInStore(storeId, [variantId], tx)).get(variantId) ?? 0;
        throw new AppError("OUT_OF_STOCK", { variantId, storeId, available });
      }
    }
  };

export const holdStock = holdStockWith(hasAvailable);

/** The open holds of a reference, or of several: all, or those of some variants. */
export type HoldRef = { referenceId: string | string[]; variantIds?: string[] };
const referenceIn = (ids: string | string[]) => inArray(stockHold.referenceId, [ids].flat());

/** Ends open holds, each once. Returns the ended ones in the order in which stock is locked. */
async function endHolds(tx: Tx, ref: HoldRef, outcome: "consumed" | "released"): Promise<Hold[]> {
  const ended = await tx
    .update(stockHold)
    .set({ endedAt: sqlNow, outcome })
    .where(
      and(
        referenceIn(ref.referenceId),
        isNull(stockHold.endedAt),
        ref.variantIds ? inArray(stockHold.variantId, ref.variantIds) : undefined,
      ),
    )
    .returning();
  return ended.sort(compareStock);
}

/** Releases holds: their stock is free again. Returns how many holds ended now. */
export async function releaseHolds(tx: Tx, ref: HoldRef): Promise<number> {
  const ended = await endHolds(tx, ref, "released");
  for (const hold of ended) {
    await tx
      .update(stockLevel)
      .set({ reserved: sql`${stockLevel.reserved} - ${hold.quantity}`, updatedAt: sqlNow })
      .where(isLevel(hold));
  }
  return ended.length;
}

/**
 * Fulfils holds: their items leave the store's stock (collected, or not found on the shelf). Returns how many holds
 * ended now.
 */
export async function fulfilHolds(
  tx: Tx,
  ref: HoldRef,
  cause: { reason: "collected" | "sold" | "correction"; actorId: string | null },
): Promise<number> {
  const ended = await endHolds(tx, ref, "consumed");
  for (const hold of ended) {
    const { variantId, storeId, quantity } = hold;
    await tx
      .update(stockLevel)
      .set({
        onHand: sql`${stockLevel.onHand} - ${quantity}`,
        reserved: sql`${stockLevel.reserved} - ${quantity}`,
        updatedAt: sqlNow,
      })
      .where(isLevel(hold));
    await tx
      .insert(stockMovement)
      .values({ variantId, storeId, delta: -quantity, referenceId: hold.referenceId, ...cause });
  }
  return ended.length;
}

/** Extends the open holds of a reference. Returns how many. */
export async function extendHolds(tx: Tx, referenceId: string | string[], until: Date): Promise<number> {
  const rows = await tx.execute(sql`update stock_hold set expires_at = ${until.toISOString()}
    where reference_id = any(${toUuidArray([referenceId].flat())}) and ended_at is null returning id`);
  return rows.length;
}

/** Adds a quantity to a level, or deducts it, with the ledger entry (found again, counted anew). */
export async function adjustOnHand(
  tx: Tx,
  { variantId, storeId, delta, actorId }: { variantId: string; storeId: string; delta: number; actorId: string | null },
): Promise<void> {
  await tx
    .update(stockLevel)
    .set({ onHand: sql`${stockLevel.onHand} + ${delta}`, updatedAt: sqlNow })
    .where(and(eq(stockLevel.variantId, variantId), eq(stockLevel.storeId, storeId)));
  await tx.insert(stockMovement).values({ variantId, storeId, delta, reason: "correction", actorId });
}

export type CountedLevel = { variantId: string; storeId: string; onHand: number };

/**
 * The guards of an import during sales: the lock keeps a level unchanged between its read and its write, and `least`
 * keeps what is held.
 */
export const onHandGuards = { lock: sql`for update of l`, least: sql`greatest(i."onHand", l.reserved)` };

/**
 * Builds the command that sets the stock of stores to an import's count (≤ some thousand rows a call). Held stock
 * stays: a lower count ends at what is held. Returns how many levels changed.
 */
export const setOnHandWith =
  (guards: typeof onHandGuards) =>
  async (tx: Tx, levels: CountedLevel[], reason: "import" | "seed" | "correction"): Promise<number> => {
    if (levels.length === 0) return 0;
    const input = sql`jsonb_to_recordset(${JSON.stringify(levels)}::text::jsonb) as i("variantId" uuid, "storeId" uuid, "onHand" int)`;
    // A missing level is inserted with its quantity; the next statement updates one that was inserted meanwhile.
    const [first] = await tx.execute<{ made: number }>(sql`
    with fresh as (
      insert into stock_level (variant_id, store_id, on_hand)
      select distinct on (1, 2) "variantId", "storeId", "onHand" from ${input} order by 1, 2
      on conflict do nothing returning variant_id, store_id, on_hand),
    noted as (
      insert into stock_movement (variant_id, store_id, delta, reason)
      select variant_id, store_id, on_hand, ${reason} from fresh where on_hand > 0 returning id)
    select count(*)::int as made from noted`);
    const changed = await tx.execute(sql`
    with before as (
      select l.variant_id, l.store_id, l.on_hand, ${guards.least} as counted
      from stock_level l join ${input} on i."variantId" = l.variant_id and i."storeId" = l.store_id
      order by l.variant_id, l.store_id ${guards.lock}),
    changed as (
      update stock_level l set on_hand = b.counted, updated_at = clock_now() from before b
      where l.variant_id = b.variant_id and l.store_id = b.store_id and l.on_hand <> b.counted
      returning l.variant_id, l.store_id, b.counted - b.on_hand as delta)
    insert into stock_movement (variant_id, store_id, delta, reason)
    select variant_id, store_id, delta, ${reason} from changed returning id`);
    return (first?.made ?? 0) + changed.length;
  };

export const setOnHand = setOnHandWith(onHandGuards);
