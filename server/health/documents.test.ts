import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { makeOffice, makeProduct, makeStore } from "@/server/testing/factories";
import { checkInvariants } from "./commands";
import { getLastChecks } from "./queries";
import type { InvariantName } from "./schema";

afterEach(async () => {
  await db().execute(sql`truncate stock_transfer, stock_count, stock_movement cascade`);
  expect(await checkInvariants()).toEqual({});
});

async function createFixture() {
  const from = await makeStore();
  const to = await makeStore();
  const office = await makeOffice();
  const variantId = (await makeProduct()).variants[0]?.id ?? "";
  return { from, to, office, variantId };
}

async function expectBroken(name: InvariantName, id: string, figures: object) {
  expect(await checkInvariants()).toMatchObject({ [name]: 1 });
  const { invariants } = await getLastChecks();
  expect(invariants.find((i) => i.name === name)?.rows).toMatchObject([{ id, figures }]);
}

test("transfer_pieces is found broken by items in transit that left no store", async () => {
  const { from, to, office, variantId } = await createFixture();
  const [row] = await db().execute<{ id: string }>(sql`
    with t as (insert into stock_transfer (from_store_id, to_store_id, sent_by)
      values (${from.id}, ${to.id}, ${office.id}) returning id)
    insert into stock_transfer_line (transfer_id, variant_id, sent) select id, ${variantId}, 2 from t
    returning transfer_id as id`);
  await expectBroken("transfer_pieces", `${row?.id} / ${variantId}`, { sent: 2, left: 0 });
});

test("transfer_pieces is found broken by items that arrived without a transfer", async () => {
  const { to, office, variantId } = await createFixture();
  await db().execute(sql`insert into stock_movement (variant_id, store_id, delta, reason, reference_id, actor_id)
    values (${variantId}, ${to.id}, 2, 'transfer_in', 'nothing', ${office.id})`);
  await expectBroken("transfer_pieces", `nothing / ${variantId}`, { sent: 0 });
});

test("count_booked is found broken by a count whose booking is not in the ledger", async () => {
  const { from, office, variantId } = await createFixture();
  const [row] = await db().execute<{ id: string }>(sql`
    with c as (insert into stock_count (store_id, opened_by) values (${from.id}, ${office.id}) returning id)
    insert into stock_count_line (count_id, variant_id, expected, booked) select id, ${variantId}, 5, -1 from c
    returning count_id as id`);
  await expectBroken("count_booked", `${row?.id} / ${variantId}`, { booked: -1, ledger: 0 });
});
