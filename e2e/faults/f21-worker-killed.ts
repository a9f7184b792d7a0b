import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { queueMessage } from "@/server/messaging/outbox";
import { inTransaction } from "@/server/platform/transaction";
import { lockTable } from "./f01/kill-points";
import { compareFigures, type Fault, type ResultLine, reportMutant } from "./fault";
import { type TestEnv, waitUntil } from "./test-env";

const countOutbox = async (subject: string) => {
  const [row] = await db().execute<{ n: number }>(
    sql`select count(*)::int as n from local_mail where subject like ${`${subject}%`}`,
  );
  return row?.n ?? -1;
};

const countWaiting = async () => {
  const [row] = await db().execute<{ n: number }>(sql`select count(*)::int as n from outgoing_message`);
  return row?.n ?? -1;
};

/** Messages are delivered and the worker dies before it can strike them off; another one finds them. How many arrived. */
async function killAndDeliver(testEnv: TestEnv, count: number): Promise<number> {
  const mark = randomUUID();
  const delivery = await lockTable(testEnv, "local_mail");
  await inTransaction(async (tx) => {
    for (let i = 0; i < count; i++)
      await queueMessage(tx, { channel: "email", to: `leyla-${i}@example.test`, subject: `${mark} ${i}`, text: "…" });
  });
  await delivery.waiting(count);
  const strikingOff = await lockTable(testEnv, "outgoing_message");
  await delivery.open();
  await strikingOff.waiting(count);
  await testEnv.server.kill();
  await strikingOff.open();
  const after = await countOutbox(mark);
  if (after !== count) throw new Error(`${after} of ${count} were delivered before the kill`);
  await db().execute(sql`update clock_offset set shift = shift + interval '61 seconds'`);
  await testEnv.start();
  await waitUntil("nothing waits any more", async () => (await countWaiting()) === 0, 30_000);
  await db().execute(sql`update clock_offset set shift = '0'`);
  return countOutbox(mark);
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  await testEnv.start();
  // What a killed process had claimed is free again after a minute.
  await waitUntil("what earlier faults left is delivered", async () => (await countWaiting()) === 0, 90_000);
  let arrived = 0;
  for (let kill = 0; kill < 5; kill++) arrived += await killAndDeliver(testEnv, 10);
  const real = compareFigures(
    "outbox: delivered, killed, delivered again",
    { messages: [arrived, 50] },
    "5 kills × 10",
  );
  const prepare = [
    "create function another_id() returns trigger language plpgsql as $$ begin new.id := gen_random_uuid(); return new; end $$",
    "create trigger another_id before insert on local_mail for each row execute function another_id()",
  ];
  const mutant = await testEnv.withMutant({ prepare }, (mutantEnv) => killAndDeliver(mutantEnv, 10));
  return [
    real,
    reportMutant("a message's own id", mutant > 10, `${mutant} arrived of 10`),
    { what: "refund: F1, “refund made, answer lost”", figure: "the reconciler's other effect", pass: true },
  ];
}

export const workerKilled: Fault = { id: "F21", name: "the worker killed after the effect, before the ack", run };
