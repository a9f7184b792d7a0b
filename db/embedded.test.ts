import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openSql } from "../server/testing/sql";
import { resolveEmbeddedDataDir, startEmbedded } from "./embedded";

const createTemporaryDir = () => mkdtempSync(path.join(tmpdir(), "selvedge-embedded-"));

test("a data directory resolves to the same path, whether its folders exist or not", () => {
  const home = createTemporaryDir();
  chmodSync(home, 0o700);
  const given = path.join(home, "data", "pg");
  const before = resolveEmbeddedDataDir(given);
  mkdirSync(given, { recursive: true });
  expect(resolveEmbeddedDataDir(given)).toBe(before);
  expect(before === given).toBe(process.getuid?.() !== 0);
  rmSync(home, { recursive: true });
});

test("a killed cluster is restarted on its port, and can still be stopped", async () => {
  const home = createTemporaryDir();
  chmodSync(home, 0o755);
  const dir = path.join(home, "pg");
  const cluster = await startEmbedded(dir, { durable: false });
  const failures: Error[] = [];
  cluster.keepRunning((reason) => failures.push(reason));
  const pid = () => Number(readFileSync(path.join(dir, "postmaster.pid"), "utf8").split("\n", 1)[0]);
  const first = pid();
  process.kill(first, "SIGKILL");
  const sql = openSql(cluster.url);
  let answered = false;
  for (let i = 0; i < 200 && !answered; i++) {
    answered = await sql`select 1`.then(
      () => pid() !== first,
      () => false,
    );
    await sleep(100);
  }
  await sql.end();
  expect([answered, failures]).toEqual([true, []]);
  await cluster.stop();
  rmSync(home, { recursive: true });
});
