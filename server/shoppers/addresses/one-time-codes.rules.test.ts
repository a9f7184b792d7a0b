import { expect, test } from "vitest";
import { codeLimits, computeNextSendAt, windowMinutes } from "./one-time-codes.rules";

const minute = 60_000;

/** Requests a code in every minute of two days; returns the minutes in which one was sent. */
function listFloodedMinutes(): number[] {
  const sent: number[] = [];
  for (let at = 0; at < 2 * 1440; at++) {
    const newestFirst = sent.toReversed().map((m) => m * minute);
    if (computeNextSendAt(newestFirst, at * minute) === null) sent.push(at);
  }
  return sent;
}

test("flooding and guessing succeeds with at most 1.5e-5 in any hour", () => {
  const sent = listFloodedMinutes();
  for (let from = -codeLimits.lifeMinutes; from < 2 * 1440; from++) {
    // All codes that can be tried within the hour after `from`.
    const alive = sent.filter((m) => m + codeLimits.lifeMinutes > from && m < from + 60).length;
    expect((alive * codeLimits.tries) / 10 ** codeLimits.digits).toBeLessThanOrEqual(1.5e-5);
  }
});

test("counting sends by the clock hour alone would allow twice as many guesses in one hour", () => {
  // The mutant: three codes at 0:00 tried until 0:09, three more at 1:00 tried until 1:09.
  const alive = [0, 0, 0, 60, 60, 60].filter((m) => m + codeLimits.lifeMinutes > 9 && m < 9 + 60).length;
  expect((alive * codeLimits.tries) / 10 ** codeLimits.digits).toBeGreaterThan(1.5e-5);
  expect(windowMinutes).toBe(codeLimits.sendsMinutes + codeLimits.lifeMinutes);
});

test("allows ten a day, and returns when the next one may be requested", () => {
  const sent = listFloodedMinutes();
  expect(sent.filter((m) => m < 1440)).toHaveLength(10);
  expect(computeNextSendAt([], 0)).toBeNull();
  expect(
    computeNextSendAt(
      [2, 1, 0].map((m) => m * minute),
      3 * minute,
    ),
  ).toBe(windowMinutes * minute);
});
