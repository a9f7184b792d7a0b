import { expect, test } from "vitest";
import { parseMinor, suggestCash } from "./cash-rules";

test.each([
  ["129", 12_900],
  ["129,50", 12_950],
  ["1 290.5", 129_050],
  ["1.290,50", 129_050],
  ["1.290", null],
  ["", null],
  ["-5", null],
  ["12,345", null],
])("%s is %s", (text, minor) => expect(parseMinor(text, "AZN")).toBe(minor));

test("offers the exact amount and round amounts of notes", () => {
  expect(suggestCash(12_900)).toEqual([12_900, 13_000, 14_000, 15_000]);
  expect(suggestCash(20_000)).toEqual([20_000]);
});
