import { type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { assertShift } from "@/server/access/actors";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { assertStockOffice } from "../office/queries";
import type {
  TransferFilter,
  TransferId,
  TransferLine,
  TransferPage,
  TransferStatus,
  TransferSummary,
  TransferView,
} from "./schema";

const pageSize = 50;

type Row = Omit<TransferSummary, "from" | "to"> & {
  fromId: string;
  fromName: string;
  toId: string;
  toName: string;
};

const toIso = (moment: string) => new Date(moment).toISOString();

/** Lists matching transfers, newest first. */
async function listSummaries(where: SQL, limit: number): Promise<TransferSummary[]> {
  const rows = await db().execute<Row>(sql`
    select t.id, t.number, t.status, f.id as "fromId", f.name as "fromName", d.id as "toId", d.name as "toName",
      l.sent, case when t.status = 'received' then l.received end as received,
      t.sent_at as "sentAt", s.name as "sentBy", t.ended_at as "endedAt", e.name as "endedBy"
    from stock_transfer t
    join store f on f.id = t.from_store_id join store d on d.id = t.to_store_id
    join staff s on s.id = t.sent_by left join staff e on e.id = t.ended_by
    cross join lateral (select sum(sent)::int as sent, sum(received)::int as received from stock_transfer_line
      where transfer_id = t.id) l
    where ${where} order by t.number desc limit ${limit}`);
  return rows.map(({ fromId, fromName, toId, toName, ...row }) => ({
    ...row,
    from: { id: fromId, name: fromName },
    to: { id: toId, name: toName },
    sentAt: toIso(row.sentAt),
    endedAt: row.endedAt && toIso(row.endedAt),
  }));
}

type LineRow = Omit<TransferLine, "price"> & { transferId: string; minor: number; currency: string };

async function addLines(transfers: TransferSummary[]): Promise<TransferView[]> {
  if (transfers.length === 0) return [];
  const ids = transfers.map((t) => t.id);
  const rows = await db().execute<LineRow>(sql`
    select l.transfer_id as "transferId", l.variant_id as "variantId", v.sku, p.title,
      array_remove(array[v.option1, v.option2, v.option3], '') as options,
      v.price_minor as minor, v.currency, l.sent, l.received, l.difference
    from stock_transfer_line l join variant v on v.id = l.variant_id join product p on p.id = v.product_id
    where l.transfer_id in ${ids} order by p.handle, v.position, v.id`);
  return transfers.map((transfer) => ({
    ...transfer,
    lines: rows
      .filter((r) => r.transferId === transfer.id)
      .map(({ transferId: _, minor, currency, ...line }) => ({ ...line, price: { minor, currency } })),
  }));
}

/**
 * Lists transfers between any stores, newest first, 50 a page; `next` is where the next page begins. Throws NOT_FOUND.
 */
export async function listTransfers(ctx: Ctx, { status, storeId, cursor }: TransferFilter): Promise<TransferPage> {
  assertStockOffice(ctx);
  const all = [sql`true`];
  if (status) all.push(sql`t.status = ${status}`);
  if (storeId) all.push(sql`(t.from_store_id = ${storeId} or t.to_store_id = ${storeId})`);
  if (cursor) all.push(sql`t.number < ${cursor}`);
  const rows = await listSummaries(sql.join(all, sql` and `), pageSize + 1);
  const page = rows.slice(0, pageSize);
  return { transfers: page, next: rows.length > pageSize ? (page.at(-1)?.number ?? null) : null };
}

/** Returns one transfer with its lines, for the office. Throws NOT_FOUND. */
export async function getTransfer(ctx: Ctx, { transferId }: TransferId): Promise<TransferView> {
  assertStockOffice(ctx);
  const [found] = await addLines(await listSummaries(sql`t.id = ${transferId}`, 1));
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

const inboundStatus: TransferStatus = "sent";

/** Lists transfers in transit to the tablet's own store, oldest first. Throws NOT_FOUND. */
export async function listInboundTransfers(ctx: Ctx): Promise<TransferView[]> {
  const { storeId } = assertShift(ctx, "serve");
  const found = await listSummaries(sql`t.to_store_id = ${storeId} and t.status = ${inboundStatus}`, 100);
  return addLines(found.reverse());
}
