import { and, gt, inArray, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { pickup } from "@/db/schema/orders";
import { sqlNow } from "@/server/platform/clock";
import { getPickupSources, openStatuses, toShortName } from "../rules";
import type { PickupNoticeRow } from "../schema";

type NoticeRecord = Omit<PickupNoticeRow, "at" | "hint" | "reach"> & {
  at: string;
  contact: string;
  email: string;
  phone: string;
};

/** Masks a contact, enough to recognise it: "…56" of a number, "l…@example.test" of an address. */
const maskAddress = (to: string) => (to.includes("@") ? `${to[0]}…${to.slice(to.indexOf("@"))}` : `…${to.slice(-2)}`);

/**
 * Lists the notices of a store's pickups: of open ones, and undelivered ones of the last day. Only an undelivered
 * notice gives the tablet the contact itself.
 */
export async function listStoreNotices(storeId: string): Promise<PickupNoticeRow[]> {
  const rows = await db().execute<NoticeRecord>(sql`
    select p.id as "pickupId", p.number, p.contact_name as name, n.kind, n.state, n.channel,
      coalesce(n.settled_at, n.created_at) as at, p.contact, coalesce(o.email, '') as email, coalesce(o.phone, '') as phone
    from pickup p join notice n on n.subject_id = p.id left join customer_order o on o.id = p.order_id
    where p.store_id = ${storeId} and (p.status in ${openStatuses} or p.ended_at > clock_now() - interval '1 day')
    order by n.created_at desc limit 300`);
  return rows.map(({ contact, email, phone, ...row }) => {
    const left = [contact, phone, email].filter(Boolean);
    const to = left.find((a) => a.includes("@") === (row.channel === "email")) ?? left[0] ?? "";
    const notSent = row.state === "failed" || row.state === "unsendable";
    // For a call, a number goes before an address.
    const reach = left.find((a) => !a.includes("@")) ?? left[0] ?? "";
    return {
      ...row,
      at: new Date(row.at).toISOString(),
      name: toShortName(row.name),
      hint: row.channel && to ? maskAddress(to) : "",
      reach: notSent ? reach : "",
    };
  });
}

/** The guard of a claim: it is open, and unclaimed. */
export const isUnclaimed = (): SQL | undefined =>
  and(inArray(pickup.status, getPickupSources("picking")), isNull(pickup.claimedBy));

/** The guard of the hand-over: it is ready and paid, and not expired by the database's clock. */
export const isCollectable = (): SQL | undefined =>
  and(inArray(pickup.status, getPickupSources("collected")), gt(pickup.expiresAt, sqlNow), isNotNull(pickup.orderId));
