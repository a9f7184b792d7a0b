import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { emptyState } from "@/server/operations/rules";
import type { PushInput } from "./ports";
import { dropStoreName, getCurrentOwner, listStoreNames, type Owner, transferOwnership } from "./registry";
import { Session } from "./session";
import { emptySessionState, type OwnerSource, selectScopeView } from "./session-state";

const guest: Owner = {
  id: "5c09e000-0000-4000-8000-000000000001",
  scope: "5c09e000-0000-4000-8000-000000000001",
  kind: "guest",
  guestId: null,
};
const small = "c0000000-0000-4000-8000-00000000000a";
const medium = "c0000000-0000-4000-8000-00000000000b";
const add = (variantId: string) => ({
  name: "cart.add" as const,
  args: { variantId, fulfilment: { kind: "deliver" as const }, quantity: 1 },
});

/** Web Locks of one origin, first come, first served. */
function createFakeLocks() {
  const queues = new Map<string, Promise<unknown>>();
  return {
    request(name: string, ...rest: unknown[]): Promise<unknown> {
      const work = rest.at(-1) as (lock: object) => unknown;
      const mine = (queues.get(name) ?? Promise.resolve()).then(() => work({ name }));
      queues.set(
        name,
        mine.catch(() => {}),
      );
      return mine;
    },
  };
}

class SilentStream {
  addEventListener() {}
  close() {}
}

/** A tab that is still loading misses messages about the owner. */
class OwnerDeafChannel extends BroadcastChannel {
  override set onmessage(listener: ((event: MessageEvent) => void) | null) {
    if (!this.name.startsWith("sync-owner")) super.onmessage = listener as never;
  }
}

const nothing = { variant: () => undefined, product: () => undefined, store: () => undefined };
let pushed: string[] = [];
const tabs: Session[] = [];

beforeEach(async () => {
  pushed = [];
  vi.stubGlobal("navigator", { locks: createFakeLocks() });
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("document", Object.assign(new EventTarget(), { visibilityState: "hidden" }));
  vi.stubGlobal("EventSource", SilentStream);
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
    const { ops } = JSON.parse(body) as PushInput;
    for (const op of ops) if (op.name === "cart.add") pushed.push(op.args.variantId);
    const results = ops.map((op) => ({ mid: op.mid, outcome: "applied", version: op.mid }));
    return Response.json({ result: { data: { lastMid: ops.at(-1)?.mid, results, patches: [] } } });
  });
  await transferOwnership("shop", await getCurrentOwner("shop"), null);
  for (const owner of [null, guest]) await dropStoreName("shop", owner, null);
});

afterEach(async () => {
  for (const tab of tabs.splice(0)) tab.stop();
  vi.unstubAllGlobals();
});

function createTab(source: OwnerSource): Session {
  const tab = new Session("shop", source, nothing);
  tabs.push(tab);
  tab.start();
  return tab;
}

const listLines = (tab: Session) => tab.getState().views.get(guest.scope)?.state.lines.size;

test("a stale answer from before the guest existed does not remove the guest", async () => {
  let known: Owner | null = null;
  let asked = 0;
  const answers: (() => void)[] = [];
  const tab = createTab({
    fetchOwner() {
      const owner = known;
      asked++;
      return new Promise((resolve) => answers.push(() => resolve(owner)));
    },
    async createGuest() {
      known = guest;
      return guest;
    },
  });
  await vi.waitFor(() => expect(asked).toBe(1));
  await tab.mutate([add(small)]);
  await tab.ensureOwner();
  await vi.waitFor(() => expect(pushed).toEqual([small]));

  answers[0]?.();
  await vi.waitFor(() => expect(asked).toBe(2));
  answers[1]?.();
  await tab.setOwner(guest);
  expect(await getCurrentOwner("shop")).toEqual(guest);
  expect(tab.getState().owner).toEqual(guest);
  expect(listLines(tab)).toBe(1);
});

