import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { category } from "@/db/schema/catalogue";
import { stockCount } from "@/db/schema/stock-documents";
import { recordAudit } from "@/server/audit/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { buildKeyScope, runIdempotent } from "@/server/platform/idempotency";
import { sumByCurrency } from "@/server/platform/money";
import { inTransaction } from "@/server/platform/transaction";
import { getStore } from "@/server/stores/queries";
import { assertStockOffice } from "../office/queries";
import { getCountedDifference, getCountLine } from "./queries";
import { correctiveReasons, getCountSources } from "./rules";
import type { BookCount, BookingResult, CountId, CountLine, CountLineView, OpenCount } from "./schema";

const toAuditSubject = (countId: string) => ({ subjectKind: "stock_count", subjectId: countId });

/** The variants of a category and all below it. */
const variantsInCategorySql = (
  categoryId: string | SQL,
): SQL => sql`select v.id from variant v join product p on p.id = v.product_id
  where p.category_id in (
    with recursive below as (select id from category where id = ${categoryId}
      union all select c.id from category c join below b on c.parent_id = b.id)
    select id from below)`;

async function findCategoryId(tx: Tx, slug: string | null): Promise<string | null> {
  if (slug === null) return null;
  const [found] = await tx.select({ id: category.id }).from(category).where(eq(category.slug, slug));
  if (!found) throw new AppError("NOT_FOUND");
  return found.id;
}

/**
 * Opens a count of a store, or of one category in it, with the expected stock. A store has one open count at a time: an
 * existing one is returned. Throws NOT_FOUND.
 */
export function openCount(
  ctx: Ctx,
  { storeId, category: slug }: OpenCount,
): Promise<{ countId: string; fresh: boolean }> {
  const actor = assertStockOffice(ctx);
  return inTransaction(async (tx) => {
    await getStore(storeId, tx);
    const categoryId = await findCategoryId(tx, slug);
    const [inserted] = await tx
      .insert(stockCount)
      .values({ storeId, categoryId, openedBy: actor.staffId })
      .onConflictDoNothing()
      .returning({ id: stockCount.id, number: stockCount.number });
    if (!inserted) {
      const open = and(eq(stockCount.storeId, storeId), eq(stockCount.status, "open"));
      const [other] = await tx.select({ id: stockCount.id }).from(stockCount).where(open);
      if (!other) throw new AppError("CONFLICT");
      return { countId: other.id, fresh: false };
    }
    const lines = await tx.execute(sql`
      insert into stock_count_line (count_id, variant_id, expected)
      select ${inserted.id}, l.variant_id, l.on_hand from stock_level l
      where l.store_id = ${storeId} and l.on_hand > 0
        ${categoryId ? sql`and l.variant_id in (${variantsInCategorySql(categoryId)})` : sql``} returning 1`);
    const after = { number: inserted.number, storeId, categoryId, articles: lines.length };
    await recordAudit(tx, actor, { action: "stock.count.opened", ...toAuditSubject(inserted.id), storeId, after });
    return { countId: inserted.id, fresh: true };
  });
}

/** Locks an open count until this transaction ends; returns its store and category. Throws NOT_FOUND, WRONG_STATUS. */
async function lockOpenCount(tx: Tx, countId: string, lock: "share" | "update") {
  const [found] = await tx.select().from(stockCount).where(eq(stockCount.id, countId)).for(lock);
  if (!found) throw new AppError("NOT_FOUND");
  if (found.status !== "open") throw new AppError("WRONG_STATUS", { status: found.status });
  return found;
}

/** Adds an unexpected variant to the count. Throws UNKNOWN_VARIANT when it is outside of what is counted. */
async function ensureLine(tx: Tx, count: typeof stockCount.$inferSelect, variantId: string): Promise<void> {
  const allowed = count.categoryId ? variantsInCategorySql(count.categoryId) : sql`select id from variant`;
  await tx.execute(sql`
    insert into stock_count_line (count_id, variant_id, expected)
    select ${count.id}, ${variantId}::uuid, 0 where ${variantId}::uuid in (${allowed}) on conflict do nothing`);
  const [line] = await tx.execute(
    sql`select 1 from stock_count_line where count_id = ${count.id} and variant_id = ${variantId}`,
  );
  if (!line) throw new AppError("UNKNOWN_VARIANT", { variantId });
  await tx.execute(sql`insert into stock_level (variant_id, store_id) values (${variantId}, ${count.storeId})
    on conflict do nothing`);
}

/** The sum of corrective movements; `variantId` and `storeId` are columns or values. */
const correctionsSql = (
  variantId: SQL,
  storeId: SQL,
): SQL => sql`(select coalesce(sum(m.delta), 0) from stock_movement m
  where m.variant_id = ${variantId} and m.store_id = ${storeId} and m.reason in ${correctiveReasons})`;

/**
 * Records a counted quantity of a variant, in total or added to the previous one, beside the stock at this moment. A
 * quantity added after a movement of the variant marks the line for a recount. Throws NOT_FOUND, WRONG_STATUS,
 * UNKNOWN_VARIANT, IDEMPOTENCY_MISMATCH.
 */
