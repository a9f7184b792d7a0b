import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { LocalisedText } from "@/db/columns";
import { pageOf, writtenAt } from "@/server/messaging/document-texts";
import { tellOnce } from "@/server/messaging/notices";
import { canSend, mailTexts } from "@/server/messaging/provider";
import type { Message } from "@/server/messaging/schema";
import type { Ctx } from "@/server/platform/context";
import { signedEnd } from "@/server/platform/http/signed-link";

export type PickupNews = "ready" | "declined" | "ends";

type Told = {
  number: number;
  orderId: string | null;
  locale: Ctx["locale"];
  contact: string;
  /** Of the order that it is a part of. */
  email: string;
  phone: string;
  expiresAt: string;
  store: string;
  address: string;
  timeZone: string;
  extended: boolean;
  missing: { title: LocalisedText; options: string[]; quantity: number }[];
};

async function readTold(tx: Tx, pickupId: string): Promise<Told | undefined> {
  const [row] = await tx.execute<Told>(sql`
    select p.number, p.order_id as "orderId", p.locale, p.contact, coalesce(o.email, '') as email,
      coalesce(o.phone, '') as phone, p.expires_at as "expiresAt", p.extended_at is not null as extended,
      s.name as store, concat_ws(', ', nullif(s.address, ''), nullif(s.city, '')) as address, s.time_zone as "timeZone",
      (select coalesce(json_agg(json_build_object('title', g.title, 'quantity', l.quantity,
          'options', array_remove(array[v.option1, v.option2, v.option3], '')) order by l.id), '[]')
        from pickup_line l join variant v on v.id = l.variant_id join product g on g.id = v.product_id
        where l.pickup_id = p.id and l.status = 'declined') as missing
    from pickup p join store s on s.id = p.store_id left join customer_order o on o.id = p.order_id
    where p.id = ${pickupId}`);
  return row;
}

/** The first address that was left and can be written to: what the store was given, then what the order knows. */
function reachOf({ contact, phone, email }: Told): Pick<Message, "channel" | "to"> | null {
  const ways = [contact, phone, email]
    .filter(Boolean)
    .map((to) => ({ to, channel: to.includes("@") ? ("email" as const) : ("sms" as const) }));
  return ways.find(({ channel }) => canSend(channel)) ?? null;
}

/** The page of the order that it is a part of, or its own. */
const pathOf = (orderId: string | null, pickupId: string): string =>
  orderId
    ? `/orders/${orderId}${signedEnd("order", orderId)}`
    : `/reservations/${pickupId}${signedEnd("pickup", pickupId)}`;

function wordsOf(
  kind: PickupNews,
  told: Told,
  pickupId: string,
): Omit<Message & { channel: "email" }, "channel" | "to"> & { sms: string } {
  const { locale, orderId } = told;
  const t = mailTexts(locale);
  const goods = told.missing.map(({ title, options, quantity }) => {
    const name = [title[locale] ?? title.en, ...options].join(", ");
    return quantity > 1 ? `${quantity} × ${name}` : name;
  });
  const values = {
    number: String(told.number),
    store: told.store,
    address: told.address,
    until: writtenAt(locale, told.expiresAt, told.timeZone),
    link: pageOf(locale, pathOf(orderId, pickupId)),
    goods: goods.join("; "),
    missing: String(goods.length > 0),
    paid: String(orderId !== null),
    longer: String(!told.extended),
  };
  const key = ({ ready: "pickupReady", declined: "pickupDeclined", ends: "pickupEnds" } as const)[kind];
  return { subject: t(`${key}.subject`, values), text: t(`${key}.text`, values), sms: t(`${key}.sms`, values) };
}

/**
 * Has the shopper of a pick-up told once, in the transaction of the cause: that it is ready (and what was not found of
 * it), that nothing of it was found, or that its time ends today. To the address that was left, in the language of the
 * reservation. Call `kickOutbox` after the commit. Gives whether this was the first time.
 */
export async function tellPickup(tx: Tx, pickupId: string, kind: PickupNews): Promise<boolean> {
  const told = await readTold(tx, pickupId);
  if (!told) return false;
  const [to, { sms, ...mail }] = [reachOf(told), wordsOf(kind, told, pickupId)];
  const message: Message | null =
    to &&
    (to.channel === "email" ? { channel: "email", to: to.to, ...mail } : { channel: "sms", to: to.to, text: sms });
  return tellOnce(tx, { subjectId: pickupId, kind }, message);
}
