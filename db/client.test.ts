import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isDatabaseUnavailable } from "../server/platform/errors";
import { awaitAll, inSavepoint } from "../server/platform/transaction";
import { openSql, type Sql } from "../server/testing/sql";
import { closeDb, db, runPrepared, runTransaction, type Tx } from "./client";

let other: Sql;
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

beforeAll(async () => {
  other = openSql(process.env.DATABASE_URL ?? "");
  await other.run("create table note (id int primary key, text text not null)");
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
});
afterAll(async () => {
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
  await other.end();
});
beforeEach(() => other.run("truncate note; insert into note select n, 'old' from generate_series(1, 10) n"));
afterEach(async () => {
  await sleep(10);
  expect(unhandled.splice(0)).toEqual([]);
});

const write = (on: Tx, id: number) => on.execute(sql`update note set text = 'new' where id = ${id}`);
const insert = (on: Tx, id: number) => on.execute(sql`insert into note values (${id}, 'new')`);
const countNew = async () => (await other<{ n: number }>`select count(*)::int as n from note where text = 'new'`)[0]?.n;
const getPid = async (on: Tx) =>
  (await on.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`))[0]?.pid ?? Number.NaN;
const getFailure = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (err: Error & { code?: string; cause?: { code?: string } }) => err.cause?.code ?? err.code ?? err.message,
  );
/** Each connection of the pool answers, in a transaction and out of one. */
async function expectPoolWorks() {
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) => {
      const one = sql`select ${n}::int as n`;
      return n % 2 ? runPrepared<{ n: number }>(one) : runTransaction((tx) => tx.execute<{ n: number }>(one));
    }),
  );
  expect(answers.map(([row]) => row?.n)).toEqual(answers.map((_, n) => n));
}

describe("a statement that fails", () => {
  test("is told, undoes its transaction with all that was sent together with it, and leaves the connection usable", async () => {
    const sent = runTransaction((tx) => awaitAll([write(tx, 1), insert(tx, 1), write(tx, 2), insert(tx, 11)]));
    expect(await getFailure(sent)).toBe("23505");
    expect(await countNew()).toBe(0);
    await expectPoolWorks();
  });

  test("in a savepoint undoes that one only, also one within another", async () => {
    await runTransaction(async (tx) => {
      await write(tx, 1);
      await inSavepoint(tx, async () => {
        await write(tx, 2);
        const inner = inSavepoint(tx, () => awaitAll([write(tx, 3), insert(tx, 1)]));
        expect(await getFailure(inner)).toBe("23505");
        await write(tx, 4);
      });
      const outer = inSavepoint(tx, async () => {
        await inSavepoint(tx, () => write(tx, 5));
        await insert(tx, 1);
      });
      expect(await getFailure(outer)).toBe("23505");
    });
    const changed = await other`select id from note where text = 'new' order by id`;
    expect(changed).toEqual([{ id: 1 }, { id: 2 }, { id: 4 }]);
  });

  test("leads to no commit, though its failure was caught", async () => {
    const hidden = runTransaction(async (tx) => {
      await write(tx, 1);
      await insert(tx, 1).catch(() => {});
    });
    await expect(hidden).rejects.toThrow("was rolled back");
    expect(await countNew()).toBe(0);
  });

  test("a deadlock ends one of two transactions; a conflict of serialisation the later one", async () => {
    let arrived = 0;
    const cross = (first: number, second: number) =>
      runTransaction(async (tx) => {
        await write(tx, first);
        arrived++;
        while (arrived < 2) await sleep(5);
        await write(tx, second);
      });
    const ends = await Promise.all([getFailure(cross(1, 2)), getFailure(cross(2, 1))]);
    expect(ends.sort()).toEqual(["40P01", "none"]);
    const late = runTransaction(async (tx) => {
      await tx.execute(sql`set transaction isolation level repeatable read`);
      await tx.execute(sql`select * from note`);
      await other`update note set text = 'other' where id = ${3}`;
      await write(tx, 3);
    });
    expect(await getFailure(late)).toBe("40001");
    await expectPoolWorks();
  });

  test("a refusal before the server has answered to the begin is thrown as it is", async () => {
    const refusal = new Error("no");
    const refuse = () => runTransaction(() => Promise.reject(refusal));
    for (const end of await Promise.allSettled(Array.from({ length: 30 }, refuse)))
      expect(end).toEqual({ status: "rejected", reason: refusal });
    await expectPoolWorks();
  });
});

describe("a connection that is ended", () => {
  const end = (pid: number) => other`select pg_terminate_backend(${pid}::int)`;

  test.each([
    ["between two statements", (tx: Tx, pid: number) => end(pid).then(() => write(tx, 2))],
    [
      "during a statement, others sent behind it",
      (tx: Tx, pid: number) =>
        awaitAll([
          tx.execute(sql`select pg_sleep(${10}::float8)`),
          write(tx, 2),
          write(tx, 3),
          sleep(50).then(() => end(pid)),
        ]),
    ],
    ["before the commit", (_: Tx, pid: number) => end(pid)],
  ])("%s fails its transaction with one error, and the pool goes on", async (_, work) => {
    const lost = runTransaction(async (tx) => {
      await write(tx, 1);
      await work(tx, await getPid(tx));
    });
    const failure = await lost.catch((err) => err);
    expect(isDatabaseUnavailable(failure)).toBe(true);
    expect(await countNew()).toBe(0);
    await expectPoolWorks();
  });

  test("while it is idle, at the very moment of a begin, is a clean failure or none", async () => {
    for (let i = 0; i < 10; i++) {
      await expectPoolWorks();
      const all = other`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'selvedge'`;
      const during = Array.from({ length: 60 }, async (_, n) => {
        if (n % 3) await all;
        return runTransaction((tx) => write(tx, (n % 10) + 1));
      });
      for (const one of await Promise.allSettled(during))
        if (one.status === "rejected")
          expect([one.reason, isDatabaseUnavailable(one.reason)]).toEqual([one.reason, true]);
      await all;
    }
    await sleep(50);
    await expectPoolWorks();
  });
});

describe("the pool", () => {
  afterEach(async () => {
    await closeDb();
    delete process.env.DATABASE_POOL;
    delete process.env.STATEMENTS;
  });
  const countConnections = async () => {
    const [row] = await other<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and application_name = 'selvedge'`;
    return row?.n;
  };
  const listStatements = (on: Tx) =>
    on.execute<{ statement: string }>(sql`select statement from pg_prepared_statements`);
  const readSettings = (on: Tx) =>
    on.execute(sql`select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
      current_setting('idle_in_transaction_session_timeout') as idle`);

  test("makes those wait for which it has no connection", async () => {
    await closeDb();
    process.env.DATABASE_POOL = "2";
    const work = Array.from({ length: 30 }, () =>
      runTransaction(async (tx) => {
        await tx.execute(sql`select pg_sleep(0.005)`);
        return countConnections();
      }),
    );
    expect(Math.max(...(await Promise.all(work)).map(Number))).toBe(2);
  });

  test.each(["named", "unnamed"])("keeps statements by name, and none behind a pooler: %s", async (kind) => {
    await closeDb();
    process.env.STATEMENTS = kind;
    const timeouts = { statement: "15s", lock: "5s", idle: "15s" };
    await runTransaction(async (tx) => {
      await write(tx, 1);
      expect(await listStatements(tx)).toHaveLength(kind === "named" ? 1 : 0);
      expect(await readSettings(tx)).toEqual([timeouts]);
    });
    expect(await db().execute(sql`show lock_timeout`)).toEqual([{ lock_timeout: kind === "named" ? "5s" : "0" }]);
    expect(await countNew()).toBe(1);
  });

  test("closes when a statement does not end", async () => {
    const long = getFailure(db().execute(sql`select pg_sleep(10)`));
    await expectPoolWorks();
    await closeDb();
    const cancelled =
      await other`select pg_cancel_backend(pid) from pg_stat_activity where query = 'select pg_sleep(10)'`;
    expect(cancelled).toHaveLength(1);
    expect(await long).toBe("57014");
  });
});
