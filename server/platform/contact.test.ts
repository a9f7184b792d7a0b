import { expect, it } from "vitest";
import { masked, takesTexts } from "./contact";

it("sends texts to mobiles only: a premium number would pay its owner for each code", () => {
  expect(takesTexts("+994502123456")).toBe(true);
  expect(takesTexts("+4930901820")).toBe(false);
  expect(takesTexts("+449098790000")).toBe(false);
});

it("masks an address", () => {
  expect(masked({ kind: "email", value: "leyla@example.com" })).toBe("l•••@example.com");
  expect(masked({ kind: "phone", value: "+994502123456" })).toBe("+994 ••• 56");
});
