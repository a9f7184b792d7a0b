import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, type Tx } from "@/db/client";
import { awaitAll } from "@/server/platform/transaction";
import { type Announce, type BeforeCommit, commitWithChanges } from "./commit";

const createFailure = (code: string) =>
  sql.raw(`do $$ begin raise exception 'made to fail' using errcode = '${code}'; end $$`);

const createTurn = () => new Promise<void>((resolve) => void setTimeout(resolve, 20));

const announced = (announce: Announce) => {
  const id = randomUUID();
  announce({ scopeId: id, kind: "shopper", entity: "cart_line", entityId: id, row: null, by: {} });
};

test("a deadlock in the last statements is retried, although a statement sent with them fails for another reason", async () => {
  let attempts = 0;
  const work = async (tx: Tx, announce: Announce, beforeCommit: BeforeCommit) => {
    attempts++;
    announced(announce);
    const first = attempts === 1;
    // A statement sent after it fails at the same moment, and its error arrives first.
    beforeCommit(async () => {
      if (first) await tx.execute(createFailure("40P01")).catch((e) => createTurn().then(() => Promise.reject(e)));
    });
  };
  // The connection has prepared the statements by then, and sends them in one packet.
  await commitWithChanges(async (_tx, announce) => announced(announce));
  await commitWithChanges(work);
  expect(attempts).toBe(2);
});

test("a refusal in the last statements rolls everything back and is thrown unchanged", async () => {
  const scope = randomUUID();
  const refused = commitWithChanges(async (_tx, announce, beforeCommit) => {
    announce({ scopeId: scope, kind: "shopper", entity: "cart_line", entityId: scope, row: null, by: {} });
    beforeCommit(() => Promise.reject(new Error("no")));
  });
  await expect(refused).rejects.toThrow("no");
  expect(await db().execute(sql`select 1 from sync_scope where id = ${scope}`)).toEqual([]);
});

test("of statements sent together the first failure in order is thrown, once all have ended", async () => {
  let ended = 0;
  const failsAfter = async (turns: number, why: string) => {
    for (let i = 0; i < turns; i++) await createTurn();
    ended++;
    throw new Error(why);
  };
  await expect(
    awaitAll([failsAfter(2, "the cause"), failsAfter(0, "what follows"), failsAfter(4, "the last")]),
  ).rejects.toThrow("the cause");
  expect(ended).toBe(3);
});
