import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { identityEdge, identityValue } from "@/db/schema/identity-graph";
import { everyModule } from "@/server/app/personal-data";
import { inTransaction } from "@/server/platform/transaction";
import { eraseShopper } from "@/server/privacy/erasure";
import { makeShopper } from "@/server/testing/factories";
import { findValues } from "@/server/testing/scan";
import { linkValue, unlinkValue } from "./commands";

/** Values to which the newest edges of a shopper lead. */
async function listLinkedValues(shopperId: string): Promise<string[]> {
  const rows = await db().execute<{ value: string; change: string }>(sql`
    select distinct on (v.id) v.value, e.change from identity_edge e join identity_value v on v.id = e.target_id
    where e.shopper_id = ${shopperId} order by v.id, e.at desc`);
  return rows.filter((r) => r.change === "link").map((r) => r.value);
}

/** Two accounts whose owners verified the same address, and one whose owner no longer holds it. */
async function createSharedAddress() {
  const people = [await makeShopper("customer"), await makeShopper("customer"), await makeShopper("customer")] as const;
  const value = `shared-${randomUUID().slice(0, 8)}@example.test`;
  for (const { id } of people) await inTransaction((tx) => linkValue(tx, id, { kind: "email", value, source: "code" }));
  const [leyla, murad, left] = people;
  await inTransaction((tx) => unlinkValue(tx, left.id, { kind: "email", value, source: "contact_removed" }));
  return { leyla, murad, left, value };
}

/** Erases the first of the two; returns whether the address still leads to the other, and only there. */
async function isValueKept(modules = everyModule): Promise<boolean> {
  const { leyla, murad, left, value } = await createSharedAddress();
  await eraseShopper(leyla.actor, leyla.id, modules);
  const hers = await listLinkedValues(leyla.id);
  const his = await listLinkedValues(murad.id);
  const gone = await listLinkedValues(left.id);
  return hers.length === 0 && gone.length === 0 && his.includes(value);
}

test("an erasure keeps an address for the other account that verified it, with no other path to it", async () => {
  expect(await isValueKept()).toBe(true);
});

test("without this step the other account loses it", async () => {
  const bare = everyModule.map((m) => {
    const { beforeErase, ...rest } = m;
    return m.module === "shoppers" || !beforeErase ? rest : m;
  });
  expect(await isValueKept(bare)).toBe(false);
});

test("the value is deleted with the last account", async () => {
  const { leyla, murad, value } = await createSharedAddress();
  await eraseShopper(leyla.actor, leyla.id);
  await eraseShopper(murad.actor, murad.id);
  expect(await db().$count(identityValue, eq(identityValue.value, value))).toBe(0);
  expect(await findValues([value])).toEqual([]);
  expect(await db().$count(identityEdge, eq(identityEdge.shopperId, murad.id))).toBe(2);
});

test("an account that verifies the address during the other's erasure keeps it", async () => {
  for (let i = 0; i < 5; i++) {
    const { leyla, murad, value } = await createSharedAddress();
    const late = await makeShopper("customer");
    const prove = inTransaction((tx) => linkValue(tx, late.id, { kind: "email", value, source: "code" }));
    await Promise.all([eraseShopper(leyla.actor, leyla.id), eraseShopper(murad.actor, murad.id), prove]);
    expect(await listLinkedValues(late.id)).toEqual([value]);
  }
});
