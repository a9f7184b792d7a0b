import { type SQL, sql } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import { type LocalisedText, toUuidArray } from "@/db/columns";
import { jsonArray } from "@/db/json";
import { cartLineJson } from "@/server/cart/queries";
import type { CartLineRow } from "@/server/cart/schema";
import { availableEverywhereSql } from "@/server/inventory/queries";
import { storeJson, workloadSql } from "@/server/stores/queries";
import type { StoreView } from "@/server/stores/schema";

/** An item's title and price of today. */
type VariantInputs = { title: LocalisedText; option: string; minor: number; currency: string; active: boolean };
/** Everything a quote is computed from. */
export type QuoteInputs = {
  at: Date;
  /** Open stores, in the retailer's order. */
  stores: Map<string, StoreView>;
  /** Free quantities by store and variant. */
  available: Map<string, Map<string, number>>;
  /** The stores' workload, as a quantity of items. */
  workloads: Map<string, number>;
  variants: Map<string, VariantInputs>;
};
type Row = {
  at: string;
  stores: StoreView[];
  free: { store_id: string; variant_id: string; free: number }[] | null;
  waiting: { store_id: string; pieces: number }[] | null;
  goods: (Omit<VariantInputs, "option"> & { id: string; options: string[] })[] | null;
};

const jsonRowsSql = (statement: SQL): SQL => sql`(select json_agg(r) from (${statement}) r)`;

const inputsSql = (variants: SQL, pickups: SQL, ownerId: string | null): SQL => sql`
  select clock_now() as at,
    ${jsonArray(storeJson, sql`from store where active`, sql`order by position, name`)} as stores,
    ${jsonRowsSql(availableEverywhereSql(sql`= any(${variants})`, ownerId))} as free,
    ${jsonRowsSql(workloadSql(sql`= any(${pickups})`))} as waiting,
    ${jsonRowsSql(sql`select v.id, v.price_minor as minor, v.currency, p.title, v.active and p.active as active,
        array_remove(array[v.option1, v.option2, v.option3], '') as options
      from variant v join product p on p.id = v.product_id where v.id = any(${variants})`)} as goods`;

function toQuoteInputs(row: Row | undefined): QuoteInputs {
  if (!row) throw new Error("query returned no row");
  const free: QuoteInputs["available"] = new Map();
  for (const { store_id, variant_id, free: quantity } of row.free ?? []) {
    const storeLevels = free.get(store_id) ?? new Map<string, number>();
    free.set(store_id, storeLevels.set(variant_id, quantity));
  }
  return {
    at: new Date(row.at),
    stores: new Map(row.stores.map((s) => [s.id, s])),
    available: free,
    workloads: new Map((row.waiting ?? []).map((w) => [w.store_id, w.pieces])),
    variants: new Map(
      (row.goods ?? []).map(({ id, options, ...rest }) => [id, { ...rest, option: options.join(" / ") }]),
    ),
  };
}

type InputsQuery = { variantIds: string[]; pickupStoreIds: string[]; ownerId: string | null };

/** Reads these variants, what `ownerId` may still hold of them, and these stores for pickups; one statement. */
export async function getQuoteInputs({ variantIds, pickupStoreIds, ownerId }: InputsQuery): Promise<QuoteInputs> {
  const [row] = await runPrepared<Row>(inputsSql(toUuidArray(variantIds), toUuidArray(pickupStoreIds), ownerId));
  return toQuoteInputs(row);
}

/** A cart's lines with their catalogue data. */
export type CartInputs = {
  lines: CartLineRow[];
  /** The destination country of the draft, if any. */
  country: string | null;
  inputs: QuoteInputs;
};

/** Reads what is in a shopper's cart; one statement. */
export async function getCartInputs(shopperId: string): Promise<CartInputs> {
  const ofCart = sql`from cart_line where scope_id = ${shopperId}::uuid and quantity > 0`;
  const variants = sql`array(select variant_id ${ofCart})`;
  const pickups = sql`array(select store_id ${ofCart} and store_id is not null)`;
  const [row] = await runPrepared<Row & Pick<CartInputs, "country" | "lines">>(sql`
    ${inputsSql(variants, pickups, shopperId)},
      ${jsonArray(cartLineJson, ofCart, sql`order by born_version, line_key`)} as lines,
      (select address->>'country' from checkout_draft where shopper_id = ${shopperId}::uuid) as country`);
  return { inputs: toQuoteInputs(row), lines: row?.lines ?? [], country: row?.country ?? null };
}
