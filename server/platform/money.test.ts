import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatMoney, parseMinor, sumMoney } from "./money";

describe("money", () => {
  test("is written as each language writes it, with no-break spaces", () => {
    const price = { minor: 1_234_500, currency: "AZN" };
    expect(formatMoney(price, "ru")).toBe("12\u00a0345,00\u00a0₼");
    expect(formatMoney(price, "az")).toBe("12.345,00\u00a0₼");
    expect(formatMoney(price, "en")).toBe("12,345.00\u00a0₼");
    expect(formatMoney({ minor: 500, currency: "JPY" }, "en")).toBe("500\u00a0JPY");
  });

  test("is parsed without floats", () => {
    expect(parseMinor("98.00", "AZN")).toBe(9800);
    expect(parseMinor("0.29", "AZN")).toBe(29);
    expect(parseMinor("98", "AZN")).toBe(9800);
    expect(parseMinor("98.000", "AZN")).toBe(9800);
    for (const wrong of ["", "-1", "1e9", "9,5", "98.005", "NaN", "12345678901"])
      expect(parseMinor(wrong, "AZN")).toBeNull();
  });

  test("survives the way through text for any amount", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (minor) => {
        const text = `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;
        expect(parseMinor(text, "AZN")).toBe(minor);
      }),
    );
  });

  test("of two currencies is never added", () => {
    expect(
      sumMoney(
        [
          { minor: 1, currency: "AZN" },
          { minor: 2, currency: "AZN" },
        ],
        "AZN",
      ).minor,
    ).toBe(3);
    expect(() => sumMoney([{ minor: 1, currency: "EUR" }], "AZN")).toThrow("cannot add EUR to AZN");
  });
});
