import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import type { LocalisedText } from "@/db/columns";
import { jsonArray, jsonObject } from "@/db/json";
import { product } from "@/db/schema/catalogue";
import { pickupLine } from "@/db/schema/orders";
import { buildPageUrl, formatDateTime } from "@/server/messaging/document-texts";
import { notifyOnce } from "@/server/messaging/notices";
import { canSend, getMailTexts } from "@/server/messaging/provider";
import type { Message } from "@/server/messaging/schema";
import type { Ctx } from "@/server/platform/context";
import { buildSignedFragment } from "@/server/platform/http/signed-link";

export type PickupNotice = "ready" | "declined" | "ends";

type PickupNoticeData = {
  number: number;
  orderId: string | null;
  locale: Ctx["locale"];
  contact: string;
  /** The contact of the order it belongs to. */
  email: string;
  phone: string;
  expiresAt: string;
  store: string;
  address: string;
  timeZone: string;
  extended: boolean;
  missing: { title: LocalisedText; options: string[]; quantity: number }[];
};

const missingLineJson: SQL<PickupNoticeData["missing"][number]> = jsonObject({
  title: alias(product, "g").title,
  quantity: alias(pickupLine, "l").quantity,
  options: sql<string[]>`array_remove(array[v.option1, v.option2, v.option3], '')`,
});

async function findNoticeData(tx: Tx, pickupId: string): Promise<PickupNoticeData | undefined> {
  const [row] = await tx.execute<PickupNoticeData>(sql`
    select p.number, p.order_id as "orderId", p.locale, p.contact, coalesce(o.email, '') as email,
      coalesce(o.phone, '') as phone, p.expires_at as "expiresAt", p.extended_at is not null as extended,
      s.name as store, concat_ws(', ', nullif(s.address, ''), nullif(s.city, '')) as address, s.time_zone as "timeZone",
      ${jsonArray(
        missingLineJson,
        sql`from pickup_line l join variant v on v.id = l.variant_id join product g on g.id = v.product_id
          where l.pickup_id = p.id and l.status = 'declined'`,
        sql`order by l.id`,
      )} as missing
    from pickup p join store s on s.id = p.store_id left join customer_order o on o.id = p.order_id
    where p.id = ${pickupId}`);
  return row;
}

/** Finds the first reachable address: the pickup's contact, then the order's. */
function findRecipient({ contact, phone, email }: PickupNoticeData): Pick<Message, "channel" | "to"> | null {
  const addresses = [contact, phone, email]
    .filter(Boolean)
    .map((to) => ({ to, channel: to.includes("@") ? ("email" as const) : ("sms" as const) }));
  return addresses.find(({ channel }) => canSend(channel)) ?? null;
}

/** The page of the order it belongs to, or of the reservation. */
const buildPath = (orderId: string | null, pickupId: string): string =>
  orderId
    ? `/orders/${orderId}${buildSignedFragment("order", orderId)}`
    : `/reservations/${pickupId}${buildSignedFragment("pickup", pickupId)}`;

function buildTexts(
  kind: PickupNotice,
  data: PickupNoticeData,
  pickupId: string,
): Omit<Message & { channel: "email" }, "channel" | "to"> & { sms: string } {
  const { locale, orderId } = data;
  const t = getMailTexts(locale);
  const missingItems = data.missing.map(({ title, options, quantity }) => {
    const name = [title[locale] ?? title.en, ...options].join(", ");
    return quantity > 1 ? `${quantity} × ${name}` : name;
  });
  const values = {
    number: String(data.number),
    store: data.store,
    address: data.address,
    until: formatDateTime(locale, data.expiresAt, data.timeZone),
    link: buildPageUrl(locale, buildPath(orderId, pickupId)),
    goods: missingItems.join("; "),
    missing: String(missingItems.length > 0),
    paid: String(orderId !== null),
    longer: String(!data.extended),
  };
  const key = ({ ready: "pickupReady", declined: "pickupDeclined", ends: "pickupEnds" } as const)[kind];
  return { subject: t(`${key}.subject`, values), text: t(`${key}.text`, values), sms: t(`${key}.sms`, values) };
}

/**
 * Queues the notice of a pickup once, in the transaction of its cause: it is ready (with what was not found of it),
 * nothing of it was found, or its hold ends today. It goes to the given address, in the language of the reservation.
 * The caller runs `flushOutbox` after the commit. Returns whether this was the first time.
 */
export async function notifyPickup(tx: Tx, pickupId: string, kind: PickupNotice): Promise<boolean> {
  const data = await findNoticeData(tx, pickupId);
  if (!data) return false;
  const to = findRecipient(data);
  const { sms, ...mail } = buildTexts(kind, data, pickupId);
  const message: Message | null =
    to &&
    (to.channel === "email" ? { channel: "email", to: to.to, ...mail } : { channel: "sms", to: to.to, text: sms });
  return notifyOnce(tx, { subjectId: pickupId, kind }, message);
}
