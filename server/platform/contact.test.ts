import { expect, it } from "vitest";
import { addressOf, contactOf, masked, takesTexts } from "./contact";

it.each([
  [" Leyla@Example.COM ", "AZ", "leyla@example.com"],
  ["050 212 34 56", "AZ", "+994502123456"],
  ["+49 30 901820", "AZ", "+4930901820"],
  ["020 7946 0018", "GB", "+442079460018"],
  ["12", "AZ", null],
  ["someone@", "AZ", null],
  ["ring me", "AZ", null],
  ["", "AZ", null],
])("reads %j in %s as %j", (text, country, expected) => {
  expect(contactOf(text, country)).toBe(expected);
});

it.each([
  '"e@x"@victim.test',
  '"a"@victim.test',
  "a＠victim.test",
  "a@victim.test＠evil.test",
  "a@b@victim.test",
  "аdmin@victim.test",
  "a@vıctim.test",
  "a@victim.test\nbcc: b@evil.test",
  "a@victim.test, b@evil.test",
  "<a@victim.test>",
  "a@victim.test\u0000",
  "+994 50 212 34 56 ext. 5",
  "call +994502123456",
  "٠٥٠٢١٢٣٤٥٦",
  "+994502123456;phone-context=evil",
])("refuses %j, which another program might read as somebody else's address", (text) => {
  expect(addressOf(text, "AZ")).toBeNull();
});

it("folds the ways of writing one address into one", () => {
  const email = { kind: "email", value: "leyla@example.com" };
  for (const text of ["leyla@example.com", "  LEYLA@Example.com\t"]) expect(addressOf(text, "AZ")).toEqual(email);
  const phone = { kind: "phone", value: "+994502123456" };
  for (const text of ["+994 50 212 34 56", "050-212-34-56", "(050) 212.34.56", "00994502123456"]) {
    expect(addressOf(text, "AZ")).toEqual(phone);
  }
});

it("sends texts to mobiles only: a premium number would pay its owner for each code", () => {
  expect(takesTexts("+994502123456")).toBe(true);
  expect(takesTexts("+4930901820")).toBe(false);
  expect(takesTexts("+449098790000")).toBe(false);
});

it("masks an address", () => {
  expect(masked({ kind: "email", value: "leyla@example.com" })).toBe("l•••@example.com");
  expect(masked({ kind: "phone", value: "+994502123456" })).toBe("+994 ••• 56");
});
