import { expect, it } from "vitest";
import { contactTable } from "@/server/testing/contacts";
import { looksLikeContact } from "./rules";
import { type Evidence, noEvidence, type Reading, readContact, readMobile } from "./parse-contact.rules";

const house = ["AZ", "AZ", "DE", "GB", "GE"];
const told = (reading: Reading): string =>
  reading.kind === "wrong" ? `!${reading.why}` : reading.kind === "unclear" ? "?" : reading.value;

it.each(contactTable)("reads %j in %s as %s", (text, country, there, forCode = there) => {
  expect(told(readContact(text, { act: [country], person: [], house }))).toBe(there);
  expect(told(readMobile(text, { act: [], person: [], house }))).toBe(forCode);
});

it("holds a table worth the name", () => {
  expect(contactTable.length).toBeGreaterThanOrEqual(80);
});

it.each(contactTable.filter(([, , there]) => !/^[?!]/.test(there)))(
  "reads what %j was read as the same again",
  (...row) => {
    const [, , there] = row;
    // Wherever that is, and whatever the person's own country is.
    for (const country of ["AZ", "GE", "DE", "GB", "US", ""])
      expect(told(readContact(there, { act: [country], person: [country], house: [country] }))).toBe(there);
    expect(told(readContact(there, noEvidence))).toBe(there);
  },
);

it("lets pass in the browser whatever the server reads", () => {
  for (const [text, , there, forCode = there] of contactTable)
    if (![there, forCode].every((read) => read.startsWith("!")))
      expect([text, looksLikeContact(text)]).toEqual([text, true]);
});

/** The countries that a number is asked about, or how it is read. */
const asked = (text: string, evidence: Partial<Evidence>) => {
  const reading = readContact(text, { ...noEvidence, ...evidence });
  return reading.kind === "unclear" ? reading.countries : told(reading);
};

it("asks where the person's own country speaks against the act's, and never guesses by weaker evidence", () => {
  const number = "555 12 34 56";
  expect(asked(number, { act: ["GE"], house })).toBe("+995555123456");
  expect(asked(number, { act: ["GE"], person: ["AZ"] })).toEqual(["GE", "AZ"]);
  expect(asked(number, { act: ["GE"], person: ["GE"], house })).toBe("+995555123456");
  expect(asked(number, { act: ["AZ", "GE"] })).toEqual(["AZ", "GE"]);
  expect(asked(number, { person: ["GE"], house })).toEqual(["GE", "AZ"]);
  expect(asked(number, { house: ["AZ"] })).toBe("+994555123456");
  expect(asked(number, {})).toBe("!phone");
});

it("takes a leading 0 for what it is: nobody writes it before a Georgian mobile", () => {
  expect(asked("055 512 34 56", { house })).toBe("+994555123456");
  expect(asked("055 512 34 56", { person: ["GE"], house })).toEqual(["GE", "AZ"]);
  expect(asked("055 512 34 56", { act: ["GE"], house })).toEqual(["GE", "AZ"]);
});

it("does not guess at land lines abroad, where almost any digits are one", () => {
  expect(asked("050 212 34 56 78", { act: ["AZ"], house })).toBe("!phone");
  expect(asked("012 498 00 00", { act: ["GE"], house })).toBe("+994124980000");
  expect(asked("07911 123456", { act: ["GB"], person: ["DE"], house })).toBe("+447911123456");
});
