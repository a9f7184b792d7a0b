import { describe, expect, it } from "vitest";
import {
  computeDistanceKm,
  computePromise,
  getEndOfNextOpeningDay,
  getOpenState,
  isOpenAt,
  type StoreHours,
} from "./rules";
import { saveHoursSchema, type WeeklyHours } from "./schema";

const lunch: WeeklyHours = Array.from({ length: 7 }, (_, day) =>
  day === 6
    ? []
    : [
        ["10:00", "13:00"],
        ["14:00", "21:00"],
      ],
);
/** Monday 23 November 2026 is an ordinary day, Tuesday a holiday, Wednesday short. */
const baku: StoreHours = {
  timeZone: "Asia/Baku",
  weeklyHours: lunch,
  holidays: [
    { date: "2026-11-24", name: "Holiday", hours: [] },
    { date: "2026-11-25", name: "Short day", hours: [["12:00", "15:00"]] },
  ],
};
const always = (timeZone: string): StoreHours => ({
  timeZone,
  weeklyHours: Array.from({ length: 7 }, () => [["00:00", "24:00"]]),
  holidays: [],
});
const at = (text: string) => Date.parse(text);
const iso = (moment: number | null) => (moment === null ? null : new Date(moment).toISOString());

describe("opening hours", () => {
  it("are closed at lunch, at night, on Sundays and on holidays, and the closing minute is outside", () => {
    expect(isOpenAt(baku, at("2026-11-23T12:59:59+04:00"))).toBe(true);
    expect(isOpenAt(baku, at("2026-11-23T13:00:00+04:00"))).toBe(false);
    expect(isOpenAt(baku, at("2026-11-23T14:00:00+04:00"))).toBe(true);
    expect(isOpenAt(baku, at("2026-11-23T21:00:00+04:00"))).toBe(false);
    expect(isOpenAt(baku, at("2026-11-22T12:00:00+04:00"))).toBe(false);
    expect(isOpenAt(baku, at("2026-11-24T12:00:00+04:00"))).toBe(false);
    expect(isOpenAt(baku, at("2026-11-25T11:00:00+04:00"))).toBe(false);
    expect(isOpenAt(baku, at("2026-11-25T12:00:00+04:00"))).toBe(true);
  });

  it("know when the state changes next", () => {
    expect(getOpenState(baku, at("2026-11-23T12:00:00+04:00"))).toEqual({
      open: true,
      changesAt: at("2026-11-23T13:00:00+04:00"),
    });
    expect(getOpenState(baku, at("2026-11-23T22:00:00+04:00"))).toEqual({
      open: false,
      changesAt: at("2026-11-25T12:00:00+04:00"),
    });
    const never = { ...baku, weeklyHours: Array.from({ length: 7 }, () => []), holidays: [] };
    expect(getOpenState(never, at("2026-11-23T12:00:00+04:00"))).toEqual({ open: false, changesAt: null });
  });

  it("join days that touch at midnight", () => {
    expect(isOpenAt(always("Asia/Baku"), at("2026-11-23T23:59:59+04:00"))).toBe(true);
    const { changesAt } = getOpenState(always("Asia/Baku"), at("2026-11-23T12:00:00+04:00"));
    expect((changesAt ?? 0) - at("2026-11-23T12:00:00+04:00")).toBeGreaterThan(50 * 86_400_000);
  });
});

describe("promise time", () => {
  it("counts open minutes only: over lunch, over night, over a holiday", () => {
    expect(iso(computePromise(baku, at("2026-11-23T11:00:00+04:00"), 60))).toBe("2026-11-23T08:00:00.000Z");
    expect(iso(computePromise(baku, at("2026-11-23T12:30:00+04:00"), 60))).toBe("2026-11-23T10:30:00.000Z");
    expect(iso(computePromise(baku, at("2026-11-23T20:30:00+04:00"), 60))).toBe("2026-11-25T08:30:00.000Z");
    expect(iso(computePromise(baku, at("2026-11-21T23:00:00+04:00"), 60))).toBe("2026-11-23T07:00:00.000Z");
  });

  it("rounds up to five minutes and never past closing", () => {
    expect(iso(computePromise(baku, at("2026-11-23T11:02:10+04:00"), 30))).toBe("2026-11-23T07:35:00.000Z");
    expect(iso(computePromise(baku, at("2026-11-23T20:00:00+04:00"), 60))).toBe("2026-11-23T17:00:00.000Z");
  });

  it("is null for a store that does not open", () => {
    const never = { ...baku, weeklyHours: Array.from({ length: 7 }, () => []) };
    expect(computePromise({ ...never, holidays: [] }, at("2026-11-23T11:00:00+04:00"), 60)).toBeNull();
  });

  it("skips the lost hour of spring", () => {
    expect(iso(computePromise(always("Europe/London"), at("2026-03-29T00:30:00Z"), 60))).toBe(
      "2026-03-29T01:30:00.000Z",
    );
  });
});

describe("end of the hold", () => {
  it("is the last closing of the next opening day", () => {
    expect(iso(getEndOfNextOpeningDay(baku, at("2026-11-23T11:00:00+04:00")))).toBe("2026-11-25T11:00:00.000Z");
    expect(iso(getEndOfNextOpeningDay(baku, at("2026-11-27T11:00:00+04:00")))).toBe("2026-11-28T17:00:00.000Z");
  });
});

it("measures distance", () => {
  const nizami = { latitude: 40.3719, longitude: 49.8432 };
  expect(computeDistanceKm(nizami, nizami)).toBe(0);
  expect(computeDistanceKm(nizami, { latitude: 41.6938, longitude: 44.8015 })).toBeCloseTo(449, -1);
  expect(computeDistanceKm(nizami, { latitude: null, longitude: null })).toBeNull();
});

it("refuses hours that overlap, end before they begin or leave the day", () => {
  const save = (day: unknown) =>
    saveHoursSchema.safeParse({
      storeId: "6f1f9c4e-2a5f-4b57-9d0e-111111111111",
      weeklyHours: [day, [], [], [], [], [], []],
      holidays: [],
      pickupMinutes: 60,
    }).success;
  expect(save([["10:00", "24:00"]])).toBe(true);
  expect(save([["10:00", "09:00"]])).toBe(false);
  expect(
    save([
      ["10:00", "14:00"],
      ["13:00", "20:00"],
    ]),
  ).toBe(false);
  expect(save([["10:00", "24:01"]])).toBe(false);
  expect(save([["9:00", "12:00"]])).toBe(false);
});
