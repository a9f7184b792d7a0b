import { createTransport } from "nodemailer";
import { refuseForGood } from "./refusal";
import type { Message } from "./schema";

/** A dead server must not block the queue: a retry follows. */
const timeouts = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 15_000 };

/** Mail programs and servers show two mails with one Message-ID once. */
const toMessageId = (id: string | undefined) => (id ? { messageId: `<${id}@selvedge>` } : {});

/**
 * Sends mail through the SMTP server at `url`, from `from`. Rejects with a message without the address, which a
 * server's response may quote.
 */
export function createSmtpSender(
  url: string,
  from: string,
): (message: Message & { channel: "email" }) => Promise<void> {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  const auth = username ? { user: decodeURIComponent(username), pass: decodeURIComponent(password) } : undefined;
  const transport = createTransport({
    host: hostname,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ...(auth ? { auth } : {}),
    ...timeouts,
  });
  return async ({ id, to, subject, text }) => {
    try {
      await transport.sendMail({ from, to: { name: "", address: to }, subject, text, ...toMessageId(id) });
    } catch (e) {
      const { code, responseCode } = e as { code?: string; responseCode?: number };
      const answer = `the mail server did not take it: ${code ?? "?"} ${responseCode ?? ""}`.trim();
      // A refused sign-in, or a server that is away, is the shop's trouble and passes; a refused recipient does not.
      throw code === "EENVELOPE" && (responseCode ?? 0) >= 500 ? refuseForGood(answer) : new Error(answer);
    }
  };
}
