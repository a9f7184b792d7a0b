import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { outgoingMessage } from "@/db/schema/contacts";
import { loadSecrets } from "@/server/platform/secrets";
import { inTransaction } from "@/server/platform/transaction";
import { deliverDue, queueMessage, retryMessage } from "./outbox";
import { listFailedMessages } from "./queries";
import { refuseForGood } from "./refusal";
import type { Message } from "./schema";

beforeAll(async () => {
  await loadSecrets();
});
beforeEach(async () => {
  await db().delete(outgoingMessage);
});

const mail: Message = { channel: "email", to: "leyla@example.test", subject: "s", text: "123456" };
const shiftClock = (interval: string) =>
  db().execute(sql`update clock_offset set shift = shift + ${interval}::interval`);
const listOutgoing = () => db().select().from(outgoingMessage);
const queue = (message = mail, minutes?: number) => inTransaction((tx) => queueMessage(tx, message, minutes));

test("a message is sent once, after the change it reports, and is unreadable until then", async () => {
  const sent: Message[] = [];
  const by = { email: async (message: Message) => void sent.push(message) };
  await inTransaction(async (tx) => {
    await queueMessage(tx, mail);
    await deliverDue(by);
    expect(sent).toEqual([]);
  });
  expect(JSON.stringify(await listOutgoing())).not.toMatch(/leyla|123456/);
  await Promise.all([deliverDue(by), deliverDue(by)]);
  expect(sent).toEqual([{ ...mail, id: expect.any(String) }]);
  expect(await listOutgoing()).toEqual([]);
});

test("messages to one recipient are sent in the order in which they were queued", async () => {
  const sent: string[] = [];
  const by = {
    async email({ text }: Message) {
      // The first takes longest.
      await new Promise((resolve) => setTimeout(resolve, 40 - 10 * Number(text)));
      sent.push(text);
    },
  };
  // One transaction, hence one time of creation.
  await inTransaction(async (tx) => {
    for (const text of ["0", "1", "2", "3"]) await queueMessage(tx, { ...mail, text });
  });
  await deliverDue(by);
  expect(sent).toEqual(["0", "1", "2", "3"]);
});

test("a change that rolls back sends nothing", async () => {
  const sent: Message[] = [];
  const undone = inTransaction(async (tx) => {
    await queueMessage(tx, mail);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  await deliverDue({ email: async (message) => void sent.push(message) });
  expect(sent).toEqual([]);
});

test("a failure is tried again for a day, then given up and kept for a week", async () => {
  let tries = 0;
  const by = {
    email: async () => {
      tries++;
      throw new Error("the mail server did not take it: 451");
    },
  };
  await queue();
  for (const [wait, expected] of [
    ["0 seconds", 1],
    ["1 second", 1],
    ["2 seconds", 2],
    ["7 seconds", 2],
    ["6 seconds", 3],
    ["6 minutes", 4],
    ["23 hours", 5],
    ["1 minute", 5],
  ] as const) {
    await shiftClock(wait);
    await deliverDue(by);
    expect(tries).toBe(expected);
  }
  expect(await listFailedMessages(10)).toEqual([]);
  await shiftClock("1 hour");
  await deliverDue(by);
  expect(await listFailedMessages(10)).toMatchObject([
    { channel: "email", reason: "the mail server did not take it: 451", tries: 6 },
  ]);
  await shiftClock("6 days");
  await deliverDue(by);
  expect([tries, (await listOutgoing()).length]).toEqual([6, 1]);
  await shiftClock("25 hours");
  await deliverDue(by);
  expect(await listOutgoing()).toEqual([]);
});

test("a recipient that is refused for good is given up at once, and sent again when asked", async () => {
  const sent: Message[] = [];
  let refused = true;
  const by = {
    email: async (message: Message) => {
      if (refused) throw refuseForGood("the mail server did not take it: EENVELOPE 550");
      sent.push(message);
    },
  };
  await queue();
  await deliverDue(by);
  const [failed] = await listFailedMessages(10);
  expect(failed).toMatchObject({ reason: "the mail server did not take it: EENVELOPE 550", tries: 1 });
  await shiftClock("1 hour");
  refused = false;
  await deliverDue(by);
  expect(sent).toEqual([]);
  expect(await inTransaction((tx) => retryMessage(tx, failed?.id ?? ""))).toBe(true);
  expect(await inTransaction((tx) => retryMessage(tx, failed?.id ?? ""))).toBe(false);
  await deliverDue(by);
  expect(sent).toMatchObject([mail]);
  expect(await listOutgoing()).toEqual([]);
});

test("a message that cannot be sent does not delay the others", async () => {
  const sent: string[] = [];
  await queue({ ...mail, to: "gone@example.test" });
  await queue();
  await deliverDue({
    email: async ({ to }) => {
      if (to.startsWith("gone")) throw new Error("550");
      sent.push(to);
    },
  });
  expect(sent).toEqual(["leyla@example.test"]);
});

test("a code that expired while nothing could be sent is not sent", async () => {
  const sent: Message[] = [];
  await queue(mail, 10);
  await shiftClock("11 minutes");
  await deliverDue({ email: async (message) => void sent.push(message) });
  expect(sent).toEqual([]);
  expect(await listOutgoing()).toEqual([]);
});

test("a message leased by a dead process is sent after a minute", async () => {
  const sent: Message[] = [];
  await queue();
  await db().execute(sql`update outgoing_message set attempts = 1, next_at = clock_now() + interval '1 minute'`);
  const by = { email: async (message: Message) => void sent.push(message) };
  await deliverDue(by);
  expect(sent).toEqual([]);
  await shiftClock("61 seconds");
  await deliverDue(by);
  expect(sent).toEqual([{ ...mail, id: expect.any(String) }]);
});
