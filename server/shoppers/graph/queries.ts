import { desc, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { shopperContact } from "@/db/schema/contacts";
import { mergeReview, shopperMerge } from "@/db/schema/identity-graph";
import { type Address, maskAddress } from "@/server/platform/contact";
import type { AccountSummary, MergeView, ReviewView } from "./schema";

type SummaryRow = {
  id: string;
  contacts: { kind: "email" | "phone"; value: string }[];
  since: string;
  last_seen_at: string | null;
  pickups: number;
  fittings: number;
};

/** Accounts by id, as the office may see them for its decision. */
async function listSummaries(ids: string[]): Promise<Map<string, AccountSummary>> {
  const idList = JSON.stringify([...new Set(ids)]);
  const rows = await db().execute<SummaryRow>(sql`
    select s.id, s.created_at as since,
      (select max(d.last_seen_at) from shopper_device d where d.shopper_id = s.id) as last_seen_at,
      ${jsonArray(
        jsonObject(pick(shopperContact, "kind", "value")),
        sql`from shopper_contact where shopper_id = s.id`,
        sql`order by is_primary desc, kind`,
      )} as contacts,
      (select count(*)::int from pickup p where p.shopper_id = s.id) as pickups,
      (select count(*)::int from fitting f where f.shopper_id = s.id) as fittings
    from shopper s where s.id in (select jsonb_array_elements_text(${idList}::text::jsonb)::uuid)`);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        shopperId: row.id,
        contacts: row.contacts.map(maskAddress),
        since: new Date(row.since).toISOString(),
        lastSeenAt: row.last_seen_at && new Date(row.last_seen_at).toISOString(),
        pickups: row.pickups,
        fittings: row.fittings,
      },
    ]),
  );
}

/** Pairs of accounts whose review is open, the oldest first. */
export async function listOpenReviews(): Promise<ReviewView[]> {
  const rows = await db()
    .select()
    .from(mergeReview)
    .where(eq(mergeReview.status, "open"))
    .orderBy(mergeReview.at)
    .limit(100);
  const known = await listSummaries(rows.flatMap((r) => [r.holderId, r.claimantId]));
  return rows.flatMap(({ id, at, evidence, holderId, claimantId }) => {
    const holder = known.get(holderId);
    const claimant = known.get(claimantId);
    return holder && claimant ? [{ reviewId: id, at: at.toISOString(), evidence, holder, claimant }] : [];
  });
}

/** The merges into the account that an exact address opens, the newest first; empty when it opens none. */
export async function listMerges(address: Address): Promise<MergeView[]> {
  const rows = await db()
    .select()
    .from(shopperMerge)
    .where(
      sql`${shopperMerge.intoId} in (select shopper_id from shopper_contact
        where kind = ${address.kind} and value = ${address.value})`,
    )
    .orderBy(desc(shopperMerge.at))
    .limit(100);
  const known = await listSummaries(rows.map((r) => r.intoId));
  return rows.flatMap(({ id, at, source, intoId, carried, splitAt }) => {
    const into = known.get(intoId);
    if (!into) return [];
    const { lines, favourites, pickups, fittings, devices, contacts } = carried;
    const counted = {
      lines: lines.length,
      favourites: favourites.length,
      pickups: pickups.length,
      fittings: fittings.length,
      devices: devices.length,
      contacts: contacts.length,
    };
    const when = { at: at.toISOString(), splitAt: splitAt?.toISOString() ?? null };
    return [{ mergeId: id, source, into, carried: counted, ...when }];
  });
}
