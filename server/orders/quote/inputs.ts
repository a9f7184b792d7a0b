import { type SQL, sql } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import { type LocalisedText, uuids } from "@/db/columns";
import { lineJson } from "@/server/cart/queries";
import { freeEverywhere } from "@/server/inventory/queries";
import { storeJson, waitingIn } from "@/server/stores/queries";
import type { StoreView } from "@/server/stores/schema";
import type { CartLineRow } from "@/server/cart/schema";

/** Goods as they are named and priced today. */
type Goods = { title: LocalisedText; option: string; minor: number; currency: string; active: boolean };
/** All that a quote is reckoned from. */
export type Facts = {
  at: Date;
  /** Those in business, in the retailer's order. */
  stores: Map<string, StoreView>;
  /** Free pieces by store and variant. */
  free: Map<string, Map<string, number>>;
  /** The stores' workload in pieces. */
  waiting: Map<string, number>;
  goods: Map<string, Goods>;
};
type Row = {
  at: string;
  stores: StoreView[] | null;
  free: { store_id: string; variant_id: string; free: number }[] | null;
  waiting: { store_id: string; pieces: number }[] | null;
  goods: (Omit<Goods, "option"> & { id: string; options: string[] })[] | null;
};

const rowsOf = (statement: SQL): SQL => sql`(select json_agg(r) from (${statement}) r)`;

const statement = (variants: SQL, pickups: SQL, ownerId: string | null): SQL => sql`
  select clock_now() as at,
    (select json_agg(${storeJson} order by store.position, store.name) from store where store.active) as stores,
    ${rowsOf(freeEverywhere(sql`= any(${variants})`, ownerId))} as free,
    ${rowsOf(waitingIn(sql`= any(${pickups})`))} as waiting,
    ${rowsOf(sql`select v.id, v.price_minor as minor, v.currency, p.title, v.active and p.active as active,
        array_remove(array[v.option1, v.option2, v.option3], '') as options
      from variant v join product p on p.id = v.product_id where v.id = any(${variants})`)} as goods`;

function read(row: Row | undefined): Facts {
  if (!row) throw new Error("the database told nothing");
  const free: Facts["free"] = new Map();
  for (const { store_id, variant_id, free: pieces } of row.free ?? []) {
    const shelf = free.get(store_id) ?? new Map<string, number>();
    free.set(store_id, shelf.set(variant_id, pieces));
  }
  return {
    at: new Date(row.at),
    stores: new Map((row.stores ?? []).map((s) => [s.id, s])),
    free,
    waiting: new Map((row.waiting ?? []).map((w) => [w.store_id, w.pieces])),
    goods: new Map((row.goods ?? []).map(({ id, options, ...rest }) => [id, { ...rest, option: options.join(" / ") }])),
  };
}

type About = { variantIds: string[]; pickupStoreIds: string[]; ownerId: string | null };

/** Asks about these variants, what `ownerId` may still take of them, and about these stores for pick-ups; one statement. */
export async function factsOf({ variantIds, pickupStoreIds, ownerId }: About): Promise<Facts> {
  const [row] = await runPrepared<Row>(statement(uuids(variantIds), uuids(pickupStoreIds), ownerId));
  return read(row);
}

/** A cart's lines with what is known about them. */
export type BagFacts = {
  lines: CartLineRow[];
  /** Where its owner wants to have it, if that was typed. */
  country: string | null;
  facts: Facts;
};

/** Asks about what is in a shopper's cart; one statement. */
export async function bagFactsOf(shopperId: string): Promise<BagFacts> {
  const isLine = sql`l.scope_id = ${shopperId}::uuid and l.quantity > 0`;
  const variants = sql`array(select l.variant_id from cart_line l where ${isLine})`;
  const pickups = sql`array(select l.store_id from cart_line l where ${isLine} and l.store_id is not null)`;
  const [row] = await runPrepared<Row & Pick<BagFacts, "country"> & { lines: CartLineRow[] | null }>(sql`
    ${statement(variants, pickups, shopperId)},
      (select json_agg(${lineJson} order by l.born_version, l.line_key) from cart_line l where ${isLine}) as lines,
      (select address->>'country' from checkout_draft where shopper_id = ${shopperId}::uuid) as country`);
  return { facts: read(row), lines: row?.lines ?? [], country: row?.country ?? null };
}
