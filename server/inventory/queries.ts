import { type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { now } from "@/server/platform/clock";
import { getStore, getWorkloads, listStores } from "@/server/stores/queries";
import { computeDistanceKm, computePromise, getEndOfNextOpeningDay } from "@/server/stores/rules";
import type { StoreView } from "@/server/stores/schema";
import { getPreparationMinutes } from "./rules";
import type { Availability, CheckedStoreAvailability, ItemQuantity } from "./schema";

/**
 * The free quantity of the `stock_level` that the statement joined as `level`; an overdue hold no longer counts, even before
 * it is swept.
 */
export const availableSql = (level: string): SQL<number> => {
  const l = sql.raw(level);
  return sql`${l}.on_hand - ${l}.reserved + coalesce((select sum(overdue.quantity) from stock_hold overdue
    where overdue.variant_id = ${l}.variant_id and overdue.store_id = ${l}.store_id and overdue.ended_at is null
      and overdue.expires_at <= clock_now()), 0)`;
};

const toIso = (moment: number | null) => (moment === null ? null : new Date(moment).toISOString());

/**
 * Computes when a pickup reserved now would be ready and until when it would be held, as times; null when the store
 * does not open.
 */
export function computePickupTimes(store: StoreView, moment: number, workload: number) {
  return {
    promisedAt: computePromise(store, moment, getPreparationMinutes(store.pickupMinutes, workload)),
    heldUntil: getEndOfNextOpeningDay(store, moment),
  };
}

/** Returns what each store has of a product's variants. An unknown product has no stock anywhere. */
export async function getAvailability({ productId }: { productId: string }): Promise<Availability> {
  const { now: checkedAt, stores } = await listStores();
  const [rows, workload] = await Promise.all([
    db().execute<{ store_id: string; variant_id: string; free: string }>(sql`
      select l.store_id, l.variant_id, ${availableSql("l")} as free
      from stock_level l join variant v on v.id = l.variant_id
      where v.product_id = ${productId} and v.active`),
    getWorkloads(stores.map((s) => s.id)),
  ]);
  return {
    checkedAt,
    stores: stores.map((store) => {
      const storeRows = rows.filter((r) => r.store_id === store.id);
      const times = computePickupTimes(store, Date.parse(checkedAt), workload.get(store.id) ?? 0);
      return {
        storeId: store.id,
        pieces: Object.fromEntries(storeRows.map((r) => [r.variant_id, Number(r.free)])),
        promisedAt: toIso(times.promisedAt),
        heldUntil: toIso(times.heldUntil),
      };
    }),
  };
}

/** Returns free quantities of variants in one store; a variant the store never had is absent. */
export async function getAvailableInStore(
  storeId: string,
  variantIds: string[],
  on: Db | Tx = db(),
): Promise<Map<string, number>> {
  if (variantIds.length === 0) return new Map();
  const rows = await on.execute<{ variant_id: string; free: string }>(sql`
    select l.variant_id, ${availableSql("l")} as free from stock_level l
    where l.store_id = ${storeId} and l.variant_id in ${variantIds}`);
  return new Map(rows.map((r) => [r.variant_id, Number(r.free)]));
}

/**
 * Selects free quantities of variants in every store that has them, as `store_id`, `variant_id` and `free`; what
 * `ownerId` holds in a pending order counts as free, since buyers are not blocked by their own holds.
 */
export const availableEverywhereSql = (isVariant: SQL, ownerId: string | null): SQL => sql`
  select l.store_id, l.variant_id, (${availableSql("l")} + coalesce((select sum(h.quantity) from stock_hold h
    where h.owner_id = ${ownerId}::uuid and h.purpose = 'order' and h.variant_id = l.variant_id
      and h.store_id = l.store_id and h.ended_at is null and h.expires_at > clock_now()
      and exists (select from fulfilment f where f.id = h.reference_id and f.status = 'waiting')), 0))::int as free
  from stock_level l where l.variant_id ${isVariant}`;

/** Returns what a store has of some variants, as for a whole cart. Throws NOT_FOUND for an unknown store. */
export async function getStoreAvailability({
  storeId,
  variantIds,
}: {
  storeId: string;
  variantIds: string[];
}): Promise<CheckedStoreAvailability> {
  const [store, at, workload, pieces] = await Promise.all([
    getStore(storeId),
    now(),
    getWorkloads([storeId]),
    getAvailableInStore(storeId, variantIds),
  ]);
  const times = computePickupTimes(store, at.getTime(), workload.get(storeId) ?? 0);
  return {
    checkedAt: at.toISOString(),
    storeId,
    pieces: Object.fromEntries(pieces),
    promisedAt: toIso(times.promisedAt),
    heldUntil: toIso(times.heldUntil),
  };
}

export type NearestStore = { storeId: string; name: string; pieces: number };

/** Finds the store nearest to `storeId` that has all of `items`, or null; `pieces` is what it has of the first. */
export async function findNearestStoreWithAll(
  { items, storeId }: { items: ItemQuantity[]; storeId: string },
  on: Db | Tx = db(),
): Promise<NearestStore | null> {
  const requested = sql`jsonb_to_recordset(${JSON.stringify(items)}::text::jsonb) as i("variantId" uuid, quantity int)`;
  const rows = await on.execute<{
    id: string;
    name: string;
    latitude: number | null;
    longitude: number | null;
    pieces: string;
    all: boolean;
  }>(sql`
    select s.id, s.name, s.latitude, s.longitude,
      coalesce((select ${availableSql("l")} from stock_level l
        where l.store_id = s.id and l.variant_id = ${items[0]?.variantId ?? null}::uuid), 0) as pieces,
      not exists (select from ${requested} left join stock_level l on l.store_id = s.id and l.variant_id = i."variantId"
        where coalesce(${availableSql("l")}, 0) < i.quantity) as all
    from store s where s.active order by s.position`);
  const here = rows.find((r) => r.id === storeId);
  const distanceTo = (r: (typeof rows)[number]) =>
    (here ? computeDistanceKm(here, r) : null) ?? Number.POSITIVE_INFINITY;
  const [best] = rows.filter((r) => r.id !== storeId && r.all).sort((a, b) => distanceTo(a) - distanceTo(b));
  return best ? { storeId: best.id, name: best.name, pieces: Number(best.pieces) } : null;
}

/** Finds the store nearest to `storeId` that has `quantity` of the variant, or null. */
export const findNearestStoreWith = (
  { variantId, quantity, storeId }: ItemQuantity & { storeId: string },
  on: Db | Tx = db(),
): Promise<NearestStore | null> => findNearestStoreWithAll({ items: [{ variantId, quantity }], storeId }, on);

/** Lists rows that break an invariant of stock: always empty (invariants I1 and I3). Runs after every fault test. */
export async function listStockViolations(): Promise<Record<string, unknown>[]> {
  return db().execute(sql`
    with held as (
      select variant_id, store_id, sum(quantity) as pieces from stock_hold where ended_at is null group by 1, 2),
    moved as (select variant_id, store_id, sum(delta) as pieces from stock_movement group by 1, 2)
    select 'level' as broken, l.variant_id::text as id, l.on_hand, l.reserved, m.pieces as ledger, h.pieces as held
    from stock_level l left join held h using (variant_id, store_id) left join moved m using (variant_id, store_id)
    where l.on_hand <> coalesce(m.pieces, 0) or l.reserved <> coalesce(h.pieces, 0)
      or l.reserved < 0 or l.reserved > l.on_hand
    union all
    select 'hold', id::text, quantity, null, null, null from stock_hold
    where (ended_at is null) <> (outcome is null)
      or (ended_at is null and expires_at < clock_now() - interval '60 seconds')`);
}
