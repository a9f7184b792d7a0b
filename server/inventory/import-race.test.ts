import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db, type Tx } from "@/db/client";
import { inTransaction } from "@/server/platform/transaction";
import { makeProduct, makeStore, stock } from "@/server/testing/factories";
import { fulfilHolds, holdStock, onHandGuards, setOnHand, setOnHandWith } from "./commands";
import { getAvailableInStore, listStockViolations } from "./queries";

// The table's own check would stop an unguarded run before the invariant breaks.
const check = sql`check (reserved >= 0 and reserved <= on_hand)`;
beforeEach(async () => void (await db().execute(sql`alter table stock_level drop constraint stock_level_reserved`)));
afterEach(async () => {
  await db().execute(sql`truncate stock_movement, stock_hold, stock_level`);
  await db().execute(sql`alter table stock_level add constraint stock_level_reserved ${check}`);
});

async function stockStore(pieces: number) {
  const { id: storeId } = await makeStore();
  const variantIds = (await makeProduct(["S", "M", "L"])).variants.map((v) => v.id);
  for (const id of variantIds) await stock(id, storeId, pieces);
  const reserve = async (variantId: string) => {
    const ref = { ownerId: randomUUID(), referenceId: randomUUID(), purpose: "pickup" as const };
    const expiresAt = new Date(Date.now() + 3_600_000);
    await inTransaction((tx) => holdStock(tx, { storeId, items: [{ variantId, quantity: 1 }], ...ref, expiresAt }));
    return ref;
  };
  const counted = (onHand: number) => variantIds.map((variantId) => ({ variantId, storeId, onHand }));
  return { storeId, variantIds, reserve, counted };
}

/** Waits until `n` statements of this database wait for a lock. */
async function waitForLocks(n: number): Promise<void> {
  for (;;) {
    const [row] = await db().execute<{ waiting: number }>(sql`select count(*)::int as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`);
    if ((row?.waiting ?? 0) >= n) return;
  }
}

const collected = { reason: "collected" as const, actorId: null };

/** `tx`, which waits for `work` before its `n`th statement. */
function interruptAt(tx: Tx, n: number, work: () => Promise<void>): Tx {
  let statements = 0;
  const paused: Tx = Object.create(tx);
  const execute = tx.execute.bind(tx);
  paused.execute = (async (query: SQL) => {
    if (++statements === n) await work();
    return execute(query);
  }) as unknown as Tx["execute"];
  return paused;
}

/** An item is sold between the import's two statements; the sale commits when the import has reached it. */
async function sellWhileImporting(command: typeof setOnHand) {
  const { variantIds, reserve, counted } = await stockStore(10);
  const held = await reserve(variantIds[0] ?? "");
  let sale: Promise<void> | undefined;
  const sell = () =>
    new Promise<void>((begun) => {
      sale = inTransaction(async (tx) => {
        await fulfilHolds(tx, held, collected);
        begun();
        await waitForLocks(1);
      });
    });
  await inTransaction((tx) => command(interruptAt(tx, 2, sell), counted(7), "import"));
  await sale;
  return listStockViolations();
}

/** An import of a count below what is held. */
async function importBelowHolds(command: typeof setOnHand) {
  const { variantIds, reserve, counted } = await stockStore(10);
  for (let n = 0; n < 4; n++) await reserve(variantIds[0] ?? "");
  await inTransaction((tx) => command(tx, counted(2), "import"));
  return listStockViolations();
}

test("an import that meets a sale in the middle keeps the ledger consistent", async () => {
  expect(await sellWhileImporting(setOnHand)).toEqual([]);
});

test("without its lock it writes a false movement", async () => {
  const unlocked = setOnHandWith({ ...onHandGuards, lock: sql`` });
  expect(await sellWhileImporting(unlocked)).toMatchObject([{ broken: "level", on_hand: 7, ledger: "6" }]);
});

test("an import below what is held takes no held item", async () => {
  expect(await importBelowHolds(setOnHand)).toEqual([]);
});

test("without its floor it does", async () => {
  const floorless = setOnHandWith({ ...onHandGuards, least: sql`i."onHand"` });
  expect(await importBelowHolds(floorless)).toMatchObject([{ broken: "level", on_hand: 2, reserved: 4 }]);
});

test("imports, reservations and hand-overs at once: the sums hold and no hold is lost", async () => {
  const { storeId, variantIds, reserve, counted } = await stockStore(60);
  const kept: Awaited<ReturnType<typeof reserve>>[] = [];
  const buyer = async (n: number) => {
    const held = await reserve(variantIds[n % 3] ?? "").catch((e: { appCode?: string }) => {
      expect(e.appCode).toBe("OUT_OF_STOCK");
      return null;
    });
    if (!held) return;
    if (n % 2) expect(await inTransaction((tx) => fulfilHolds(tx, held, collected))).toBe(1);
    else kept.push(held);
  };
  const feed = (n: number) => inTransaction((tx) => setOnHand(tx, counted(n % 2 ? 3 : 60), "import"));
  await Promise.all(Array.from({ length: 120 }, (_, n) => (n % 4 === 0 ? feed(n / 4) : buyer(n))));
  expect(await listStockViolations()).toEqual([]);
  const ends = await Promise.all(kept.map((held) => inTransaction((tx) => fulfilHolds(tx, held, collected))));
  expect(ends.length > 0 && ends.every((n) => n === 1)).toBe(true);
  expect(await listStockViolations()).toEqual([]);
  expect((await getAvailableInStore(storeId, variantIds)).size).toBe(3);
});