export function countLine(ctx: Ctx, { key, ...args }: CountLine): Promise<CountLineView> {
  const actor = assertStockOffice(ctx);
  const { countId, variantId, pieces, add } = args;
  return inTransaction((tx) =>
    runIdempotent(tx, { scope: buildKeyScope(actor, "stockOffice.counts.count"), key, args }, async () => {
      const count = await lockOpenCount(tx, countId, "share");
      await ensureLine(tx, count, variantId);
      // Locked alone first: the next statement then sees every movement that made up the level.
      await tx.execute(sql`select 1 from stock_level
        where variant_id = ${variantId} and store_id = ${count.storeId} for update`);
      const goesOn = sql`(${add} and c.counted is not null and c.booked_at is null)`;
      await tx.execute(sql`
        update stock_count_line c set
          counted = case when ${goesOn} then c.counted else 0 end + ${pieces}::int,
          expected_then = case when ${goesOn} then c.expected_then else l.on_hand end,
          corrected_then = case when ${goesOn} then c.corrected_then else ${correctionsSql(sql`l.variant_id`, sql`l.store_id`)} end,
          refusal = case when ${goesOn} then
            case when c.refusal = 'moved' or c.expected_then <> l.on_hand then 'moved' end end,
          counted_by = ${actor.staffId}, counted_at = clock_now(), booked_at = null
        from stock_level l
        where c.count_id = ${countId} and c.variant_id = ${variantId}
          and l.variant_id = c.variant_id and l.store_id = ${count.storeId}`);
      const line = await getCountLine(tx, countId, variantId);
      const after = { variantId, counted: line.counted, expected: line.expected };
      const fact = {
        action: "stock.count.counted" as const,
        ...toAuditSubject(countId),
        storeId: count.storeId,
        after,
      };
      await recordAudit(tx, actor, fact);
      return line;
    }),
  );
}

type BookingRow = { delta: number; worth: string; currency: string; refusal: string | null };

async function bookLines(tx: Tx, count: typeof stockCount.$inferSelect, staffId: string) {
  const difference = getCountedDifference();
  const due = sql`c.count_id = ${count.id} and c.counted is not null and c.booked_at is null`;
  const level = sql`l.variant_id = c.variant_id and l.store_id = ${count.storeId}`;
  await tx.execute(sql`select 1 from stock_count_line c join stock_level l on ${level}
    where ${due} order by l.variant_id for update of l`);
  return tx.execute<BookingRow>(sql`
    with due as (
      select c.variant_id, ${difference} as delta, v.price_minor::bigint * (${difference}) as worth, v.currency,
        case when c.refusal = 'moved' then 'moved'
          when c.corrected_then <> ${correctionsSql(sql`l.variant_id`, sql`l.store_id`)} then 'corrected'
          when l.on_hand + (${difference}) < l.reserved then 'reserved' end as refusal
      from stock_count_line c join stock_level l on ${level} join variant v on v.id = c.variant_id where ${due}),
    moved as (
      update stock_level l set on_hand = l.on_hand + due.delta, updated_at = clock_now() from due
      where l.variant_id = due.variant_id and l.store_id = ${count.storeId} and due.refusal is null and due.delta <> 0
      returning l.variant_id, due.delta),
    written as (
      insert into stock_movement (variant_id, store_id, delta, reason, reference_id, actor_id)
      select variant_id, ${count.storeId}, delta, 'counted', ${count.id}, ${staffId} from moved)
    update stock_count_line c set refusal = due.refusal,
      booked = c.booked + case when due.refusal is null then due.delta else 0 end,
      booked_at = case when due.refusal is null then clock_now() end
    from due where c.count_id = ${count.id} and c.variant_id = due.variant_id
    returning due.delta, due.worth, due.currency, due.refusal`);
}

/**
 * Books the differences of a count. A line is kept back where it would take reserved stock, or
 * where the stock was corrected since it was counted; the count stays open for it. Throws NOT_FOUND, WRONG_STATUS,
 * IDEMPOTENCY_MISMATCH.
 */
export function bookCount(ctx: Ctx, { key, countId }: BookCount): Promise<BookingResult> {
  const actor = assertStockOffice(ctx);
  return inTransaction((tx) =>
    runIdempotent(tx, { scope: buildKeyScope(actor, "stockOffice.counts.book"), key, args: { countId } }, async () => {
      const count = await lockOpenCount(tx, countId, "update");
      const rows = await bookLines(tx, count, actor.staffId);
      const done = rows.filter((r) => r.refusal === null);
      const result = {
        articles: done.filter((r) => r.delta !== 0).length,
        pieces: done.reduce((sum, r) => sum + r.delta, 0),
        kept: rows.length - done.length,
        over: rows.length === done.length,
      };
      if (result.over) await endCount(tx, countId, { to: "booked", staffId: actor.staffId });
      const worth = sumByCurrency(done.map((r) => ({ minor: Number(r.worth), currency: r.currency })));
      const after = { number: count.number, ...result, worth };
      await recordAudit(tx, actor, {
        action: "stock.count.booked",
        ...toAuditSubject(countId),
        storeId: count.storeId,
        after,
      });
      return result;
    }),
  );
}

async function endCount(tx: Tx, countId: string, { to, staffId }: { to: "booked" | "cancelled"; staffId: string }) {
  const [moved] = await tx
    .update(stockCount)
    .set({ status: to, endedBy: staffId, endedAt: sqlNow })
    .where(and(eq(stockCount.id, countId), inArray(stockCount.status, getCountSources(to))))
    .returning({ number: stockCount.number, storeId: stockCount.storeId });
  if (!moved) throw new AppError("WRONG_STATUS");
  return moved;
}

/** Cancels a count; unbooked lines stay unbooked. Throws NOT_FOUND, WRONG_STATUS. */
export function cancelCount(ctx: Ctx, { countId }: CountId): Promise<{ number: number }> {
  const actor = assertStockOffice(ctx);
  return inTransaction(async (tx) => {
    await lockOpenCount(tx, countId, "update");
    const { number, storeId } = await endCount(tx, countId, { to: "cancelled", staffId: actor.staffId });
    await recordAudit(tx, actor, {
      action: "stock.count.cancelled",
      ...toAuditSubject(countId),
      storeId,
      after: { number },
    });
    return { number };
  });
}
