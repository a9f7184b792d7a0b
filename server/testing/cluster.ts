import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "../../db/embedded";
import { migrateDatabase } from "../../db/migrate";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of a database in the test cluster from which the template can be cloned. */
    adminUrl: string;
    template: string;
  }
}

type Cluster = { adminUrl: string; template: string; stop: () => Promise<void> };
/** Projects of one run share the process, but not its modules. */
const here = globalThis as { selvedgeTestCluster?: { cluster: Promise<Cluster>; users: number } };

async function start(): Promise<Cluster> {
  const external = process.env.TEST_DATABASE_URL;
  const embedded = external
    ? null
    : await startEmbedded(process.env.TEST_DATA_DIR ?? ".data/test/pg", { durable: false });
  const adminUrl = external ?? embedded?.url ?? "";
  const template = `selvedge_template_${process.pid}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${template}`);
  await migrateDatabase(withDatabase(adminUrl, template));
  const stop = async () => {
    await admin.query(`drop database ${template} with (force)`);
    await admin.end();
    await embedded?.stop();
  };
  return { adminUrl, template, stop };
}

/**
 * One cluster per run with a migrated template; each test file clones it (see database.ts). `TEST_DATABASE_URL` runs
 * the suite on another server.
 */
export default async function setup(project: TestProject) {
  here.selvedgeTestCluster ??= { cluster: start(), users: 0 };
  const shared = here.selvedgeTestCluster;
  shared.users++;
  const { adminUrl, template, stop } = await shared.cluster;
  project.provide("adminUrl", adminUrl);
  project.provide("template", template);
  return async () => {
    if (--shared.users === 0) await stop();
  };
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const u = new URL(url);
  u.pathname = `/${name}`;
  return u.toString();
}
