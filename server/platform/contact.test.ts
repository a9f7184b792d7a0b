import { expect, it } from "vitest";
import { contactOf } from "./contact";

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
