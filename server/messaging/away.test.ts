import { createServer } from "node:net";
import { sql } from "drizzle-orm";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { outgoingMessage } from "@/db/schema/contacts";
import { inTransaction } from "@/server/platform/transaction";
import { createSmtpSender } from "./email";
import { deliverDue, queueMessage } from "./outbox";

const received: string[] = [];
const createMailServer = () =>
  new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    async onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      received.push((await PostalMime.parse(Buffer.concat(chunks))).subject ?? "");
      done();
    },
  });

/** A port on which nobody listens. */
async function findClosedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

const shiftClock = (interval: string) =>
  db().execute(sql`update clock_offset set shift = shift + ${interval}::interval`);
const write = (subject: string, minutes?: number) =>
  inTransaction((tx) => queueMessage(tx, { channel: "email", to: "leyla@example.test", subject, text: "…" }, minutes));

afterEach(async () => {
  await db().execute(sql`update clock_offset set shift = '0'`);
});

test("a mail server that is away for an hour loses no message, and a code that expired meanwhile is not sent", async () => {
  const port = await findClosedPort();
  const by = { email: createSmtpSender(`smtp://127.0.0.1:${port}`, "shop@example.test") };
  await write("Order 1");
  await write("Order 2");
  await write("Your code", 10);
  for (let minute = 0; minute < 60; minute++) {
    await deliverDue(by);
    await shiftClock("1 minute");
  }
  expect(await db().$count(outgoingMessage)).toBe(2);
  const mails = createMailServer();
  mails.on("error", () => {});
  await new Promise<void>((resolve) => void mails.listen(port, "127.0.0.1", resolve));
  await shiftClock("6 minutes");
  await deliverDue(by);
  await new Promise<void>((resolve) => mails.close(() => resolve()));
  expect(received.sort()).toEqual(["Order 1", "Order 2"]);
  expect(await db().$count(outgoingMessage)).toBe(0);
});
