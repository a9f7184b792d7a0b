import { expect, test } from "vitest";
import { listNumberChoices } from "./number-choices";

test("a number valid in several countries is offered in international format for each", async () => {
  expect(await listNumberChoices("tel:0555 12 34 56", ["AZ", "GE"])).toEqual([
    { country: "AZ", number: "+994 55 512 34 56" },
    { country: "GE", number: "+995 555 12 34 56" },
  ]);
  expect(await listNumberChoices("555 12 34 56", ["GE", "AZ"])).toHaveLength(2);
  expect(await listNumberChoices("555 12 34 56", ["nowhere", ""])).toEqual([]);
});
