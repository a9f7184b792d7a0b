import { createTranslator } from "next-intl";
import { createTransport } from "nodemailer";
import az from "@/components/i18n/messages/az/mail.json";
import en from "@/components/i18n/messages/en/mail.json";
import ru from "@/components/i18n/messages/ru/mail.json";
import { db } from "@/db/client";
import { localMail } from "@/db/schema/platform";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";

const messages = { en, ru, az };
type Mail = { to: string; subject: string; text: string };

/** The mails' words in one language: message catalogue `mail`. */
export const mailTexts = (locale: Ctx["locale"]) => createTranslator({ locale, messages: messages[locale] });

const shared = globalThis as typeof globalThis & { __selvedgeMailer?: ReturnType<typeof createTransport> };

/**
 * Sends a mail through SMTP_URL; without it, in demo mode, keeps it on this machine for the local mail page. Throws when
 * it cannot be sent. Never call it inside a transaction.
 */
export async function sendMail(mail: Mail): Promise<void> {
  const { SMTP_URL, MAIL_FROM, demo } = env();
  if (SMTP_URL) {
    shared.__selvedgeMailer ??= createTransport(SMTP_URL);
    await shared.__selvedgeMailer.sendMail({ from: MAIL_FROM, ...mail });
  } else if (demo) {
    await db().insert(localMail).values({ recipient: mail.to, subject: mail.subject, body: mail.text });
  } else {
    throw new Error("mail cannot be sent: SMTP_URL is not set");
  }
}
