import { and, asc, desc, eq, gte, like, lt, or, type SQL, sql } from "drizzle-orm";
import { type AnyPgColumn, alias } from "drizzle-orm/pg-core";
import { db } from "@/db/client";
import { toUuidOrNull } from "@/db/columns";
import { auditEntry, auditSeal } from "@/db/schema/audit";
import { staff, storeDevice } from "@/db/schema/identity";
import { order, pickup } from "@/db/schema/orders";
import { stockCount, stockTransfer } from "@/db/schema/stock-documents";
import { store } from "@/db/schema/stores";
import { assertOffice } from "@/server/access/actors";
import type { Ctx } from "@/server/platform/context";
import type { AuditFilter, AuditPage } from "./schema";

const pageSize = 50;

/** Time zone of the office's dates. */
const officeZone = "Asia/Baku";
const toDayStart = (day: string, plus = 0) => sql`(${day}::date + ${plus}::int)::timestamp at time zone ${officeZone}`;

/** Escapes the characters that LIKE reads as a pattern. */
const escapeLike = (text: string) => text.replace(/[\\%_]/g, (c) => `\\${c}`);

function buildConditions({ actorId, storeId, action, subjectId, from, to, cursor }: AuditFilter): SQL | undefined {
  return and(
    actorId ? or(eq(auditEntry.actorId, actorId), eq(auditEntry.approvedBy, actorId)) : undefined,
    storeId ? eq(auditEntry.storeId, storeId) : undefined,
    action ? or(eq(auditEntry.action, action), like(auditEntry.action, `${escapeLike(action)}.%`)) : undefined,
    subjectId ? eq(auditEntry.subjectId, subjectId) : undefined,
    from ? gte(auditEntry.at, toDayStart(from)) : undefined,
    to ? lt(auditEntry.at, toDayStart(to, 1)) : undefined,
    cursor ? lt(auditSeal.seq, cursor) : undefined,
  );
}

/**
 * A page of the trail, newest first; `next` is the cursor of the following page. Throws NOT_FOUND without the
 * permission.
 */
export async function listAuditEntries(ctx: Ctx, filter: AuditFilter): Promise<AuditPage> {
  assertOffice(ctx, "read_audit");
  const actor = alias(staff, "actor");
  const approver = alias(staff, "approver");
  const person = alias(staff, "person");
  const place = alias(store, "place");
  const tablet = alias(storeDevice, "tablet");
  const at = alias(store, "at_store");
  const subject = (kind: string, id: AnyPgColumn) =>
    sql`${auditEntry.subjectKind} = ${kind} and ${id} = ${toUuidOrNull(auditEntry.subjectId)}`;
  const rows = await db()
    .select({
      seq: auditSeal.seq,
      entry: auditEntry,
      actor: actor.name,
      approvedBy: approver.name,
      device: storeDevice.name,
      storeName: at.name,
      subject: sql<string | null>`coalesce(${person.name}, ${place.name}, ${tablet.name},
        '№ ' || coalesce(${order.number}, ${pickup.number}, ${stockTransfer.number}, ${stockCount.number}))`,
    })
    .from(auditSeal)
    .innerJoin(auditEntry, eq(auditEntry.id, auditSeal.entryId))
    .leftJoin(actor, eq(actor.id, auditEntry.actorId))
    .leftJoin(approver, eq(approver.id, auditEntry.approvedBy))
    .leftJoin(storeDevice, eq(storeDevice.id, auditEntry.storeDeviceId))
    .leftJoin(at, eq(at.id, auditEntry.storeId))
    .leftJoin(person, subject("staff", person.id))
    .leftJoin(place, subject("store", place.id))
    .leftJoin(tablet, subject("store_device", tablet.id))
    .leftJoin(pickup, subject("pickup", pickup.id))
    .leftJoin(order, subject("order", order.id))
    .leftJoin(stockTransfer, subject("stock_transfer", stockTransfer.id))
    .leftJoin(stockCount, subject("stock_count", stockCount.id))
    .where(buildConditions(filter))
    .orderBy(desc(auditSeal.seq))
    .limit(pageSize + 1);
  const entries = rows.slice(0, pageSize).map(({ seq, entry, ...names }) => ({
    seq,
    at: entry.at.toISOString(),
    action: entry.action,
    reason: entry.reason,
    actorKind: entry.actorKind,
    subjectKind: entry.subjectKind,
    subjectId: entry.subjectId,
    before: entry.before,
    after: entry.after,
    details: entry.details,
    ...names,
  }));
  return { entries, next: rows.length > pageSize ? (entries.at(-1)?.seq ?? null) : null };
}

/** Every member of staff who may occur in the trail, for its filter. */
export async function listAuditActors(ctx: Ctx): Promise<{ id: string; name: string }[]> {
  assertOffice(ctx, "read_audit");
  return db().select({ id: staff.id, name: staff.name }).from(staff).orderBy(asc(staff.name));
}
