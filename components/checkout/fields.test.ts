import { expect, test } from "vitest";
import type { FulfilmentKind } from "@/server/cart/schema";
import type { Quote } from "@/server/orders/quote/schema";
import { toDraftChange, toDraftInput, toFields, validateFields } from "./fields";

const buildQuote = (...ways: FulfilmentKind[]) =>
  ({ lines: ways.map((kind) => ({ way: { kind } })) }) as unknown as Quote;
const noContact = { name: "", contact: "", country: "GE" };

test("a draft becomes fields and fields a draft again; an address nobody typed is none", () => {
  const address = { line1: "Nizami 12", line2: "", city: "Bakı", postcode: "AZ1000", country: "AZ" };
  const draft = { name: "Leyla", email: "l@example.test", phone: "", address, updatedAt: "2026-11-22T08:00:00Z" };
  const { updatedAt: _, ...input } = draft;
  expect(toDraftInput(toFields(draft, noContact))).toEqual(input);
  expect(toDraftInput(toFields(null, noContact)).address).toBeNull();
});

test("only what was typed here is saved, and with the first draft what was known", () => {
  const base = toFields(null, { ...noContact, name: "Leyla" });
  expect(toDraftChange({}, base, true)).toEqual({});
  expect(toDraftChange({ name: "Leyla" }, base, true)).toEqual({});
  expect(toDraftChange({ phone: "1" }, base, false)).toEqual({ phone: "1" });
  expect(toDraftChange({ phone: "1" }, base, true)).toEqual({ name: "Leyla", phone: "1" });
  expect(toDraftChange({ city: "Bakı", name: "" }, base, false)).toEqual({
    name: "",
    address: { city: "Bakı", country: "GE" },
  });
  expect(toDraftChange({ country: "AZ" }, base, false)).toEqual({ address: { country: "AZ" } });
});

test("without a draft the last contact stands in the field it belongs to", () => {
  expect(toFields(null, { ...noContact, name: "Leyla", contact: "l@example.test" })).toMatchObject({
    email: "l@example.test",
    phone: "",
  });
  expect(toFields(null, { ...noContact, name: "Leyla", contact: "+994501234567" })).toMatchObject({
    email: "",
    phone: "+994501234567",
  });
});

test("only what this way of getting the goods needs is asked for", () => {
  const empty = toFields(null, noContact);
  expect(Object.keys(validateFields(empty, buildQuote("pickup")))).toEqual(["name", "email"]);
  expect(Object.keys(validateFields(empty, buildQuote("pickup", "deliver")))).toEqual([
    "name",
    "email",
    "line1",
    "city",
  ]);
  const reached = { ...empty, name: "Leyla", phone: "+994 50 123 45 67" };
  expect(validateFields(reached, buildQuote("pickup"))).toEqual({});
  expect(validateFields({ ...reached, email: "leyla@" }, buildQuote("pickup"))).toEqual({ email: "email" });
  expect(validateFields({ ...reached, phone: "call me" }, buildQuote("pickup"))).toEqual({ phone: "phone" });
});

test("seven digits at least make a phone number, whatever stands between them", () => {
  const reached = { ...toFields(null, noContact), name: "Leyla" };
  expect(validateFields({ ...reached, phone: "050 123" }, buildQuote("pickup"))).toEqual({ phone: "phone" });
  expect(validateFields({ ...reached, phone: "050 12 34" }, buildQuote("pickup"))).toEqual({});
});
