import { describe, expect, test } from "vitest";
import type { Patch } from "@/server/sync/schema";
import { applyMessages } from "../engine/apply-messages";
import type { Engine } from "../engine/engine";
import {
  beginTransaction,
  createLocalStore,
  enqueue,
  forkClient,
  listUnsentOps,
  listVisibleOps,
  type OpDraft,
  unownedScope,
} from "../engine/local-store";
import { applyPatch, applyResults } from "../engine/patches";
import { computeBackOffMs, type PushInput } from "../engine/ports";
import {
  acceptAll,
  account,
  buildAddOp,
  buildSnapshot,
  createEngineHarness,
  failWith,
  guest,
  lineKey,
  quantity,
  testClientId,
  variantId,
} from "./engine-harness";

test("what was kept from before is the present only once the server has said so, and nothing is missing", async () => {
  const { engine, time, stream, current } = createEngineHarness(acceptAll);
  await engine.start();
  await time.pass(5_000);
  expect([engine.getState().fresh, engine.confirmedAt()]).toEqual([false, null]);
  stream(buildSnapshot(guest, 1, 1));
  await time.pass(10);
  expect(engine.getState().fresh).toBe(false);
  // A patch that does not connect: the gap has to be pulled first.
  stream({ ...buildSnapshot(guest, 4, 4), kind: "patch", from: 3 });
  current();
  await Promise.resolve();
  expect([engine.getState().fresh, engine.confirmedAt()]).toEqual([false, null]);
  await time.pass(100);
  current();
  await time.pass(10);
  expect(engine.getState().fresh).toBe(true);
  const confirmedAt = engine.confirmedAt();
  await time.pass(5_000);
  expect(engine.confirmedAt()).toBe(confirmedAt);
});

describe("a change of this browser", () => {
  test("shows in the same tick, and leaves the overlay only when base has it", async () => {
    const { engine, time, stream } = createEngineHarness(acceptAll);
    await engine.start();
    void engine.mutate([buildAddOp()]);
    expect(quantity(engine)).toBe(1);
    await time.pass(100);
    expect(engine.getState().kept).toBe(0);
    expect(quantity(engine)).toBe(1);
    stream(buildSnapshot(guest, 1, 1, 1));
    await time.pass(10);
    expect(quantity(engine)).toBe(1);
    expect(engine.getLocalStore().outbox.size).toBe(0);
  });

  test.each([
    ["signed_out", ["signed out"]],
    ["upgrade", []],
  ] as const)("is kept while the queue is paused by %s", async (kind, words) => {
    let open = false;
    const { engine, time, said, sent } = createEngineHarness((input) => (open ? acceptAll(input) : failWith(kind)()));
    await engine.start();
    await engine.mutate([buildAddOp()]);
    await time.pass(60_000);
    expect(sent).toHaveLength(1);
    expect(engine.getState()).toMatchObject({ pause: kind, kept: 1 });
    expect(said).toEqual(words);
    open = true;
    engine.resume();
    await time.pass(100);
    expect(engine.getState()).toMatchObject({ pause: null, kept: 0 });
  });

  test("is tried without end when the server is not reachable, and says so", async () => {
    const { engine, time, sent } = createEngineHarness(failWith("unreachable"));
    await engine.start();
    await engine.mutate([buildAddOp()]);
    await time.pass(10 * 60_000);
    expect(sent.length).toBeGreaterThan(30);
    expect(engine.getState()).toMatchObject({ online: false, kept: 1 });
  });

  test("that the server refuses is taken back with its reason, and those after it stay", async () => {
    const { engine, time, said } = createEngineHarness(({ ops }) => ({
      lastMid: ops.at(-1)?.mid ?? 0,
      results: ops.map(({ mid }) =>
        mid === 1
          ? { mid, outcome: "rejected" as const, reason: "MIXED_CURRENCIES" as const, version: 0 }
          : { mid, outcome: "applied" as const, version: 1 },
      ),
      patches: [],
    }));
    await engine.start();
    await engine.mutate([buildAddOp(), buildAddOp()]);
    await time.pass(100);
    expect(quantity(engine)).toBe(1);
    expect(said).toEqual(["rejected MIXED_CURRENCIES"]);
  });

  test("that no server can read is put aside, and those after it go on under another client", async () => {
    const { engine, time, said, sent } = createEngineHarness((input) =>
      input.ops.some((op) => op.at === 7) ? failWith("bad_input")() : acceptAll(input),
    );
    await engine.start();
    await engine.mutate([buildAddOp()]);
    await time.pass(7 - time.now);
    await engine.mutate([buildAddOp()]);
    await engine.mutate([buildAddOp()]);
    await time.pass(20);
    await engine.mutate([buildAddOp()]);
    await time.pass(60_000);
    expect(said).toContain("rejected BAD_INPUT");
    expect(engine.getState().kept).toBe(0);
    const last = sent.at(-1);
    expect(last?.clientId).not.toBe(testClientId);
    expect(last?.ops.map((op) => op.mid)).toEqual([1]);
  });
});

