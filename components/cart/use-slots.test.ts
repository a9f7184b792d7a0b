import { expect, it } from "vitest";
import { assignSlots } from "./use-slots";

const buildLine = (lineKey: string, variantId: string) => ({ lineKey, variantId });
const listKeys = (slots: { lineKey: string }[]) => slots.map((s) => s.lineKey);
const two = assignSlots([], [buildLine("a", "shirt"), buildLine("b", "coat")]);

it("leaves a line where it was when it is collected in another store, though it is another line then", () => {
  const moved = assignSlots(two, [buildLine("b", "coat"), buildLine("c", "shirt")]);
  expect(listKeys(moved)).toEqual(["c", "b"]);
  expect(moved[0]?.slot).toBe("a");
});

it("puts new lines last and drops what went, also into a line that was there", () => {
  expect(
    listKeys(assignSlots(two, [buildLine("a", "shirt"), buildLine("b", "coat"), buildLine("c", "shirt")])),
  ).toEqual(["a", "b", "c"]);
  expect(listKeys(assignSlots(two, [buildLine("b", "coat")]))).toEqual(["b"]);
});

it("gives no slot twice when a line comes back under its old name", () => {
  const moved = assignSlots(two, [buildLine("b", "coat"), buildLine("c", "shirt")]);
  const back = assignSlots(moved, [buildLine("b", "coat"), buildLine("c", "shirt"), buildLine("a", "shirt")]);
  expect(listKeys(back)).toEqual(["c", "b", "a"]);
  expect(new Set(back.map((s) => s.slot)).size).toBe(3);
});
