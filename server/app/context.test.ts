import { expect, test } from "vitest";
import { parseRegions } from "./context";

test.each([
  ["ka-GE,ka;q=0.9,en;q=0.8", ["GE", "US"]],
  ["de-AT", ["AT"]],
  ["az", ["AZ"]],
  ["ru;q=0.5, en-GB", ["RU", "GB"]],
  ["*", []],
  ["", []],
  [undefined, []],
  ["x".repeat(5000), []],
])("of %j the countries are %j", (header, regions) => {
  expect(parseRegions(header)).toEqual(regions);
});
