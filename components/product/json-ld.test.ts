import { expect, it } from "vitest";
import { toSafeJson } from "./json-ld";

it("cannot be left by a name that closes the element", () => {
  const text = toSafeJson({ name: "</script><script>alert(1)</script><!-- & \u2028" });
  expect(text).not.toMatch(/[<>&\u2028]/);
  expect(JSON.parse(text)).toEqual({ name: "</script><script>alert(1)</script><!-- & \u2028" });
});
