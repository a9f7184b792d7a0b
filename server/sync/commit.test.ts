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

test("a deadlock in what was left for the end is tried again, though what was sent with it fails otherwise", async () => {
  let attempts = 0;
  const work = async (tx: Tx, announce: Announce, atLast: BeforeCommit) => {
    attempts++;
    announced(announce);
    const first = attempts === 1;
    // What was sent after it fails in the same moment, and is heard of sooner.
    atLast(async () => {
      if (first) await tx.execute(createFailure("40P01")).catch((e) => createTurn().then(() => Promise.reject(e)));
    });
  };
  // The connection knows the statements by then, and sends them in one piece.
  await commitWithChanges(async (_tx, announce) => announced(announce));
  await commitWithChanges(work);
  expect(attempts).toBe(2);
});

test("a refusal at the end undoes all of it and passes as it is", async () => {
  const scope = randomUUID();
  const refused = commitWithChanges(async (_tx, announce, atLast) => {
    announce({ scopeId: scope, kind: "shopper", entity: "cart_line", entityId: scope, row: null, by: {} });
    atLast(() => Promise.reject(new Error("no")));
  });
  await expect(refused).rejects.toThrow("no");
  expect(await db().execute(sql`select 1 from sync_scope where id = ${scope}`)).toEqual([]);
});

test("of what was sent together the first failure in order is told, once all have ended", async () => {
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
