import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { staff, storeDevice } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import type { ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { type AccessAction, type AccessLogPage, accessActions } from "./access-log.schema";

const pageSize = 20;

/** `at|id` of the last entry of a page. Throws BAD_INPUT. */
function parseCursor(before: string | null) {
  if (!before) return undefined;
  const [at, id] = before.split("|");
  if (!at || Number.isNaN(Date.parse(at)) || !/^[0-9a-f-]{36}$/.test(id ?? "")) throw new AppError("BAD_INPUT");
  return sql`(${auditEntry.at}, ${auditEntry.id}) < (${at}::timestamptz, ${id}::uuid)`;
}

/** The accesses to this shopper's data, with person, store, time, content and reason; newest first, in pages. */
export async function listAccessLog(actor: ShopperActor, before: string | null): Promise<AccessLogPage> {
  const rows = await db()
    .select({
      id: auditEntry.id,
      // With microseconds: the next page begins exactly here.
      mark: sql<string>`${auditEntry.at}::text`,
      at: auditEntry.at,
      action: auditEntry.action,
      why: sql<string>`coalesce(${auditEntry.details}->>'why', ${auditEntry.details}->>'via', 'card')`,
      staff: staff.name,
      store: store.name,
      timeZone: store.timeZone,
    })
    .from(auditEntry)
    .innerJoin(staff, eq(staff.id, auditEntry.actorId))
    .innerJoin(storeDevice, eq(storeDevice.id, auditEntry.storeDeviceId))
    .innerJoin(store, eq(store.id, storeDevice.storeId))
    .where(
      and(
        eq(auditEntry.subjectKind, "shopper"),
        sql`${auditEntry.subjectId} in (select s.id::text from shopper s
          where s.id = ${actor.shopperId} or s.id = ${actor.guestId} or s.merged_into = ${actor.shopperId})`,
        inArray(auditEntry.action, [...accessActions]),
        parseCursor(before),
      ),
    )
    .orderBy(desc(auditEntry.at), desc(auditEntry.id))
    .limit(pageSize + 1);
  const page = rows.slice(0, pageSize);
  const last = rows.length > pageSize ? page.at(-1) : undefined;
  return {
    looks: page.map((r) => ({
      id: r.id,
      at: r.at.toISOString(),
      action: r.action as AccessAction,
      why: r.why,
      storeName: r.store,
      timeZone: r.timeZone,
      consultant: r.staff.split(" ")[0] ?? "",
    })),
    next: last ? `${last.mark}|${last.id}` : null,
  };
}
