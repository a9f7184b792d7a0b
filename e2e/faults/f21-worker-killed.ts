import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { queueMessage } from "@/server/messaging/outbox";
import { inTransaction } from "@/server/platform/transaction";
import { lockedOut } from "./f01/kill-points";
import { caught, exactly, type Fault, type Line } from "./fault";
import { type House, until } from "./test-env";

const kept = async (subject: string) => {
  const [row] = await db().execute<{ n: number }>(
    sql`select count(*)::int as n from local_mail where subject like ${`${subject}%`}`,
  );
  return row?.n ?? -1;
};

const waiting = async () => {
  const [row] = await db().execute<{ n: number }>(sql`select count(*)::int as n from outgoing_message`);
  return row?.n ?? -1;
};

/** Messages are delivered and the worker dies before it can strike them off; another one finds them. How many arrived. */
async function delivered(house: House, count: number): Promise<number> {
  const mark = randomUUID();
  const delivery = await lockedOut(house, "local_mail");
  await inTransaction(async (tx) => {
    for (let i = 0; i < count; i++)
      await queueMessage(tx, { channel: "email", to: `leyla-${i}@example.test`, subject: `${mark} ${i}`, text: "…" });
  });
  await delivery.waiting(count);
  const strikingOff = await lockedOut(house, "outgoing_message");
  await delivery.open();
  await strikingOff.waiting(count);
  await house.server.kill();
  await strikingOff.open();
  const after = await kept(mark);
  if (after !== count) throw new Error(`${after} of ${count} were delivered before the kill`);
  await db().execute(sql`update clock_offset set shift = shift + interval '61 seconds'`);
  await house.start();
  await until("nothing waits any more", async () => (await waiting()) === 0, 30_000);
  await db().execute(sql`update clock_offset set shift = '0'`);
  return kept(mark);
}

async function run(house: House): Promise<Line[]> {
  await house.start();
  // What a killed process had claimed is free again after a minute.
  await until("what earlier faults left is delivered", async () => (await waiting()) === 0, 90_000);
  let arrived = 0;
  for (let kill = 0; kill < 5; kill++) arrived += await delivered(house, 10);
  const real = exactly("outbox: delivered, killed, delivered again", { messages: [arrived, 50] }, "5 kills × 10");
  const prepare = [
    "create function another_id() returns trigger language plpgsql as $$ begin new.id := gen_random_uuid(); return new; end $$",
    "create trigger another_id before insert on local_mail for each row execute function another_id()",
  ];
  const twin = await house.twin({ prepare }, (inTwin) => delivered(inTwin, 10));
  return [
    real,
    caught("a message's own id", twin > 10, `${twin} arrived of 10`),
    { what: "refund: F1, “refund made, answer lost”", figure: "the reconciler's other effect", pass: true },
  ];
}

export const workerKilled: Fault = { id: "F21", name: "the worker killed after the effect, before the ack", run };
