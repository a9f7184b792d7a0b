import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { getSupportNotice } from "./node-versions.mjs";

test.each([
  ["20.19.6", "2026-04-30", ""],
  ["20.19.6", "2026-05-01", "2026-04-30"],
  ["22.23.3", "2027-04-30", ""],
  ["24.22.3", "2028-05-01", "2028-04-30"],
  ["27.0.0", "2030-01-01", ""],
])("Node.js %s on %s", (version, today, since) => {
  const notice = getSupportNotice(version, today);
  if (!since) return expect(notice).toBe("");
  expect(notice).toContain(`Node.js ${version} is out of support since ${since}`);
  expect(notice.match(/[.!?](?=\s|$)/g)).toEqual(["."]);
});

test("the workflow runs the unit tests on each version that is tested", () => {
  const workflow = readFileSync(path.resolve(import.meta.dirname, "../../.github/workflows/ci.yml"), "utf8");
  expect(workflow).toMatch(/matrix:\s+node: \["20\.19", "22", "24"\]/);
});
