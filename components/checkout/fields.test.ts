import { expect, test } from "vitest";
import type { Quote, Way } from "@/server/orders/quote/schema";
import { draftOf, faultsOf, fieldsOf } from "./fields";

const quoteOf = (...ways: Way["kind"][]) => ({ lines: ways.map((kind) => ({ way: { kind } })) }) as unknown as Quote;
const nobody = { name: "", contact: "", country: "GE" };

test("a draft becomes fields and fields a draft again; an address nobody typed is none", () => {
  const address = { line1: "Nizami 12", line2: "", city: "Bakı", postcode: "AZ1000", country: "AZ" };
  const draft = { name: "Leyla", email: "l@example.test", phone: "", address, updatedAt: "2026-11-22T08:00:00Z" };
  const { updatedAt: _, ...input } = draft;
  expect(draftOf(fieldsOf(draft, nobody))).toEqual(input);
  expect(draftOf(fieldsOf(null, nobody)).address).toBeNull();
});

test("without a draft the last contact stands in the field it belongs to", () => {
  expect(fieldsOf(null, { ...nobody, name: "Leyla", contact: "l@example.test" })).toMatchObject({
    email: "l@example.test",
    phone: "",
  });
  expect(fieldsOf(null, { ...nobody, name: "Leyla", contact: "+994501234567" })).toMatchObject({
    email: "",
    phone: "+994501234567",
  });
});

test("only what this way of getting the goods needs is asked for", () => {
  const empty = fieldsOf(null, nobody);
  expect(Object.keys(faultsOf(empty, quoteOf("pickup")))).toEqual(["name", "email"]);
  expect(Object.keys(faultsOf(empty, quoteOf("pickup", "deliver")))).toEqual(["name", "email", "line1", "city"]);
  const reached = { ...empty, name: "Leyla", phone: "+994 50 123 45 67" };
  expect(faultsOf(reached, quoteOf("pickup"))).toEqual({});
  expect(faultsOf({ ...reached, email: "leyla@" }, quoteOf("pickup"))).toEqual({ email: "email" });
  expect(faultsOf({ ...reached, phone: "call me" }, quoteOf("pickup"))).toEqual({ phone: "phone" });
});

test("seven digits at least make a phone number, whatever stands between them", () => {
  const reached = { ...fieldsOf(null, nobody), name: "Leyla" };
  expect(faultsOf({ ...reached, phone: "050 123" }, quoteOf("pickup"))).toEqual({ phone: "phone" });
  expect(faultsOf({ ...reached, phone: "050 12 34" }, quoteOf("pickup"))).toEqual({});
});
