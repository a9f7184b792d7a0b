import postgres from "postgres";
import { afterAll, beforeEach, inject } from "vitest";
import { closeDb } from "@/db/client";
import { loadSecrets } from "@/server/platform/secrets";
import "@/server/app/register";
import { withDatabase } from "./cluster";

// Each test file gets a database of its own, cloned from the migrated template.
const adminUrl = inject("adminUrl");
const name = `t_${process.pid}_${process.env.VITEST_POOL_ID}_${Date.now()}`;
const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
await admin.unsafe(`create database ${name} template ${inject("template")} strategy file_copy`);
process.env.DATABASE_URL = withDatabase(adminUrl, name);
// Work that the file before left behind may have opened its own database again.
await closeDb();
// Not earlier: a test file may still change the environment.
beforeEach(async () => {
  await loadSecrets();
});

afterAll(async () => {
  await closeDb();
  await admin.unsafe(`drop database ${name} with (force)`);
  await admin.end();
});
