import { expect, it } from "vitest";
import { contactTable } from "@/server/testing/contacts";
import { type CountryEvidence, noEvidence, type ParsedContact, parseContact, parseMobile } from "./parse-contact.rules";
import { looksLikeContact } from "./rules";

const retailer = ["AZ", "AZ", "DE", "GB", "GE"];
const summarise = (reading: ParsedContact): string =>
  reading.kind === "wrong" ? `!${reading.why}` : reading.kind === "unclear" ? "?" : reading.value;

it.each(contactTable)("reads %j in %s as %s", (text, country, there, forCode = there) => {
  expect(summarise(parseContact(text, { act: [country], person: [], house: retailer }))).toBe(there);
  expect(summarise(parseMobile(text, { act: [], person: [], house: retailer }))).toBe(forCode);
});

it("has enough cases", () => {
  expect(contactTable.length).toBeGreaterThanOrEqual(80);
});

it.each(contactTable.filter(([, , there]) => !/^[?!]/.test(there)))(
  "parses its own result for %j unchanged",
  (...row) => {
    const [, , there] = row;
    // Independent of the country and of the person's own country.
    for (const country of ["AZ", "GE", "DE", "GB", "US", ""])
      expect(summarise(parseContact(there, { act: [country], person: [country], house: [country] }))).toBe(there);
    expect(summarise(parseContact(there, noEvidence))).toBe(there);
  },
);

it("accepts in the browser whatever the server parses", () => {
  for (const [text, , there, forCode = there] of contactTable)
    if (![there, forCode].every((read) => read.startsWith("!")))
      expect([text, looksLikeContact(text)]).toEqual([text, true]);
});

/** The countries that a number is asked about, or how it is parsed. */
const parse = (text: string, evidence: Partial<CountryEvidence>) => {
  const reading = parseContact(text, { ...noEvidence, ...evidence });
  return reading.kind === "unclear" ? reading.countries : summarise(reading);
};

it("asks where the person's country contradicts the form's, and never decides by weaker evidence", () => {
  const number = "555 12 34 56";
  expect(parse(number, { act: ["GE"], house: retailer })).toBe("+995555123456");
  expect(parse(number, { act: ["GE"], person: ["AZ"] })).toEqual(["GE", "AZ"]);
  expect(parse(number, { act: ["GE"], person: ["GE"], house: retailer })).toBe("+995555123456");
  expect(parse(number, { act: ["AZ", "GE"] })).toEqual(["AZ", "GE"]);
  expect(parse(number, { person: ["GE"], house: retailer })).toEqual(["GE", "AZ"]);
  expect(parse(number, { house: ["AZ"] })).toBe("+994555123456");
  expect(parse(number, {})).toBe("!phone");
});

it("regards a leading 0 as evidence: it is never written before a Georgian mobile", () => {
  expect(parse("055 512 34 56", { house: retailer })).toBe("+994555123456");
  expect(parse("055 512 34 56", { person: ["GE"], house: retailer })).toEqual(["GE", "AZ"]);
  expect(parse("055 512 34 56", { act: ["GE"], house: retailer })).toEqual(["GE", "AZ"]);
});

it("does not guess fixed lines abroad, where almost any digits are one", () => {
  expect(parse("050 212 34 56 78", { act: ["AZ"], house: retailer })).toBe("!phone");
  expect(parse("012 498 00 00", { act: ["GE"], house: retailer })).toBe("+994124980000");
  expect(parse("07911 123456", { act: ["GB"], person: ["DE"], house: retailer })).toBe("+447911123456");
});
