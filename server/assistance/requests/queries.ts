import { and, eq, gt, type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { staff } from "@/db/schema/identity";
import { helpRequest } from "@/db/schema/privacy";
import { store } from "@/db/schema/stores";
import { sqlNow } from "@/server/platform/clock";
import type { StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { maxRequestsPerHour } from "./rules";
import type { HelpRequestRow, RequestState } from "./schema";

/** The account with this verified E.164 number, as a subquery: null when there is none. */
export const findAccountByPhoneSql = (phone: string): SQL<string | null> =>
  sql`(select c.shopper_id from shopper_contact c where c.kind = 'phone' and c.value = ${phone})`;

/** Is waiting for the shopper's decision. */
export const isOpenRequest = and(eq(helpRequest.status, "asked"), gt(helpRequest.expiresAt, sqlNow));

/** The open requests to this shopper: entity `help_request` of the shopper's scope. Undelivered ones are left out. */
export async function listHelpRequestRows(scopeId: string, on: Db | Tx = db()) {
  const rows = await on
    .select({ r: helpRequest, consultant: sql<string>`split_part(${staff.name}, ' ', 1)`, storeName: store.name })
    .from(helpRequest)
    .innerJoin(staff, eq(staff.id, helpRequest.staffId))
    .innerJoin(store, eq(store.id, helpRequest.storeId))
    .where(and(eq(helpRequest.shopperId, scopeId), eq(helpRequest.delivered, true), isOpenRequest));
  return rows.map(({ r, consultant, storeName }) => ({
    entity: "help_request" as const,
    entityId: r.id,
    row: {
      requestId: r.id,
      consultant,
      storeName,
      reason: r.reason,
      expiresAt: r.expiresAt.toISOString(),
    } satisfies HelpRequestRow,
  }));
}

/** The state of the consultant's own request. Throws NOT_FOUND for a colleague's. */
export async function getRequestState(
  actor: StaffActor & { storeDeviceId: string },
  requestId: string,
): Promise<RequestState> {
  const [row] = await db()
    .select({ status: helpRequest.status, late: sql<boolean>`${helpRequest.expiresAt} <= ${sqlNow}` })
    .from(helpRequest)
    .where(
      and(
        eq(helpRequest.id, requestId),
        eq(helpRequest.staffId, actor.staffId),
        eq(helpRequest.storeDeviceId, actor.storeDeviceId),
      ),
    );
  if (!row) throw new AppError("NOT_FOUND");
  if (row.status === "accepted") return "accepted";
  return row.late ? "over" : "waiting";
}

/** The limit against harvesting: the maximum number of look-ups of one person in an hour. Throws RATE_LIMITED. */
export async function assertBelowHourlyLimit(tx: Tx, staffId: string): Promise<void> {
  // Two concurrent look-ups must not both be the last allowed one.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`help-request:${staffId}`}, 0))`);
  const mine = and(eq(helpRequest.staffId, staffId), gt(helpRequest.createdAt, sql`${sqlNow} - interval '1 hour'`));
  if ((await tx.$count(helpRequest, mine)) >= maxRequestsPerHour) throw new AppError("RATE_LIMITED");
}
