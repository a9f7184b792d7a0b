import { type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { assertStockOffice } from "../office/queries";
import type {
  CountId,
  CountLinesFilter,
  CountLinesPage,
  CountLineView,
  CountsFilter,
  CountsPage,
  CountView,
  LineFilterKind,
} from "./schema";

const pageSize = 50;

/** Condition: a line whose difference is not booked. */
const isUnbooked = sql`(l.counted is not null and l.booked_at is null and (l.counted <> l.expected_then or l.refusal is not null))`;

type Row = Omit<CountView, "store"> & { storeId: string; storeName: string };

async function listViews(where: SQL, limit: number): Promise<CountView[]> {
  const rows = await db().execute<Row>(sql`
    select c.id, c.number, c.status, s.id as "storeId", s.name as "storeName", g.name as category,
      c.opened_at as "openedAt", o.name as "openedBy", c.ended_at as "endedAt", e.name as "endedBy",
      t.articles, t.counted, t.open, t.booked
    from stock_count c join store s on s.id = c.store_id left join category g on g.id = c.category_id
    join staff o on o.id = c.opened_by left join staff e on e.id = c.ended_by
    cross join lateral (select count(*)::int as articles, count(l.counted)::int as counted,
      count(*) filter (where ${isUnbooked})::int as open, coalesce(sum(l.booked), 0)::int as booked
      from stock_count_line l where l.count_id = c.id) t
    where ${where} order by c.number desc limit ${limit}`);
  return rows.map(({ storeId, storeName, ...row }) => ({
    ...row,
    store: { id: storeId, name: storeName },
    openedAt: new Date(row.openedAt).toISOString(),
    endedAt: row.endedAt && new Date(row.endedAt).toISOString(),
  }));
}

/** Lists counts of all stores, newest first, 50 a page; `next` is where the next page begins. Throws NOT_FOUND. */
export async function listCounts(ctx: Ctx, { cursor }: CountsFilter): Promise<CountsPage> {
  assertStockOffice(ctx);
  const rows = await listViews(cursor ? sql`c.number < ${cursor}` : sql`true`, pageSize + 1);
  const page = rows.slice(0, pageSize);
  return { counts: page, next: rows.length > pageSize ? (page.at(-1)?.number ?? null) : null };
}

/** Returns one count. Throws NOT_FOUND. */
export async function getCount(ctx: Ctx, { countId }: CountId): Promise<CountView> {
  assertStockOffice(ctx);
  const [found] = await listViews(sql`c.id = ${countId}`, 1);
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

const lineConditions: Record<LineFilterKind, SQL> = {
  differences: sql`(${isUnbooked} or l.booked <> 0)`,
  uncounted: sql`l.counted is null`,
  all: sql`true`,
};

type LineRow = CountLineView & { handle: string; position: number };

async function listLinesWhere(where: SQL, limit: number, on: Db | Tx = db()): Promise<LineRow[]> {
  return on.execute<LineRow>(sql`
    select l.variant_id as "variantId", v.sku, p.title, array_remove(array[v.option1, v.option2, v.option3], '') as options,
      coalesce(l.expected_then, l.expected) as expected, l.counted, l.counted - l.expected_then as difference,
      l.booked, l.booked_at is not null as "isBooked", l.refusal, p.handle, v.position
    from stock_count_line l join variant v on v.id = l.variant_id join product p on p.id = v.product_id
    where ${where} order by p.handle, v.position, v.id limit ${limit}`);
}

/**
 * Lists the lines of a count in the order of the catalogue, 50 a page; `next` is where the next page begins. Throws
 * NOT_FOUND.
 */
export async function listCountLines(ctx: Ctx, { countId, show, cursor }: CountLinesFilter): Promise<CountLinesPage> {
  assertStockOffice(ctx);
  const after = cursor
    ? sql`(p.handle, v.position, v.id) > (${cursor.handle}, ${cursor.position}::int, ${cursor.id}::uuid)`
    : sql`true`;
  const rows = await listLinesWhere(
    sql`l.count_id = ${countId} and ${lineConditions[show]} and ${after}`,
    pageSize + 1,
  );
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  return {
    lines: page.map(({ handle: _, position: __, ...line }) => line),
    next: rows.length > pageSize && last ? { handle: last.handle, position: last.position, id: last.variantId } : null,
  };
}

/** Returns the current line. Throws NOT_FOUND. */
export async function getCountLine(tx: Tx, countId: string, variantId: string): Promise<CountLineView> {
  const [row] = await listLinesWhere(sql`l.count_id = ${countId} and l.variant_id = ${variantId}`, 1, tx);
  if (!row) throw new AppError("NOT_FOUND");
  const { handle: _, position: __, ...line } = row;
  return line;
}

/**
 * The booked difference of a line: the counted quantity, less the stock at that moment. Sales since then are thus
 * respected.
 */
export const getCountedDifference = (): SQL<number> => sql`c.counted - c.expected_then`;
