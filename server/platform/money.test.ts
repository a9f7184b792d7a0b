import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatMoney, getCommonCurrency, parsePrice, sumMoney } from "./money";

describe("money", () => {
  test("is formatted as each language writes it, with no-break spaces", () => {
    const price = { minor: 1_234_500, currency: "AZN" };
    expect(formatMoney(price, "ru")).toBe("12\u00a0345,00\u00a0₼");
    expect(formatMoney(price, "az")).toBe("12.345,00\u00a0₼");
    expect(formatMoney(price, "en")).toBe("12,345.00\u00a0₼");
    expect(formatMoney({ minor: 500, currency: "JPY" }, "en")).toBe("500\u00a0JPY");
  });

  test("of two currencies never share an amount", () => {
    const manat = { minor: 9_800, currency: "AZN" };
    const euro = { minor: 4_900, currency: "EUR" };
    expect(getCommonCurrency([manat, manat])).toBe("AZN");
    expect(() => getCommonCurrency([manat, euro])).toThrow("MIXED_CURRENCIES");
    expect(() => getCommonCurrency([])).toThrow();
    expect(() => sumMoney([manat, euro], "AZN")).toThrow("EUR");
  });

  test.each([
    ["98.00", 9_800],
    ["0.29", 29],
    ["98", 9_800],
    ["98,5", 9_850],
    ["98.0000", 9_800],
    ["1,200.00", 120_000],
    ["1.200,00", 120_000],
    ["1 200,00", 120_000],
    ["1\u00a0200,00", 120_000],
    ["1\u202f200", 120_000],
    ["1'200.50", 120_050],
    ["1234,50", 123_450],
    ["1,234,567", 123_456_700],
    ["1.234.567", 123_456_700],
    ["1.234.567,89", 123_456_789],
    ["₼ 49,90", 4_990],
    ["₼49.90", 4_990],
    ["49,90 AZN", 4_990],
    ["AZN 49,90", 4_990],
    ["49 man.", 4_900],
    ["49 манат", 4_900],
    ["\u200e49.90\u200f", 4_990],
    ["0.00", 0],
    ["21474836.47", 2_147_483_647],
  ])("%s is read", (text, minor) => expect(parsePrice(text, "AZN")).toEqual({ minor }));

  test.each(["1.200", "1.250", "₼ 2.500", "1.999", "12.340", "1,200", "98.000", "0.500", "1 200.500", "1,200.500"])(
    "%s is ambiguous",
    (text) => expect(parsePrice(text, "AZN")).toEqual({ fault: "UNCLEAR" }),
  );

  test.each(["$49.00", "49.00 USD", "€49", "49 руб.", "49 ₽", "USD 49", "US$49", "GEL 12", "₼ 49 $", "$1.200"])(
    "%s is another currency's",
    (text) => expect(parsePrice(text, "AZN")).toEqual({ fault: "FOREIGN" }),
  );

  test.each(
    `|-1|1e9|ten|NaN|98.5.5|1.2,3.4|12 34|1,23,456|0,123,456|12345678901|21474836.48|49,|,49|49.-|49 from 2|1.234,5678901`.split(
      "|",
    ),
  )("%s is no price", (text) => expect(parsePrice(text, "AZN")).toEqual({ fault: "INVALID" }));

  test("knows currencies of no and of three digits, and reads their own sign", () => {
    expect(parsePrice("1,200", "JPY")).toEqual({ minor: 1_200 });
    expect(parsePrice("¥1,200", "JPY")).toEqual({ minor: 1_200 });
    expect(parsePrice("12.340", "KWD")).toEqual({ minor: 12_340 });
    expect(parsePrice("12,340", "KWD")).toEqual({ fault: "UNCLEAR" });
    expect(parsePrice("$49.00", "USD")).toEqual({ minor: 4_900 });
    expect(parsePrice("₼ 49", "USD")).toEqual({ fault: "FOREIGN" });
  });

  test("survives a round trip through text for any amount", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (minor) => {
        const text = `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;
        expect(parsePrice(text, "AZN")).toEqual({ minor });
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
