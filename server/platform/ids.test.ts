import { expect, test } from "vitest";
import { isTrivialPin } from "./ids";
import { deriveDemoPin, loadSecrets } from "./secrets";

test.each(["0000", "1111", "1234", "4321", "0123", "3210", "7890", "0987", "1212", "9090", "1122"])(
  "%s is trivial",
  (pin) => expect(isTrivialPin(pin)).toBe(true),
);

test.each(["7754", "4821", "1118", "1235", "2468", "1221", "2580"])("%s is not", (pin) =>
  expect(isTrivialPin(pin)).toBe(false),
);

test("the demo's PINs are never trivial", async () => {
  await loadSecrets();
  const pins = Array.from({ length: 20_000 }, (_, i) => deriveDemoPin(`${i}@example.test`));
  expect(pins.filter((pin) => !/^\d{4}$/.test(pin) || isTrivialPin(pin))).toEqual([]);
  expect(new Set(pins).size).toBeGreaterThan(5_000);
});