test("a copied profile gets a new client id and queues again from one", () => {
  const draft = beginTransaction(createLocalStore(testClientId));
  enqueue(draft, [buildAddOp(), buildAddOp(), buildAddOp()], 1);
  applyResults(draft, testClientId, [{ mid: 1, outcome: "applied", version: 1 }], 2);
  forkClient(draft, "c0000000-0000-4000-8000-000000000002");
  expect(listUnsentOps(draft).map((op) => op.mid)).toEqual([1, 2]);
  expect(draft.meta).toMatchObject({ clientId: "c0000000-0000-4000-8000-000000000002", nextMid: 3 });
  expect(listVisibleOps(draft)).toHaveLength(3);
});

test("operations made before there was an owner are not sent", () => {
  const draft = beginTransaction(createLocalStore(testClientId));
  enqueue(draft, [buildAddOp(unownedScope)], 1);
  expect(listUnsentOps(draft)).toEqual([]);
  expect(listVisibleOps(draft)).toHaveLength(1);
});

test("a merged guest's bag stays on the screen under the account, with what was not sent", async () => {
  const { engine, time, stream, said } = createEngineHarness(failWith("unreachable"));
  await engine.start();
  await time.pass(1);
  stream(buildSnapshot(guest, 1, 2));
  await time.pass(10);
  await engine.mutate([buildAddOp()]);
  stream({ kind: "merged", from: guest, into: account });
  await time.pass(10);
  expect(said).toEqual(["merged true true"]);
  expect(quantity(engine, account)).toBe(3);
  stream(buildSnapshot(account, 9, 5));
  await time.pass(10);
  expect(quantity(engine, account)).toBe(6);
  expect(quantity(engine, guest)).toBe(0);
});

test("a scope that is gone is wiped, and one that comes back is shown again", () => {
  const draft = beginTransaction(createLocalStore(testClientId));
  applyMessages(draft, [buildSnapshot(guest, 4, 2)], testClientId, 1);
  expect(draft.base.size).toBe(1);
  applyMessages(draft, [{ kind: "gone", scope: guest }], testClientId, 1);
  expect(draft.base.size).toBe(0);
  expect(draft.meta.scopes).toEqual({});
  applyMessages(draft, [buildSnapshot(guest, 3, 1)], testClientId, 1);
  expect(draft.base.size).toBe(1);
});

test("a patch that does not connect asks for a pull; one that is over is left alone", () => {
  const draft = beginTransaction(createLocalStore(testClientId));
  applyPatch(draft, buildSnapshot(guest, 4, 2), testClientId, 1);
  const patch = (from: number, to: number): Patch => ({ ...buildSnapshot(guest, to, 9), kind: "patch", from });
  expect(applyPatch(draft, patch(5, 6), testClientId, 1).fit).toBe("gap");
  expect(applyPatch(draft, patch(2, 3), testClientId, 1).fit).toBe("stale");
  expect(applyPatch(draft, patch(3, 5), testClientId, 1).fit).toBe("applied");
  expect(draft.meta.scopes[guest]?.version).toBe(5);
});

test("the wait before another try has full jitter between nothing and 30 s", () => {
  expect(computeBackOffMs(0, 0.999)).toBeLessThanOrEqual(500);
  expect(computeBackOffMs(3, 0)).toBe(0);
  expect(computeBackOffMs(40, 0.999)).toBeLessThanOrEqual(30_000);
  expect(computeBackOffMs(40, 0.999)).toBeGreaterThan(29_000);
});

