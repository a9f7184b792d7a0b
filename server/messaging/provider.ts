import { sql } from "drizzle-orm";
import { createTranslator } from "next-intl";
import az from "@/components/i18n/messages/az/mail.json";
import en from "@/components/i18n/messages/en/mail.json";
import ru from "@/components/i18n/messages/ru/mail.json";
import { db } from "@/db/client";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { createSmtpSender } from "./email";
import type { Channel, Message } from "./schema";
import { createTwilioSender } from "./sms";

const messages = { en, ru, az };

/** The sender of each channel; a channel without one cannot be used. */
export type Providers = {
  email?: (message: Message & { channel: "email" }) => Promise<void>;
  sms?: (message: Message & { channel: "sms" }) => Promise<void>;
};

const createMailTranslator = (locale: Ctx["locale"]) => createTranslator({ locale, messages: messages[locale] });
/** Translators are kept because they cache what they have parsed. */
const translators = new Map<Ctx["locale"], ReturnType<typeof createMailTranslator>>();

/** The texts of messages in one language: message catalogue `mail`. */
export function getMailTexts(locale: Ctx["locale"]): ReturnType<typeof createMailTranslator> {
  const known = translators.get(locale) ?? createMailTranslator(locale);
  translators.set(locale, known);
  return known;
}

/** Stores a message on this machine, for the demo's inbox. */
async function storeLocally(message: Message): Promise<void> {
  const { id, channel, to, text } = message;
  const subject = message.channel === "email" ? message.subject : "";
  await db().execute(sql`insert into local_mail (id, channel, recipient, subject, body)
    values (coalesce(${id ?? null}::uuid, gen_random_uuid()), ${channel}, ${to}, ${subject}, ${text}) on conflict do nothing`);
}

const shared = globalThis as typeof globalThis & { __selvedgeProviders?: Providers };

/** By the settings: SMTP and Twilio where configured, this machine in demo mode, otherwise none. */
export function getProviders(): Providers {
  if (!shared.__selvedgeProviders) {
    const { SMTP_URL, MAIL_FROM, TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM: from, demo } = env();
    const email = SMTP_URL ? createSmtpSender(SMTP_URL, MAIL_FROM) : demo ? storeLocally : null;
    const sms = sid && token && from ? createTwilioSender({ sid, token, from }) : demo ? storeLocally : null;
    shared.__selvedgeProviders = { ...(email ? { email } : {}), ...(sms ? { sms } : {}) };
  }
  return shared.__selvedgeProviders;
}

/** Whether messages can be sent through this channel. */
export const canSend = (channel: Channel): boolean => getProviders()[channel] !== undefined;

/** Sends a message now. Throws when it was not accepted. Never call it inside a transaction or before a response. */
export async function sendMessage(message: Message, by: Providers = getProviders()): Promise<void> {
  const send = by[message.channel] as ((message: Message) => Promise<void>) | undefined;
  if (!send) throw new Error(`${message.channel} cannot be sent: it is not configured`);
  await send(message);
}
