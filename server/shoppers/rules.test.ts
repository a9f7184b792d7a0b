import { expect, test } from "vitest";
import { toSafePath } from "./rules";

test.each(["/en/account", "/ru/cart?x=1#y", "/"])("keeps the path %s", (path) => {
  expect(toSafePath(path, "/home")).toBe(path);
});

test.each([
  "https://evil.test",
  "//evil.test",
  "/\\evil.test",
  "\\\\evil.test",
  "/\t/evil.test",
  "/en\r\nSet-Cookie: a=b",
  "javascript:alert(1)",
  "/./\\evil.test",
  "/.//evil.test",
  "evil",
  "",
  null,
  undefined,
])("never leaves the origin: %s", (path) => {
  expect(toSafePath(path, "/home")).toBe("/home");
});
