import { expect, test } from "vitest";
import { cells, procedures } from "./cells";

// The cells are really called by `npm run test:security`; that none is missing is known at once.
test("every procedure has its row in the authorisation matrix", () => {
  const missing = procedures.map((p) => p.name).filter((name) => !(name in cells));
  expect(missing, "add them to e2e/security/matrix: whose object the input names, and a valid input").toEqual([]);
});
