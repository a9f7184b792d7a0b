import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { consent } from "@/db/schema/privacy";
import type { ShopperActor } from "@/server/platform/context";
import { type ConsentRecord, toCurrentConsents } from "./rules";
import type { Consents } from "./schema";

/** The advertising decisions of one shopper, oldest first. */
export const listAdvertisingConsents = (shopperId: string, on: Db | Tx = db()): Promise<ConsentRecord[]> =>
  on
    .select({ channel: consent.channel, decision: consent.decision })
    .from(consent)
    .where(and(eq(consent.shopperId, shopperId), eq(consent.purpose, "advertising")))
    .orderBy(asc(consent.at), asc(consent.id));

/** This shopper's current consents and their records, including those of merged guests. */
export async function getConsents({ shopperId }: ShopperActor): Promise<Consents> {
  const guests = sql`(select s.id from shopper s where s.id = ${shopperId} or s.merged_into = ${shopperId})`;
  const rows = await db()
    .select()
    .from(consent)
    .where(inArray(consent.shopperId, guests))
    .orderBy(asc(consent.at), asc(consent.id));
  const mine = rows.filter((row) => row.shopperId === shopperId && row.purpose === "advertising");
  const records = rows.map(({ id, purpose, channel, decision, textVersion, surface, at }) => ({
    id,
    purpose,
    channel,
    decision,
    textVersion,
    surface,
    at: at.toISOString(),
  }));
  return { advertising: toCurrentConsents(mine), records: records.reverse() };
}

/** Whether advertising may be sent to this shopper through that channel now. Senders must call it. */
export const canAdvertise = async (shopperId: string, channel: "email" | "sms"): Promise<boolean> =>
  toCurrentConsents(await listAdvertisingConsents(shopperId))[channel];
