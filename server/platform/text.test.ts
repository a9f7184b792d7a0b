import { describe, expect, test } from "vitest";
import { cleanText, cutText } from "./text";

describe("cleaned texts", () => {
  test("lose NUL, control characters and lone surrogates, and nothing else", () => {
    expect(cleanText("a\0b\u0007c\ud83dd\ude00e")).toBe("abcde");
    expect(cleanText("пальто 👗\tŞal\n")).toBe("пальто 👗\tŞal\n");
  });

  test.each([
    [`${"x".repeat(59)}👗`, 60, 59],
    [`${"x".repeat(59)}👗`, 61, 61],
    [`${"x".repeat(58)}👩‍👩‍👧`, 60, 58],
    [`${"x".repeat(59)}e\u0301`, 60, 59],
    ["short", 60, 5],
  ])("%s is cut at %i without breaking a sign", (text, most, length) => {
    const cut = cutText(text, most);
    expect(cut).toHaveLength(length);
    expect(cut).not.toMatch(/\p{Cs}/u);
    expect(text.startsWith(cut)).toBe(true);
  });
});