test("the first change of a tab that hears of the guest late is sent and shown by the tab that leads", async () => {
  const source: OwnerSource = {
    fetchOwner: () => Promise.reject(new Error("no answer yet")),
    createGuest: async () => guest,
  };
  vi.stubGlobal("BroadcastChannel", OwnerDeafChannel);
  const late = createTab(source);
  await vi.waitFor(() => expect(late.getState().ready).toBe(true));
  const leader = createTab(source);
  await leader.mutate([add(small)]);
  await vi.waitFor(() => expect(pushed).toEqual([small]));

  await late.mutate([add(medium)]);
  // Before the 15 s reminder.
  await vi.waitFor(() => expect(pushed).toEqual([small, medium]), { timeout: 5_000 });
  await vi.waitFor(() => expect([listLines(leader), listLines(late)]).toEqual([2, 2]));
  await vi.waitFor(() => expect([leader.getState().kept, late.getState().kept]).toEqual([0, 0]));
});

test("a stale answer without an owner does not remove one that another tab created meanwhile", async () => {
  await transferOwnership("shop", null, guest);
  await transferOwnership("shop", null, null);
  expect(await getCurrentOwner("shop")).toEqual(guest);
});

test("what was done as nobody waits behind the database that the owner's tabs have open", async () => {
  await transferOwnership("shop", null, guest);
  const [inUse] = await listStoreNames("shop", guest);
  const [stray] = await listStoreNames("shop", null);
  await transferOwnership("shop", null, guest);
  expect(await listStoreNames("shop", guest)).toEqual([inUse, stray]);
});

test("a browser that was signed out from elsewhere keeps only what was not sent yet", async () => {
  await transferOwnership("shop", null, guest);
  let known: Owner | null = guest;
  const tab = createTab({ fetchOwner: async () => known, createGuest: async () => guest });
  await tab.mutate([add(small)]);
  await vi.waitFor(() => expect(pushed).toEqual([small]));
  await vi.waitFor(() => expect(tab.getState().kept).toBe(0));
  const [kept] = await listStoreNames("shop", guest);
  known = null;
  await tab.refreshOwner();
  expect(tab.getState().owner).toBeNull();
  expect((await indexedDB.databases()).map((db) => db.name)).not.toContain(kept);
});

test("what was not sent waits for its owner, also when the session ended", async () => {
  await transferOwnership("shop", null, guest);
  vi.stubGlobal("fetch", () => Promise.reject(new Error("no network")));
  let known: Owner | null = guest;
  const tab = createTab({ fetchOwner: async () => known, createGuest: async () => guest });
  await tab.mutate([add(small)]);
  const [kept] = await listStoreNames("shop", guest);
  known = null;
  await tab.refreshOwner();
  expect(tab.getState()).toMatchObject({ owner: null, signedOut: true });
  expect(await listStoreNames("shop", guest)).toContain(kept);
  expect((await indexedDB.databases()).map((db) => db.name)).toContain(kept);
});

test("a browser that is nobody yet says offline when the server does not answer, until it does", async () => {
  let away = true;
  const hello = async () => {
    if (away) throw new Error("no network");
    return guest;
  };
  const tab = createTab({ fetchOwner: () => Promise.reject(new Error("no network")), createGuest: hello });
  await vi.waitFor(() => expect(tab.getState().ready).toBe(true));
  await tab.mutate([add(small)]);
  await vi.waitFor(() => expect(tab.getState().online).toBe(false));
  await tab.mutate([add(medium)]);
  expect(tab.getState().online).toBe(false);
  away = false;
  await vi.waitFor(() => expect(pushed).toEqual([small, medium]), { timeout: 5_000 });
  await vi.waitFor(() => expect(tab.getState().online).toBe(true));
});

test("what was put into the bag stays in it while the browser becomes a guest", () => {
  const at = { state: emptyState, pending: new Set<string>(), entities: new Map(), requests: [] };
  const before = new Map([["", at]]);
  const show = (owner: Owner | null, screen: typeof before, scope?: string) =>
    selectScopeView({ ...emptySessionState, owner, views: screen }, scope);
  expect(show(null, before)).toBe(at);
  expect(show(guest, before)).toBe(at);
  expect(show(guest, before, "another")).not.toBe(at);
  expect(show(guest, new Map([...before, ["another", at]]))).not.toBe(at);
});
