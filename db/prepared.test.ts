import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { makeStore } from "../server/testing/factories";
import { closeDb, db, runTransaction } from "./client";
import { prepareStatement } from "./prepared";
import { store } from "./schema/stores";

const find = prepareStatement((on) =>
  on
    .select({ name: store.name, createdAt: sql<string>`clock_now()` })
    .from(store)
    .where(eq(store.id, sql.placeholder("id"))),
);

test("a statement that was built once sees the writes of the given transaction, and the pool does not", async () => {
  const { id } = await makeStore();
  expect(await find(db(), { id })).toHaveLength(1);
  const seen = await runTransaction(async (tx) => {
    await tx.update(store).set({ name: "Moved" }).where(eq(store.id, id));
    return [await find(tx, { id }), await find(db(), { id })].map(([row]) => row?.name === "Moved");
  });
  expect(seen).toEqual([true, false]);
});

test("concurrent calls keep their own values, on connections of their own, also after the pool was reopened", async () => {
  const stores = await Promise.all(Array.from({ length: 10 }, () => makeStore()));
  for (const id of stores.map((s) => s.id))
    await db()
      .update(store)
      .set({ name: `store ${id}` })
      .where(eq(store.id, id));
  const all = () =>
    Promise.all(
      stores.map(({ id }, i) => (i % 2 ? find(db(), { id }) : runTransaction((tx) => find(tx, { id })))).map((r) => r),
    );
  const names = stores.map(({ id }) => `store ${id}`);
  expect((await all()).map(([row]) => row?.name)).toEqual(names);
  await closeDb();
  expect((await all()).map(([row]) => row?.name)).toEqual(names);
});
