import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { expect, expectTypeOf, test } from "vitest";
import { makeStore } from "../server/testing/factories";
import { db } from "./client";
import { jsonArray, jsonObject, pick } from "./json";
import { fittingRoom, store } from "./schema/stores";

test("an object has the given keys and its columns' types, times as text, also under another name of the table", async () => {
  const { id } = await makeStore({ name: 'O\'Neil "A"' });
  const s = alias(store, "s");
  const json = jsonObject({ ...pick(s, "id", "name", "phone"), isOpen: s.active, two: sql<number>`${1}::int + 1` });
  const [row] = await db().execute<{ json: unknown }>(sql`select ${json} as json from store s where id = ${id}`);
  expect(row?.json).toEqual({ id, name: 'O\'Neil "A"', phone: expect.any(String), isOpen: true, two: 2 });
  type Built = typeof json extends SQL<infer Value> ? Value : never;
  expectTypeOf<Built>().toEqualTypeOf<{ id: string; name: string; phone: string; isOpen: boolean; two: number }>();
});

test("an array keeps its order, and is empty when there are no rows", async () => {
  const { id } = await makeStore();
  const rooms = (order: string) =>
    jsonArray(jsonObject(pick(fittingRoom, "name")), sql`from fitting_room where store_id = ${id}`, sql.raw(order));
  const read = async (order: string) =>
    (await db().execute<{ rooms: { name: string }[] }>(sql`select ${rooms(order)} as rooms`))[0]?.rooms;
  await db().delete(fittingRoom).where(sql`store_id = ${id}`);
  expect(await read("")).toEqual([]);
  await db()
    .insert(fittingRoom)
    .values(["b", "a", "c"].map((name) => ({ storeId: id, name })));
  expect(await read("order by name")).toEqual([{ name: "a" }, { name: "b" }, { name: "c" }]);
  expect(await read("order by name desc")).toEqual([{ name: "c" }, { name: "b" }, { name: "a" }]);
});
