import { expect, test } from "vitest";
import { makeShopper } from "@/server/testing/factories";
import { createLimits } from "./limits";
import { limitTable } from "./rate-limit";
import { appRouter } from "./router";

test("every procedure has its limits", () => {
  const missing = Object.keys(appRouter._def.procedures).filter((name) => !(name in limitTable));
  expect(missing, "add them to the table in server/trpc/rate-limit.ts").toEqual([]);
});

test("one person is limited to a person's rate, a full store is not", async () => {
  const limits = createLimits();
  const { actor } = await makeShopper();
  const { actor: other } = await makeShopper();
  let taken = 0;
  while ((await limits.byActor(["reservations.create"], actor)) === 0) taken++;
  expect(taken).toBe(limitTable["reservations.create"].device.burst);
  expect(await limits.byActor(["reservations.create"], other)).toBe(0);
  for (let i = 0; i < 10_000; i++) expect(await limits.byAddress(["sync.push"], "10.0.0.7")).toBe(0);
});

test("a batch counts each of its procedures, and an unknown name is counted too", async () => {
  const limits = createLimits();
  const names = Array.from({ length: 10 }, () => "shoppers.requestCode");
  let requests = 0;
  while ((await limits.byAddress(names, "10.0.0.7")) === 0) requests++;
  expect(requests).toBe(limitTable["shoppers.requestCode"].address.burst / 10);
  while ((await limits.byAddress(["no.such.thing"], "10.0.0.8")) === 0) requests++;
  expect(requests).toBeGreaterThan(1_000);
});

test("two devices of one account share the account's limit", async () => {
  const limits = createLimits();
  const { actor } = await makeShopper();
  const devices = Array.from({ length: 5 }, (_, i) => ({ ...actor, deviceId: `device-${i}` }));
  let taken = 0;
  for (let i = 0; i < 100; i++)
    for (const device of devices) taken += Number(!(await limits.byActor(["reservations.create"], device)));
  expect(taken).toBe(limitTable["reservations.create"].account.burst);
});
