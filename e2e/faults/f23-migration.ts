import pg from "pg";
import { migrateDatabase } from "@/db/migrate";
import { startLoad } from "@/e2e/scale/load";
import { findFaults } from "@/server/cli/check-migrations.mjs";
import { addMigrations } from "@/server/testing/migrations";
import { openSql } from "@/server/testing/sql";
import { checkInvariants, compareFigures, type Fault, type ResultLine, reportMutant } from "./fault";
import { sleep, type TestEnv } from "./test-env";

const rows = 50_000;

/** What a release adds, in the steps of CONTRIBUTING.md, to the table that every change of a cart writes. */
const expand = [
  "alter table cart_line add column note text;--> statement-breakpoint\n" +
    "alter table cart_line add constraint cart_line_note_short check (length(note) < 200) not valid",
  "alter table cart_line validate constraint cart_line_note_short",
  "drop index concurrently if exists cart_line_note;--> statement-breakpoint\n" +
    "create index concurrently cart_line_note on cart_line (note)",
];
/** What the release after it takes away, when nobody reads it any more. */
const contract = ["-- No release reads it.\n-- squawk-ignore ban-drop-column\nalter table cart_line drop column note"];

/** Carts of many others, so that reading or writing all of them takes a while. */
async function fillCarts(url: string): Promise<void> {
  const own = openSql(url);
  await own.run(`with scopes as (insert into sync_scope (id, kind) select gen_random_uuid(), 'shopper'
      from generate_series(1, ${rows}) returning id),
    carts as (insert into cart (scope_id, currency) select id, 'AZN' from scopes),
    goods as (select id from variant limit 1)
    insert into cart_line (scope_id, line_key, variant_id, fulfilment, quantity, price_seen_minor, currency, version)
    select scopes.id, goods.id || ':deliver', goods.id, 'deliver', 1, 12900, 'AZN', 1 from scopes, goods`);
  await own.end();
}

/** Reads carts in one transaction for so long, as a dump or a report does. */
async function readFor(url: string, ms: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("begin; select from cart_line limit 1");
  await sleep(ms);
  await client.query("commit");
  await client.end();
}

/** Shoppers at work while `work` runs, on a database that is given up afterwards. */
async function runBeside(testEnv: TestEnv, work: () => Promise<unknown>) {
  const load = await startLoad(testEnv.server.url, 10);
  await fillCarts(testEnv.url);
  const startedAt = performance.now();
  await work();
  const took = Math.round(performance.now() - startedAt);
  return { took, ...(await load.stop()) };
}

/** As a client that knows nothing of a shop at work. */
async function alterWaiting(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("alter table cart_line add column other text");
  await client.end();
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  const [found, invariants] = await testEnv.withMutant({}, async (twin) => [
    await runBeside(twin, async () => {
      const reader = readFor(twin.url, 7_000);
      await sleep(200);
      await migrateDatabase(twin.url, addMigrations(expand));
      await reader;
      await migrateDatabase(twin.url, addMigrations([...expand, ...contract]));
    }),
    await checkInvariants(),
  ]);
  const told = `${found.requests} requests, slowest ${found.slowest} ms; four migrations took ${found.took} ms`;
  const figures = compareFigures(
    `expand and contract ${rows} carts in use, beside a long reader`,
    { failed: [found.failures.length, 0], lost: [found.lost, 0], "streams behind": [found.behind, 0] },
    [told, ...new Set(found.failures)].join(", "),
  );
  const faults = [...expand, ...contract].flatMap(findFaults);
  const naive = await testEnv.withMutant({}, (twin) =>
    runBeside(twin, async () => {
      const reader = readFor(twin.url, 8_000);
      await sleep(200);
      await Promise.all([reader, alterWaiting(twin.url)]);
    }),
  );
  return [
    figures,
    { ...invariants, what: "invariants of that shop" },
    compareFigures("the check of migrations", { "faults in these": [faults.length, 0] }),
    reportMutant("a time-out of locks", naive.failures.length > 0, `${naive.failures.length} requests failed`),
  ];
}

export const migrationUnderLoad: Fault = { id: "F23", name: "migration under load", run };
