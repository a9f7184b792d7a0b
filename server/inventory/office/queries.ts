import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { toUuidOrNull } from "@/db/columns";
import { jsonObject } from "@/db/json";
import { assertOffice } from "@/server/access/actors";
import { hasCode } from "@/server/catalogue/codes";
import type { Ctx } from "@/server/platform/context";
import type { Ledger, LedgerFilter, MovementView } from "./schema";

const pageSize = 50;

/** Asserts the right to read and move stock at the office. Throws NOT_FOUND. */
export function assertStockOffice(ctx: Ctx) {
  return assertOffice(ctx, "office");
}

function toConditions({ storeId, product, reason, cursor }: LedgerFilter): SQL {
  const like = `%${product.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const all = [sql`true`];
  if (storeId) all.push(sql`m.store_id = ${storeId}`);
  if (reason) all.push(sql`m.reason = ${reason}`);
  if (product)
    all.push(
      sql`(lower(v.sku) like ${like} or ${hasCode(product)} or p.handle like ${like} or lower(p.title::text) like ${like})`,
    );
  if (cursor)
    all.push(
      sql`(m.at, m.id) < (timestamptz 'epoch' + ${cursor.us}::bigint * interval '1 microsecond', ${cursor.id}::uuid)`,
    );
  return sql.join(all, sql` and `);
}

const referencedId = toUuidOrNull(sql`m.reference_id`);

type Row = Omit<MovementView, "at"> & { at: string; us: string };

/**
 * Returns the stock ledger, newest first, 50 a page; `next` is where the next page begins. Throws NOT_FOUND without the
 * right.
 */
export async function getLedger(ctx: Ctx, filter: LedgerFilter): Promise<Ledger> {
  assertStockOffice(ctx);
  const rows = await db().execute<Row>(sql`
    select m.id, m.at, (extract(epoch from m.at) * 1000000)::bigint as us, s.name as "storeName", v.sku, p.title,
      array_remove(array[v.option1, v.option2, v.option3], '') as options, m.delta, m.reason,
      case when m.reason in ('received', 'found') then m.reference_id else '№ ' || coalesce(k.number, t.number, c.number) end as document,
      case when t.id is not null then ${jsonObject({ kind: sql`'transfer'`, id: sql`t.id` })}
        when c.id is not null then ${jsonObject({ kind: sql`'count'`, id: sql`c.id` })} end as link,
      w.name as actor
    from stock_movement m
    join variant v on v.id = m.variant_id join product p on p.id = v.product_id join store s on s.id = m.store_id
    left join pickup k on k.id = ${referencedId}
    left join stock_transfer t on t.id = ${referencedId}
    left join stock_count c on c.id = ${referencedId}
    left join staff w on w.id = m.actor_id
    where ${toConditions(filter)}
    order by m.at desc, m.id desc limit ${pageSize + 1}`);
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  return {
    movements: page.map(({ us, at, ...row }) => ({ ...row, at: new Date(at).toISOString() })),
    next: rows.length > pageSize && last ? { us: Number(last.us), id: last.id } : null,
  };
}
