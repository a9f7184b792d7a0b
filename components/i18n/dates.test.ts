import { expect, it } from "vitest";
import { formatAgo, formatInstant, formatTime } from "./dates";

const at = "2026-11-25T17:40:06Z";
const timeZone = "Asia/Baku";

it("writes days and times in three languages, Azerbaijani without the browser's help", () => {
  const day = { timeZone, weekday: "short", day: "numeric", month: "short" } as const;
  expect(formatInstant("en", at, day)).toMatch(/^Wed,? 25 Nov$/);
  expect(formatInstant("ru", at, day)).toMatch(/^ср,? 25 нояб\.?$/);
  expect(formatInstant("az", at, day)).toBe("25 noy, Ç.");
  expect(formatInstant("az", at, { timeZone, weekday: "long" })).toBe("çərşənbə");
  expect(formatInstant("az", at, { timeZone, day: "numeric", month: "long" })).toBe("25 noyabr");
  const clock = { timeZone, hour: "2-digit", minute: "2-digit" } as const;
  for (const locale of ["en", "ru", "az"] as const) expect(formatInstant(locale, at, clock)).toBe("21:40");
  expect(formatInstant("az", at, { ...clock, second: "2-digit" })).toBe("21:40:06");
});

it("takes the day of the zone, not of the machine", () => {
  const day = { day: "numeric", month: "short" } as const;
  expect(formatInstant("az", "2026-11-25T22:00:00Z", { timeZone, ...day })).toBe("26 noy");
});

it("says how long ago something was", () => {
  const now = Date.parse(at);
  const ago = (ms: number) => (["en", "ru", "az"] as const).map((locale) => formatAgo(locale, now - ms, now));
  expect(ago(-5_000)).toEqual(["now", "сейчас", "indi"]);
  expect(ago(59_000)).toEqual(["now", "сейчас", "indi"]);
  expect(ago(5.9 * 60_000)).toEqual(["5 minutes ago", "5 минут назад", "5 dəqiqə öncə"]);
  expect(ago(26 * 3_600_000)).toEqual(["yesterday", "вчера", "dünən"]);
  expect(ago(21 * 86_400_000)).toEqual(["3 weeks ago", "3 недели назад", "3 həftə öncə"]);
});

it("distinguishes the two equal times of the night when the clocks go back", () => {
  const zone = "Europe/Berlin";
  expect(formatTime("en", "2026-10-24T10:00:00Z", zone)).toBe("12:00");
  for (const locale of ["en", "ru", "az"] as const) {
    const [first, second] = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map((at) => formatTime(locale, at, zone));
    expect(first).not.toBe(second);
    for (const shown of [first, second]) expect(shown).toMatch(/^02:30 /);
  }
});
