import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { commitWithChanges } from "@/server/sync/commit";
import { makeProduct, makeShopper } from "@/server/testing/factories";
import { removePurchasedLines, writeCartLines } from "./commands";
import { listCartLines } from "./queries";

const pieces = 3;

/** A shopper with a line of three items of each of `count` variants. */
async function makeCart(count: number) {
  const { id: scopeId } = await makeShopper();
  const { variants } = await makeProduct(Array.from({ length: count }, (_, i) => `size ${i}`));
  await db().execute(
    sql`insert into sync_scope (id, kind, version) values (${scopeId}, 'shopper', 1) on conflict do nothing`,
  );
  const keys = variants.map((v) => `${v.id}:deliver`);
  for (const [i, v] of variants.entries())
    await db().execute(sql`
      with bag as (insert into cart (scope_id, currency) values (${scopeId}, 'AZN') on conflict do nothing)
      insert into cart_line
      (scope_id, line_key, variant_id, fulfilment, quantity, price_seen_minor, currency, version)
      values (${scopeId}, ${keys[i]}, ${v.id}, 'deliver', ${pieces}, 12900, 'AZN', 1)`);
  return { scopeId, keys };
}

const spendInTransaction = (spend: typeof removePurchasedLines, scopeId: string, bought: Map<string, number>) =>
  commitWithChanges((tx, announce) => spend(tx, announce, { shopperId: scopeId, bought, by: {} }));

test("removes at most the purchased quantity of each line; a removed line stays removed", async () => {
  const { scopeId, keys } = await makeCart(3);
  const [some = "", all = "", none = ""] = keys;
  await spendInTransaction(
    removePurchasedLines,
    scopeId,
    new Map([
      [some, 1],
      [all, pieces + 1],
      [randomUUID(), 1],
    ]),
  );
  await spendInTransaction(removePurchasedLines, scopeId, new Map([[all, 1]]));
  const rows = await db().execute<{ line_key: string; quantity: number; gone: boolean }>(sql`
    select line_key, quantity, deleted_at is not null as gone from cart_line where scope_id = ${scopeId}`);
  const left = Object.fromEntries(rows.map((r) => [r.line_key, [r.quantity, r.gone]]));
  expect(left).toEqual({ [some]: [2, false], [all]: [0, true], [none]: [pieces, false] });
});

/**
 * Ten orders are paid while ten other changes reach the same cart; returns how many lines have another version than was
 * announced.
 */
async function countMisreported(spend: typeof removePurchasedLines): Promise<number> {
  const { scopeId, keys } = await makeCart(10);
  const other = () =>
    commitWithChanges(async (_tx, announce) =>
      announce({ scopeId, kind: "shopper", entity: "grant", entityId: randomUUID(), row: null, by: {} }),
    );
  await Promise.all(keys.flatMap((key) => [spendInTransaction(spend, scopeId, new Map([[key, 1]])), other()]));
  const wrong = await db().execute(sql`
    select 1 from cart_line l where l.scope_id = ${scopeId} and not exists (select from sync_change c
      where c.scope_id = l.scope_id and c.entity_id = l.line_key and c.version = l.version
        and (c.row->>'quantity')::int = l.quantity)`);
  return wrong.length;
}

/** Takes what was bought at a version read without the scope's lock. */
const spendUnlocked: typeof removePurchasedLines = async (tx, announce, { shopperId, bought, by }) => {
  const [scope] = await tx.execute<{ next: number }>(
    sql`select (version + 1)::int as next from sync_scope where id = ${shopperId}`,
  );
  const version = scope?.next ?? 1;
  const lines = (await listCartLines(shopperId, tx)).filter((line) => bought.has(line.lineKey));
  const left = lines.map((line) => ({ ...line, quantity: line.quantity - (bought.get(line.lineKey) ?? 0) }));
  const rows = left.map((line) => ({ ...line, clientId: null, by, version }));
  await writeCartLines(tx, announce, { at: { scopeId: shopperId, version }, rows });
};

test("race: every line has the version at which it was announced, with the announced values; not so without the scope's lock", async () => {
  expect(await countMisreported(removePurchasedLines)).toBe(0);
  expect(await countMisreported(spendUnlocked)).toBeGreaterThan(0);
});
