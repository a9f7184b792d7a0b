import "fake-indexeddb/auto";
import { openDB } from "idb";
import { beforeEach, describe, expect, test } from "vitest";
import { openIndexedStorage } from "./indexed-storage";
import { enqueue, type OpDraft } from "./local-store";
import {
  discardNonce,
  dropStoreName,
  getCurrentOwner,
  getNonce,
  listStoreNames,
  type Owner,
  transferOwnership,
} from "./registry";

const clientA = "c0000000-0000-4000-8000-00000000000a";
const clientB = "c0000000-0000-4000-8000-00000000000b";
const scope = "5c09e000-0000-4000-8000-000000000001";
const add: OpDraft = {
  name: "cart.add",
  args: { variantId: scope, fulfilment: { kind: "deliver" }, quantity: 1 },
  scope,
};
let databases = 0;
let name = "";
beforeEach(() => {
  name = `book-${databases++}`;
});

test("two tabs that open a new database together share one client id", async () => {
  const [one, other] = await Promise.all([openIndexedStorage(name, clientA), openIndexedStorage(name, clientB)]);
  const ids = await Promise.all([one, other].map(async (s) => (await s.read()).meta.clientId));
  expect(new Set(ids).size).toBe(1);
});

test("twenty enqueues of two tabs at once get twenty numbers in a row", async () => {
  const tabs = await Promise.all([openIndexedStorage(name, clientA), openIndexedStorage(name, clientB)]);
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => tabs[i % 2]?.write((draft) => enqueue(draft, [add], 1_000 + i), true)),
  );
  const book = await tabs[0]?.read();
  const mids = [...(book?.outbox.values() ?? [])].map((op) => op.mid).sort((a, b) => a - b);
  expect(mids).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
});

test("writes survive closing and reopening", async () => {
  const before = await openIndexedStorage(name, clientA);
  await before.write((draft) => enqueue(draft, [add, add], 1_000), true);
  before.close();
  const book = await (await openIndexedStorage(name, clientB)).read();
  expect(book.meta).toMatchObject({ clientId: clientA, nextMid: 3 });
  expect([...book.outbox.values()]).toMatchObject([{ mid: 1, ...add }, { mid: 2 }]);
});

test("requests that a tab of format version 1 queued are read under today's names, and stay readable to it", async () => {
  const before = await openIndexedStorage(name, clientA);
  await before.write((draft) => enqueue(draft, [add], 1_000), true);
  before.close();
  const args = { key: clientB, kind: "pickup" };
  const raw = await openDB(name, 1);
  await raw.put("outbox", {
    seq: 2,
    clientId: clientA,
    mid: 2,
    name: "wish.withdraw",
    args,
    scope,
    baseVersion: 0,
    at: 0,
  });
  const declined = { seq: 3, clientId: clientA, mid: 3, name: "wish.pickup", refused: { reason: "SIGN_IN_NEEDED" } };
  await raw.put("sent", declined);
  const storage = await openIndexedStorage(name, clientB);
  const { outbox, sent } = await storage.read();
  expect([...outbox.values()].map((op) => op.name)).toEqual(["cart.add", "request.withdraw"]);
  expect([...sent.values()]).toMatchObject([{ name: "request.pickup", refused: { reason: "UNAUTHENTICATED" } }]);
  await storage.write((draft) => {
    for (const seq of draft.outbox.keys()) draft.touched.outbox.add(seq);
  });
  expect((await raw.getAll("outbox")).map((op) => op.name)).toEqual(["cart.add", "wish.withdraw"]);
  raw.close();
});

test("a change that throws is rolled back", async () => {
  const storage = await openIndexedStorage(name, clientA);
  const broken = storage.write((draft) => {
    enqueue(draft, [add], 1_000);
    throw new Error("stop");
  });
  await expect(broken).rejects.toThrow("stop");
  expect((await storage.read()).outbox.size).toBe(0);
});

describe("the owner of the queue", () => {
  const guest: Owner = { id: "guest", scope: "guest", kind: "guest", guestId: null };
  const account: Owner = { id: "account", scope: "account", kind: "customer", guestId: "guest" };
  const stranger: Owner = { id: "stranger", scope: "stranger", kind: "customer", guestId: null };

  test("moves from nobody to a guest to its account, and never to another", async () => {
    const [mine] = await listStoreNames("shop", null);
    await transferOwnership("shop", null, guest);
    expect(await listStoreNames("shop", guest)).toEqual([mine]);
    await transferOwnership("shop", guest, account);
    expect(await listStoreNames("shop", account)).toEqual([mine]);
    await transferOwnership("shop", account, stranger);
    expect(await listStoreNames("shop", stranger)).not.toContain(mine);
    expect(await getCurrentOwner("shop")).toEqual(stranger);
    await transferOwnership("shop", stranger, null);
    expect(await getCurrentOwner("shop")).toBeNull();
    expect(await listStoreNames("shop", account)).toEqual([mine]);
  });

  test("a second database of the same owner comes after the one in use", async () => {
    const [old] = await listStoreNames("store", account);
    const [fresh] = await listStoreNames("store", guest);
    await transferOwnership("store", guest, account);
    expect(await listStoreNames("store", account)).toEqual([fresh, old]);
    await dropStoreName("store", account, old);
    expect(await listStoreNames("store", account)).toEqual([fresh]);
  });

  test("one nonce serves all first requests until it is spent", async () => {
    const [one, other] = await Promise.all([getNonce("hello"), getNonce("hello")]);
    expect(one).toBe(other);
    expect(one).toMatch(/^[A-Za-z0-9_-]{22}$/);
    await discardNonce("hello");
    expect(await getNonce("hello")).not.toBe(one);
  });
});
