import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeEach, inject } from "vitest";
import { closeDb } from "@/db/client";
import { registerModules } from "@/server/app/register";
import { loadSecrets } from "@/server/platform/secrets";
import { waitForAddedJobs } from "@/server/queue/commands";
import { withDatabase } from "./cluster";

// Each test file gets a database of its own, cloned from the migrated template.
const adminUrl = inject("adminUrl");
const name = `t_${process.pid}_${process.env.VITEST_POOL_ID}_${Date.now()}`;
const admin = new pg.Client({ connectionString: adminUrl });
await admin.connect();
await admin.query(`create database ${name} template ${inject("template")} strategy file_copy`);
const direct = withDatabase(adminUrl, name);
const pooler = process.env.TEST_POOLER_URL;
if (pooler) process.env.DATABASE_DIRECT_URL = direct;
process.env.DATABASE_URL = pooler ? withDatabase(pooler, name) : direct;
// Work that the file before left behind may have opened its own database again.
await closeDb();

/** Without force at first: work that a test left behind may end by itself; a pooler keeps its connections. */
async function dropDatabase(attempts = pooler ? 0 : 20): Promise<void> {
  await waitForAddedJobs();
  await closeDb();
  try {
    await admin.query(`drop database ${name}${attempts > 0 ? "" : " with (force)"}`);
  } catch (e) {
    if (attempts === 0) throw e;
    await setTimeout(100);
    await dropDatabase(attempts - 1);
  }
}

// Not earlier: a test file may still change the environment.
beforeEach(async () => {
  await loadSecrets();
  // A test may have put in its own.
  registerModules();
});

afterAll(async () => {
  await dropDatabase();
  await admin.end();
});
