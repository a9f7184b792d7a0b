import { expect, it } from "vitest";
import type { Facts } from "@/server/operations/schema";
import type { FavouriteOp } from "./operations.schema";
import { applyFavouriteOp } from "./rules";
import type { FavouriteRow } from "./schema";

const productId = "11111111-1111-4111-8111-111111111111";
const facts: Facts = { variant: () => undefined, product: () => true, store: () => undefined };

/** Applies operations of clients in server order (versions 1, 2, 3 …); `seen` is what a remove had seen. */
function play(steps: { client: string; base?: number; seen?: number }[]) {
  const rows = new Map<string, FavouriteRow>();
  const outcomes = steps.map(({ client, base, seen }, i) => {
    const envelope = { mid: 1, scope: productId, baseVersion: base ?? i, at: 0 };
    const op: FavouriteOp =
      seen === undefined
        ? { name: "favourite.add", args: { productId }, ...envelope }
        : { name: "favourite.remove", args: { productId, seenVersion: seen }, ...envelope };
    const step = applyFavouriteOp(rows, op, { clientId: client, version: i + 1, by: {} }, facts);
    for (const row of step.favourites ?? []) rows.set(row.productId, row);
    return step.outcome;
  });
  return { outcomes, present: rows.get(productId)?.present ?? false };
}

it("removes what was seen", () => {
  expect(play([{ client: "a" }, { client: "b", seen: 1 }]).present).toBe(false);
});

it("keeps an add that a remove had not seen", () => {
  const played = play([{ client: "a" }, { client: "b", base: 0 }, { client: "c", seen: 1 }]);
  expect(played).toEqual({ outcomes: ["applied", "applied", "adjusted"], present: true });
});

it("lets a device remove its own add before it knows the version", () => {
  expect(play([{ client: "a" }, { client: "a", base: 0, seen: 0 }]).present).toBe(false);
});

it("does not let a device's remove undo another's add", () => {
  const played = play([{ client: "a" }, { client: "b", base: 0 }, { client: "b", base: 0, seen: 0 }]);
  expect(played.present).toBe(true);
});

it("does nothing twice, and rejects an unknown product", () => {
  expect(play([{ client: "a" }, { client: "a", base: 1 }]).outcomes).toEqual(["applied", "noop"]);
  expect(play([{ client: "a", seen: 0 }]).outcomes).toEqual(["noop"]);
  const op: FavouriteOp = {
    name: "favourite.add",
    args: { productId },
    mid: 1,
    scope: productId,
    baseVersion: 0,
    at: 0,
  };
  const none = { ...facts, product: () => false };
  expect(applyFavouriteOp(new Map(), op, { clientId: "a", version: 1, by: {} }, none).reason).toBe("NOT_FOUND");
});
