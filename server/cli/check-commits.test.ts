import { expect, test } from "vitest";
import { findSubjectFault, maxSubject } from "./check-commits.mjs";

test.each([
  "feat: hold stock",
  "fix(orders): refund what was not found",
  "refactor(sync, cart)!: name mutations by id",
  `docs: ${"a".repeat(maxSubject - 6)}`,
  `docs: ${"ə".repeat(maxSubject - 6)}`,
])("accepts %j", (subject) => {
  expect(findSubjectFault(subject)).toBe("");
});

test.each([
  "",
  "Hold stock",
  "feat hold stock",
  "feat:hold stock",
  "feat: ",
  "feat: hold stock.",
  "wip: hold stock",
  "Feat(orders): hold stock",
  "fix(): hold stock",
  `docs: ${"a".repeat(maxSubject - 5)}`,
])("refuses %j", (subject) => {
  expect(findSubjectFault(subject)).not.toBe("");
});
