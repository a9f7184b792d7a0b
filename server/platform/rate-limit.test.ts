import { expect, test } from "vitest";
import { createRateCounter, toAddressKey } from "./rate-limit";

test("a bucket allows its burst, then its rate, and returns how long to wait", () => {
  let at = 0;
  const { take } = createRateCounter({ burst: 3, perMinute: 6 }, () => at);
  expect([take("a"), take("a"), take("a"), take("a")]).toEqual([0, 0, 0, 10]);
  expect(take("b")).toBe(0);
  at += 4_000;
  expect(take("a")).toBe(6);
  at += 6_000;
  expect([take("a"), take("a")]).toEqual([0, 10]);
  at += 3_600_000;
  expect([take("a"), take("a"), take("a"), take("a")]).toEqual([0, 0, 0, 10]);
});

test("refused calls cost nothing: a caller who waits is allowed", () => {
  let at = 0;
  const { take } = createRateCounter({ burst: 1, perMinute: 60 }, () => at);
  take("a");
  for (let i = 0; i < 50; i++) expect(take("a")).toBe(1);
  at += 1_000;
  expect(take("a")).toBe(0);
});

test("a million keys stay within the memory limit", () => {
  const { take, size } = createRateCounter({ burst: 1, perMinute: 1 }, () => 0);
  for (let i = 0; i < 250_000; i++) take(String(i));
  expect(size()).toBeLessThanOrEqual(100_000);
});

test("an IPv6 network of 64 bits is one address, as IPv4 in IPv6 is IPv4", () => {
  expect(toAddressKey("::ffff:10.0.0.7")).toBe("10.0.0.7");
  expect(toAddressKey("2001:db8:1:2:3:4:5:6")).toBe(toAddressKey("2001:db8:1:2:ffff::1"));
  expect(toAddressKey("2001:db8::1")).toBe("2001:db8:0:0");
  expect(toAddressKey("::1")).toBe("0:0:0:0");
});
