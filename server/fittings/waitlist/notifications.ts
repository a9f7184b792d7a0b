import type { Tx } from "@/db/client";
import { buildPageUrl, formatDateTime } from "@/server/messaging/document-texts";
import { queueMessage } from "@/server/messaging/outbox";
import { canSend, getMailTexts } from "@/server/messaging/provider";
import type { Ctx } from "@/server/platform/context";
import { offerMinutes } from "./rules";
import type { WaitlistRow } from "./schema";

/** Queues the message that a time is offered, to the entry's contact; it expires with the offer. */
export async function queueOfferMessage(
  tx: Tx,
  { storeName, timeZone, offer }: WaitlistRow,
  to: { contact: string; locale: Ctx["locale"] },
): Promise<void> {
  if (!offer) return;
  const { contact, locale } = to;
  const t = getMailTexts(locale);
  const words = {
    store: storeName,
    when: formatDateTime(locale, offer.startsAt, timeZone),
    until: formatDateTime(locale, offer.expiresAt, timeZone),
    link: buildPageUrl(locale, "/fittings"),
  };
  if (contact.includes("@")) {
    const mail = { subject: t("roomFree.subject", words), text: t("roomFree.text", words) };
    if (canSend("email")) await queueMessage(tx, { channel: "email", to: contact, ...mail }, offerMinutes);
  } else if (canSend("sms")) {
    await queueMessage(tx, { channel: "sms", to: contact, text: t("roomFree.sms", words) }, offerMinutes);
  }
}
