import { expect, test } from "vitest";
import { articleCodes, orderNumbers, qrCodes, sixDigitCodes } from "@/server/testing/codes";
import { isMistyped, isRounded, matchCode, parseCode, parseOrderNumber, parseSixDigits, toGtin } from "./code";

test.each(articleCodes)("$typed names $kept: $match", ({ typed, kept, match }) =>
  expect(matchCode(typed, kept)).toBe(match),
);

test.each(sixDigitCodes)("$typed is the six digits $code", ({ typed, code }) =>
  expect(parseSixDigits(typed)).toBe(code),
);

test.each(orderNumbers)("$typed is the order $number", ({ typed, number }) =>
  expect(parseOrderNumber(typed)).toBe(number),
);

test.each(qrCodes)("$typed is recognised without context", ({ typed, code }) => expect(parseCode(typed)).toEqual(code));

test("a barcode is one number in all its lengths, and its check digit reveals a typing error", () => {
  expect(["96385074", "012345678905", "0012345678905", "4006381333931", "14006381333938"].map(toGtin)).toEqual([
    "00000096385074",
    "00012345678905",
    "00012345678905",
    "04006381333931",
    "14006381333938",
  ]);
  for (const none of ["4006381333932", "10023", "00000000", "K09-A", ""]) expect(toGtin(none)).toBeNull();
  expect(["4006381333932", "96385075"].map(isMistyped)).toEqual([true, true]);
  // The check digit of a UPC-E is that of its long form.
  expect(["4006381333931", "04252614", "10023", "K09-A"].map(isMistyped)).toEqual([false, false, false, false]);
});

test("a number rounded by a spreadsheet is not a code", () => {
  expect(["4.00638E+12", "4,00638E+12", "4e+12"].map(isRounded)).toEqual([true, true, true]);
  expect(["4006381333931", "1E5", "K09-E+1"].map(isRounded)).toEqual([false, false, false]);
});
