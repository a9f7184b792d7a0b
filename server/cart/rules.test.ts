import { describe, expect, it } from "vitest";
import { emptyState, reduce } from "@/server/operations/rules";
import type { Facts, OpBody, StateOp } from "@/server/operations/schema";
import type { OpContext } from "@/server/sync/schema";
import { lineKeyOf } from "./rules";

const shirt = "11111111-1111-4111-8111-111111111111";
const store = "22222222-2222-4222-8222-222222222222";
const deliver = { kind: "deliver" } as const;
const pickup = { kind: "pickup", storeId: store } as const;
const key = lineKeyOf(shirt, deliver);
const facts: Facts = {
  variant: () => ({ active: true, priceMinor: 12_900, currency: "AZN" }),
  product: () => true,
  store: () => true,
};
const by = { device: "phone" } as const;

/** Applies operations in server order: each by a client, seen at `base`, committed at version 1, 2, 3 … */
function play(steps: { client: string; base?: number; op: OpBody; facts?: Facts }[]) {
  let state = emptyState;
  const outcomes = steps.map(({ client, base, op, facts: known = facts }, i) => {
    const ctx: OpContext = { clientId: client, version: i + 1, by };
    const queued = { ...op, mid: i + 1, scope: shirt, baseVersion: base ?? i, at: 0 } as StateOp;
    const { state: next, ...step } = reduce(state, queued, ctx, known);
    state = next;
    return step;
  });
  return { state, outcomes, last: outcomes.at(-1), quantity: (k = key) => state.lines.get(k)?.quantity ?? 0 };
}
const add = (quantity: number, fulfilment: typeof deliver | typeof pickup = deliver): OpBody => ({
  name: "cart.add",
  args: { variantId: shirt, fulfilment, quantity },
});
const dec = (quantity: number): OpBody => ({ name: "cart.dec", args: { lineKey: key, quantity } });
const set = (quantity: number): OpBody => ({ name: "cart.set", args: { lineKey: key, quantity } });
const remove = (seenQuantity: number): OpBody => ({ name: "cart.remove", args: { lineKey: key, seenQuantity } });

