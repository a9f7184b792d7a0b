import { expect, it } from "vitest";
import { canReceiveSms, maskAddress } from "./contact";

it("texts mobiles only: a premium number would pay its owner for each code", () => {
  expect(canReceiveSms("+994502123456")).toBe(true);
  expect(canReceiveSms("+4930901820")).toBe(false);
  expect(canReceiveSms("+449098790000")).toBe(false);
});

it("masks an address", () => {
  expect(maskAddress({ kind: "email", value: "leyla@example.com" })).toBe("l•••@example.com");
  expect(maskAddress({ kind: "phone", value: "+994502123456" })).toBe("+994 ••• 56");
});
