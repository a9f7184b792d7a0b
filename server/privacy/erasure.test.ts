import { getTableColumns, getTableName, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { everyModule } from "@/server/app/personal-data";
import { listStockViolations } from "@/server/inventory/queries";
import { bus } from "@/server/platform/bus";
import { loadSecrets } from "@/server/platform/secrets";
import { canAccessScope, findShopActor } from "@/server/shoppers/queries";
import { makeHouse, makePerson } from "@/server/testing/person";
import { type Finding, findValues } from "@/server/testing/scan";
import { getDataSubject } from "./data-subject";
import { eraseLateWrites, eraseShopper, listErased } from "./erasure";
import { exportShopper, listExportedColumns, listShares } from "./export";

type Fixture = Awaited<ReturnType<typeof makeHouse>>;
type Person = Awaited<ReturnType<typeof makePerson>>;
let createFixture: Fixture;
beforeAll(async () => {
  await loadSecrets();
  createFixture = await makeHouse();
});

/** Tables that are filled by the erasure itself, or hold nothing readable. */
const notBefore = ["erasure"];
const listPlaces = (found: Finding[]) => [...new Set(found.map((f) => `${f.table}.${f.column}`))].sort();

test("the export contains every declared value of the shopper, and nothing of another person", async () => {
  const leyla = await makePerson(createFixture);
  const murad = await makePerson(createFixture);
  const subject = await getDataSubject(leyla.id);
  const made = await exportShopper(leyla.id);
  const text = JSON.stringify(made).toLowerCase();
  for (const share of listShares(everyModule)) {
    const name = getTableName(share.table);
    if (notBefore.includes(name)) continue;
    const columns: Record<string, PgColumn> = getTableColumns(share.table);
    const raw = (await db().select(columns).from(share.table).where(share.whose(subject))) as Record<string, unknown>[];
    expect(raw.length, `${name}: nothing to look for`).toBeGreaterThan(0);
    const rows = made.tables.find((t) => t.table === name)?.rows ?? [];
    expect(rows.length, `${name} is not handed out whole`).toBe(raw.length);
    for (const column of listExportedColumns(share)) {
      for (const value of raw.map((row) => row[column]).filter((v) => v !== null && v !== "")) {
        const plain = JSON.stringify(value);
        const handedOut = rows.some((row) => JSON.stringify(row[column] ?? null).includes(plain));
        expect(handedOut, `${name}.${column}: ${plain} is missing`).toBe(true);
      }
    }
  }
  for (const value of leyla.all) expect(text).toContain(value.toLowerCase());
  for (const value of [...murad.all, murad.id, murad.guestId]) expect(text).not.toContain(value.toLowerCase());
});

test("identifying values are in declared columns only, and no exported value is a secret", async () => {
  const leyla = await makePerson(createFixture);
  const declared = new Map(listShares(everyModule).map((share) => [getTableName(share.table), share]));
  for (const { table, column } of await findValues(leyla.all)) {
    const share = declared.get(table);
    const byName = Object.entries(share ? getTableColumns(share.table) : {}).find(([, c]) => toSqlName(c) === column);
    const kind = byName && share?.columns[byName[0]];
    const copies = ["sync_change.row", "idempotency_key.result"];
    expect(kind === "identifies" || copies.includes(`${table}.${column}`), `${table}.${column} is ${kind}`).toBe(true);
  }
});

/** A column's name in the database. */
const toSqlName = (column: PgColumn) => column.name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

/** Erases by the declarations of `modules`; returns where the person's values still are in the database. */
async function findRemains(modules: typeof everyModule, person: Person): Promise<string[]> {
  await eraseShopper(person.actor, person.id, modules);
  return listPlaces(await findValues(person.all));
}

test("after an erasure no value of the person is left in the database; others lose nothing", async () => {
  const leyla = await makePerson(createFixture);
  const murad = await makePerson(createFixture);
  const before = await findValues(murad.all);
  expect(listPlaces(await findValues(leyla.all)).length).toBeGreaterThan(8);
  expect(await findRemains(everyModule, leyla)).toEqual([]);
  expect(await findValues(murad.all)).toEqual(before);
  expect(await listStockViolations()).toEqual([]);
});

const withValues = ["sync", "platform", "messaging", "fittings", "orders", "pickups", "shoppers"];
test.each(withValues)("the scan detects an erasure that left %s out", async (module) => {
  const leyla = await makePerson(createFixture);
  const left = await findRemains(
    everyModule.filter((m) => m.module !== module),
    leyla,
  );
  expect(left).not.toEqual([]);
});

test("orders stay without their person; what was open is released and leaves the tablets", async () => {
  const leyla = await makePerson(createFixture);
  const orders = () =>
    db().execute<{ status: string; contact: string; pieces: number }>(sql`
      select p.status, p.contact_name || p.contact as contact, sum(l.quantity)::int as pieces
      from pickup p join pickup_line l on l.pickup_id = p.id where p.shopper_id = ${leyla.id}
      group by p.id order by p.status`);
  expect([...(await orders())].map((o) => o.status)).toEqual(["collected", "reserved"]);
  await eraseShopper(leyla.actor, leyla.id);
  expect([...(await orders())]).toEqual([
    { status: "cancelled", contact: "", pieces: 1 },
    { status: "collected", contact: "", pieces: 1 },
  ]);
  const announced = await db().execute<{ entity: string }>(sql`select entity from sync_change
    where scope_id = ${createFixture.store.id} and row is null and entity in ('pickup', 'fitting', 'room_request')`);
  expect(new Set(announced.map((t) => t.entity))).toEqual(new Set(["pickup", "fitting", "room_request"]));
  const [rooms] = await db().execute<{ n: number }>(
    sql`select count(*)::int as n from fitting where shopper_id = ${leyla.id}`,
  );
  expect(rooms?.n).toBe(0);
  expect(await listStockViolations()).toEqual([]);
});

test("sessions, devices and assistance end immediately, and every stream is checked again", async () => {
  const leyla = await makePerson(createFixture);
  const helper = createFixture.consultant.ctx.actor;
  expect(await findShopActor(leyla.device.id, null)).toMatchObject({ kind: "customer" });
  expect(await canAccessScope(helper, leyla.id)).toBe(true);
  const notified: string[] = [];
  for (const id of [leyla.id, leyla.guestId]) bus.once(`access:${id}`, () => notified.push(id));
  await eraseShopper(leyla.actor, leyla.id);
  expect(await findShopActor(leyla.device.id, null)).toEqual({ kind: "anonymous" });
  expect(await canAccessScope(helper, leyla.id)).toBe(false);
  expect(notified.sort()).toEqual([leyla.id, leyla.guestId].sort());
  expect((await listErased([leyla.id, leyla.guestId, createFixture.store.id])).sort()).toEqual(notified.sort());
});

test("writes of a request in progress are erased a minute later", async () => {
  const leyla = await makePerson(createFixture);
  await eraseShopper(leyla.actor, leyla.id);
  await db().execute(sql`update shopper set name = ${leyla.values.name} where id = ${leyla.id}`);
  await eraseLateWrites();
  expect(await findValues(leyla.all)).not.toEqual([]);
  await db().execute(sql`update clock_offset set shift = shift + interval '61 seconds'`);
  await eraseLateWrites();
  expect(await findValues(leyla.all)).toEqual([]);
});