describe("an offline request", () => {
  const key = "d0000000-0000-4000-8000-000000000001";
  const buildRequest = (storeId = "50000000-0000-4000-8000-000000000001"): OpDraft => ({
    name: "request.pickup",
    args: { key, storeId, lines: [{ variantId, quantity: 1, lineKey }] },
    scope: guest,
  });
  const listRequests = (engine: Engine) => engine.getState().views.get(guest)?.requests ?? [];
  const answer =
    (result: object) =>
    ({ ops }: PushInput) => ({
      lastMid: ops.at(-1)?.mid ?? 0,
      results: ops.map(({ mid, name }) => ({
        mid,
        outcome: "applied" as const,
        version: 1,
        ...(name === "request.pickup" && result),
      })),
      patches: [],
    });

  test("leaves the bag as it is, and the screen once base contains what it became", async () => {
    const { engine, time, stream, said } = createEngineHarness(answer({ answer: { made: "p1" } }));
    await engine.start();
    void engine.mutate([buildAddOp(), buildRequest()]);
    expect(listRequests(engine)).toMatchObject([{ args: { key } }]);
    expect(quantity(engine)).toBe(1);
    await time.pass(100);
    expect(listRequests(engine)).toHaveLength(1);
    expect(said).toEqual(["confirmed undefined"]);
    stream(buildSnapshot(guest, 1, 0, 2));
    await time.pass(10);
    expect(listRequests(engine)).toEqual([]);
    expect(engine.getState().kept).toBe(0);
  });

  test("that was declined stays with its reason until it is dismissed, and stops nothing", async () => {
    const refusal = { outcome: "rejected" as const, reason: "OUT_OF_STOCK" as const, answer: { details: {} } };
    const { engine, time, stream, said, storage, sent } = createEngineHarness(answer(refusal));
    await engine.start();
    await engine.mutate([buildRequest(), buildAddOp()]);
    await time.pass(100);
    expect(said).toEqual(["rejected OUT_OF_STOCK"]);
    expect(engine.getState().kept).toBe(0);
    stream(buildSnapshot(guest, 1, 1, 2));
    await time.pass(10);
    expect(listRequests(engine)).toMatchObject([{ refused: { reason: "OUT_OF_STOCK" } }]);
    // Also after a reload: it is stored.
    expect([...(await storage.read()).outbox.values()]).toMatchObject([{ refused: { reason: "OUT_OF_STOCK" } }]);
    await engine.dismissRequest(key);
    expect(listRequests(engine)).toEqual([]);
    await engine.mutate([buildAddOp()]);
    await time.pass(100);
    expect(sent.at(-1)?.ops.map((op) => op.name)).toEqual(["cart.add"]);
    // A server that comes back from a backup is told that it was taken back, not asked again.
    stream({ ...buildSnapshot(guest, 1, 0, 0), epoch: "e0000000-0000-4000-8000-000000000002" });
    await time.pass(100);
    expect(sent.at(-1)?.ops.map((op) => op.name)).toEqual(["request.withdraw", "cart.add", "cart.add"]);
  });

  test("that was declined stays so when a first base comes that is older than the answer", async () => {
    const refusal = { outcome: "rejected" as const, reason: "OUT_OF_STOCK" as const, answer: { details: {} } };
    const { engine, time, stream, sent } = createEngineHarness(answer(refusal));
    await engine.start();
    await engine.mutate([buildRequest(), buildAddOp()]);
    await time.pass(100);
    stream(buildSnapshot(guest, 1, 0, 0));
    await time.pass(100);
    expect(listRequests(engine)).toMatchObject([{ refused: { reason: "OUT_OF_STOCK" } }]);
    // What was accepted, but is missing there, is sent again at once.
    expect(sent.at(-1)?.ops.map((op) => op.name)).toEqual(["cart.add"]);
    expect(sent).toHaveLength(2);
  });

  test("that is withdrawn leaves the screen at once and is followed by its withdrawal", async () => {
    const { engine, time, sent } = createEngineHarness(failWith("unreachable"));
    await engine.start();
    await engine.mutate([buildRequest()]);
    await engine.mutate([{ name: "request.withdraw", args: { key, kind: "pickup" }, scope: guest }]);
    expect(listRequests(engine)).toEqual([]);
    await time.pass(31_000);
    expect(sent.at(-1)?.ops.map((op) => op.name)).toEqual(["request.pickup", "request.withdraw"]);
  });
});
