import { expect, it } from "vitest";
import { placeLines } from "./use-slots";

const line = (lineKey: string, variantId: string) => ({ lineKey, variantId });
const keys = (slots: { lineKey: string }[]) => slots.map((s) => s.lineKey);
const two = placeLines([], [line("a", "shirt"), line("b", "coat")]);

it("leaves a line where it was when it is collected in another store, though it is another line then", () => {
  const moved = placeLines(two, [line("b", "coat"), line("c", "shirt")]);
  expect(keys(moved)).toEqual(["c", "b"]);
  expect(moved[0]?.slot).toBe("a");
});

it("puts new lines last and drops what went, also into a line that was there", () => {
  expect(keys(placeLines(two, [line("a", "shirt"), line("b", "coat"), line("c", "shirt")]))).toEqual(["a", "b", "c"]);
  expect(keys(placeLines(two, [line("b", "coat")]))).toEqual(["b"]);
});

it("gives no slot twice when a line comes back under its old name", () => {
  const moved = placeLines(two, [line("b", "coat"), line("c", "shirt")]);
  const back = placeLines(moved, [line("b", "coat"), line("c", "shirt"), line("a", "shirt")]);
  expect(keys(back)).toEqual(["c", "b", "a"]);
  expect(new Set(back.map((s) => s.slot)).size).toBe(3);
});