describe("cart operations", () => {
  it("sums what several devices add and subtract, in any order", () => {
    expect(play([add(2), add(3), dec(1)].map((op, i) => ({ client: `c${i}`, base: 0, op }))).quantity()).toBe(4);
    expect(play([add(3), add(2), dec(1)].map((op, i) => ({ client: `c${i}`, base: 0, op }))).quantity()).toBe(4);
  });

  it("keeps the price at which an item was added", () => {
    expect(play([{ client: "a", op: add(1) }]).state.lines.get(key)).toMatchObject({ priceSeenMinor: 12_900 });
  });

  it("keeps the currency of its first line until it is empty, also after an unknown price", () => {
    const euro: Facts = { ...facts, variant: () => ({ active: true, priceMinor: 4_900, currency: "EUR" }) };
    const unknown: Facts = { ...facts, variant: () => undefined };
    const all = [
      { client: "a", op: add(1) },
      { client: "b", op: add(1, pickup), facts: euro },
      { client: "c", op: add(1, pickup), facts: unknown },
      { client: "d", op: remove(1) },
      { client: "e", op: { name: "cart.remove" as const, args: { lineKey: `${shirt}:${store}`, seenQuantity: 1 } } },
      { client: "f", op: add(1, pickup), facts: euro },
      { client: "g", op: add(1) },
    ];
    const { outcomes, state } = play(all);
    const refused = { outcome: "rejected", reason: "MIXED_CURRENCIES" };
    const accepted = { outcome: "applied" };
    expect(outcomes).toMatchObject([accepted, refused, accepted, accepted, accepted, accepted, refused]);
    expect(state).toMatchObject({ currency: "EUR", lineCount: 1 });
  });

  it("takes the last typed quantity and names who changed the line meanwhile", () => {
    const { last, quantity } = play([
      { client: "a", op: add(2) },
      { client: "b", base: 1, op: set(5) },
      { client: "a", base: 1, op: set(3) },
    ]);
    expect(quantity()).toBe(3);
    expect(last).toMatchObject({ outcome: "adjusted", by });
  });

  it("does not report a device's own earlier operation as another's change", () => {
    const { last } = play([
      { client: "a", base: 0, op: add(2) },
      { client: "a", base: 0, op: set(5) },
    ]);
    expect(last?.outcome).toBe("applied");
  });

  it("lets an add that was not seen survive a remove", () => {
    const { last, quantity } = play([
      { client: "a", op: add(2) },
      { client: "b", base: 1, op: add(1) },
      { client: "a", base: 1, op: remove(2) },
    ]);
    expect(quantity()).toBe(1);
    expect(last?.outcome).toBe("adjusted");
  });

  it("lets an add survive two removes of the line before it", () => {
    const { quantity } = play([
      { client: "a", op: add(2) },
      { client: "a", base: 1, op: remove(2) },
      { client: "c", base: 2, op: add(1) },
      { client: "b", base: 1, op: remove(2) },
    ]);
    expect(quantity()).toBe(1);
  });

  it("does not restore a removed line by a late typed quantity", () => {
    const { last, quantity } = play([
      { client: "a", op: add(2) },
      { client: "a", base: 1, op: remove(2) },
      { client: "b", base: 1, op: set(7) },
    ]);
    expect(quantity()).toBe(0);
    expect(last).toMatchObject({ outcome: "adjusted", by });
  });

  it("moves a line to a store in one step and merges it with an existing one", () => {
    const moved = play([
      { client: "a", op: add(2) },
      { client: "a", op: add(1, pickup) },
      { client: "a", op: { name: "cart.move", args: { lineKey: key, to: pickup } } },
    ]);
    expect(moved.quantity()).toBe(0);
    expect(moved.quantity(lineKeyOf(shirt, pickup))).toBe(3);
    expect(moved.state.lineCount).toBe(1);
  });

  it("loses no item when a move does not fit", () => {
    const moved = play([
      { client: "a", op: add(60) },
      { client: "a", op: add(60, pickup) },
      { client: "a", op: { name: "cart.move", args: { lineKey: key, to: pickup } } },
    ]);
    expect([moved.quantity(), moved.quantity(lineKeyOf(shirt, pickup))]).toEqual([21, 99]);
    expect(moved.last).toMatchObject({ outcome: "adjusted", reason: "TOO_MANY_PIECES" });
  });

  it("stops at 99 items a line and 100 lines", () => {
    const full = play([
      { client: "a", op: add(98) },
      { client: "a", op: add(5) },
      { client: "a", op: add(1) },
    ]);
    expect(full.quantity()).toBe(99);
    expect(full.outcomes.map((o) => o.outcome)).toEqual(["applied", "adjusted", "noop"]);
    const many = Array.from({ length: 101 }, (_, i) => ({
      client: "a",
      op: {
        name: "cart.add" as const,
        args: { variantId: shirt.replace(/^.{3}/, String(100 + i)), fulfilment: deliver, quantity: 1 },
      },
    }));
    const { last, state } = play(many);
    expect(last).toMatchObject({ outcome: "rejected", reason: "CART_FULL" });
    expect(state.lineCount).toBe(100);
  });

  it("rejects what is not sold, and accepts what is unknown", () => {
    const none = { ...facts, variant: () => null };
    const off = { ...facts, variant: () => ({ active: false, priceMinor: 1, currency: "AZN" }) };
    const unknown = { ...facts, variant: () => undefined };
    expect(play([{ client: "a", op: add(1), facts: none }]).last).toMatchObject({ reason: "UNKNOWN_VARIANT" });
    expect(play([{ client: "a", op: add(1), facts: off }]).last).toMatchObject({ reason: "UNKNOWN_VARIANT" });
    expect(play([{ client: "a", op: add(1), facts: unknown }]).last).toMatchObject({ outcome: "applied" });
    const noStore = { ...facts, store: () => false };
    expect(play([{ client: "a", op: add(1, pickup), facts: noStore }]).last).toMatchObject({ reason: "NOT_FOUND" });
  });
});
