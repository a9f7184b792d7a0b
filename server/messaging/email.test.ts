import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSmtpSender } from "./email";

type ReceivedMail = { from: string; to: string[]; raw: string };
const receivedMails: ReceivedMail[] = [];

/** A mail server that keeps what it receives and refuses one recipient. */
const sink = new SMTPServer({
  authOptional: false,
  allowInsecureAuth: true,
  disabledCommands: ["STARTTLS"],
  onAuth: ({ username, password }, _session, done) =>
    username === "shop" && password === "p@ss" ? done(null, { user: username }) : done(new Error("535 no")),
  onRcptTo: ({ address }, _session, done) =>
    done(address === "gone@example.test" ? new Error(`550 ${address} is unknown`) : null),
  onData: (stream, { envelope }, done) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => {
      const from = envelope.mailFrom ? envelope.mailFrom.address : "";
      receivedMails.push({ from, to: envelope.rcptTo.map((r) => r.address), raw: Buffer.concat(chunks).toString() });
      done();
    });
  },
});
sink.on("error", () => {});
let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
  url = `smtp://shop:p%40ss@127.0.0.1:${(sink.server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => sink.close(() => resolve())));

const mail = {
  channel: "email" as const,
  to: "leyla@example.test",
  subject: "Ваш код: 123456 — ə",
  text: "Kodunuz: 123456.\n\nƏ",
};

test("a mail arrives as written, in every language, from the shop's address", async () => {
  await createSmtpSender(url, "Selvedge <shop@example.test>")(mail);
  const [got] = receivedMails.splice(0);
  expect(got).toMatchObject({ from: "shop@example.test", to: ["leyla@example.test"] });
  const read = await PostalMime.parse(got?.raw ?? "");
  expect(read).toMatchObject({ subject: mail.subject, from: { name: "Selvedge", address: "shop@example.test" } });
  expect(read.to).toMatchObject([{ address: "leyla@example.test" }]);
  expect(read.text?.trim()).toBe(mail.text);
  expect(read.html).toBeUndefined();
});

test("an address is one recipient, whatever it contains", async () => {
  await createSmtpSender(url, "shop@example.test")({ ...mail, to: "a@example.test, b@example.test" }).catch(() => {});
  expect(receivedMails.splice(0).flatMap((m) => m.to)).not.toContain("b@example.test");
});

test("a refusal reports the server's status and not the address", async () => {
  const refused = await createSmtpSender(
    url,
    "shop@example.test",
  )({ ...mail, to: "gone@example.test" }).catch((e: Error) => e);
  expect(refused).toBeInstanceOf(Error);
  expect(String(refused)).toContain("550");
  expect(String(refused)).not.toContain("gone");
  const strange = await createSmtpSender(
    url.replace("p%40ss", "other"),
    "shop@example.test",
  )(mail).catch((e: Error) => e);
  expect(String(strange)).toContain("EAUTH");
});
