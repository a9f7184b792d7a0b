import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { mergeScopes, splitScopes } from "@/server/operations/merge";
import { commitWithChanges } from "@/server/sync/commit";
import { makeShopper, makeStore } from "@/server/testing/factories";
import { acceptOffer, join } from "./commands";
import { listShopperEntries } from "./queries";
import { processWaitlist } from "./reactions";
import { joinSchema } from "./schema";

beforeEach(async () => {
  await db().execute(sql`update clock_offset set shift = '2026-11-23T05:00:00Z'::timestamptz - now()`);
});

type Shopper = Awaited<ReturnType<typeof makeShopper>>;
const joinWaitlist = (by: Shopper, storeId: string) =>
  join(
    by.ctx,
    joinSchema.parse({
      storeId,
      date: "2026-11-24",
      key: randomUUID(),
      contactName: "Leyla",
      contact: "l@example.test",
    }),
  );

test("a guest's entries become the account's, but never two of one day or two offers; a split returns them", async () => {
  // Without rooms nothing is free; with one, everything is.
  const full = await makeStore({ rooms: 0 });
  const also = await makeStore({ rooms: 0 });
  const free = await makeStore();
  const guest = await makeShopper();
  const account = await makeShopper("customer");
  await joinWaitlist(account, full.id);
  await joinWaitlist(account, free.id);
  await processWaitlist();
  await joinWaitlist(guest, full.id);
  await joinWaitlist(guest, also.id);
  await joinWaitlist(guest, free.id);
  await processWaitlist();
  const carried = await commitWithChanges((tx, announce) => mergeScopes(tx, announce, guest.id, account.id));
  const rows = await listShopperEntries(account.id);
  expect(rows.map((w) => [w.storeId, w.status])).toEqual([
    [full.id, "waiting"],
    [free.id, "offered"],
    [also.id, "waiting"],
  ]);
  // The time offered to the guest's second entry is free again.
  expect(await db().execute(sql`select 1 from fitting where status = 'offered'`)).toHaveLength(1);
  await acceptOffer(account.ctx, { waitId: rows[1]?.waitId ?? "" });
  const apart = { fromId: guest.id, intoId: account.id };
  await commitWithChanges((tx, announce) => splitScopes(tx, announce, apart, carried));
  expect((await listShopperEntries(guest.id)).map((w) => [w.storeId, w.status])).toEqual([[also.id, "waiting"]]);
  expect(await listShopperEntries(account.id)).toHaveLength(2);
});
