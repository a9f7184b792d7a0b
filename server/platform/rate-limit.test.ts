import { expect, test } from "vitest";
import { createRateCounter, toAddressKey } from "./rate-limit";

test("a bucket allows its burst, then its rate, and returns how long to wait", () => {
  let at = 0;
  const counter = createRateCounter(() => at);
  const take = (key: string) => counter.take(key, { burst: 3, perMinute: 6 });
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
  const counter = createRateCounter(() => at);
  const take = (key: string) => counter.take(key, { burst: 1, perMinute: 60 });
  take("a");
  for (let i = 0; i < 50; i++) expect(take("a")).toBe(1);
  at += 1_000;
  expect(take("a")).toBe(0);
});

test("a million keys keep memory flat, and who was not seen for longest is forgiven first", () => {
  const { take, size } = createRateCounter(() => 0);
  const rate = { burst: 1, perMinute: 1 };
  take("seen again", rate);
  take("seen once", rate);
  for (let i = 0; i < 1_000_000; i++) {
    take(String(i), rate);
    if (i % 50_000 === 0) expect(take("seen again", rate)).toBe(60);
  }
  expect(size()).toBeLessThanOrEqual(200_000);
  expect(take("seen once", rate)).toBe(0);
});

test("an IPv6 network of 64 bits is one address, as IPv4 in IPv6 is IPv4", () => {
  expect(toAddressKey("::ffff:10.0.0.7")).toBe("10.0.0.7");
  expect(toAddressKey("2001:db8:1:2:3:4:5:6")).toBe(toAddressKey("2001:db8:1:2:ffff::1"));
  expect(toAddressKey("2001:db8::1")).toBe("2001:db8:0:0");
  expect(toAddressKey("::1")).toBe("0:0:0:0");
});
