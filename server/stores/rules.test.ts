import { describe, expect, it } from "vitest";
import {
  addDays,
  type DayHours,
  getHours,
  listOpenSpans,
  type StoreHours,
  toDayWord,
  toLocalDate,
  toMoment,
} from "./rules";

const week = (hours: DayHours): DayHours[] => Array.from({ length: 7 }, () => hours);
const iso = (ms: number) => new Date(ms).toISOString();

const baku: StoreHours = {
  timeZone: "Asia/Baku",
  weeklyHours: [
    ...week([
      ["10:00", "14:00"],
      ["15:00", "21:00"],
    ]).slice(0, 6),
    [],
  ],
  holidays: [
    { date: "2026-03-20", name: "Novruz", hours: [] },
    { date: "2026-12-31", name: "New Year's Eve", hours: [["10:00", "16:00"]] },
  ],
};

describe("hours of a store", () => {
  it("are the week's, with the lunch break, unless the day is a holiday", () => {
    expect(listOpenSpans(baku, "2026-11-23").map((s) => [iso(s.from), iso(s.to)])).toEqual([
      ["2026-11-23T06:00:00.000Z", "2026-11-23T10:00:00.000Z"],
      ["2026-11-23T11:00:00.000Z", "2026-11-23T17:00:00.000Z"],
    ]);
    expect(getHours(baku, "2026-11-29")).toEqual([]);
    expect(getHours(baku, "2026-03-20")).toEqual([]);
    expect(getHours(baku, "2026-12-31")).toEqual([["10:00", "16:00"]]);
  });

  it("skip the gap and take the first of a repeated time", () => {
    expect(iso(toMoment("2026-03-29", "02:30", "Europe/Berlin"))).toBe("2026-03-29T01:00:00.000Z");
    expect(iso(toMoment("2026-10-25", "02:30", "Europe/Berlin"))).toBe("2026-10-25T00:30:00.000Z");
    expect(iso(toMoment("2026-03-29", "01:30", "Europe/London"))).toBe("2026-03-29T01:00:00.000Z");
    expect(iso(toMoment("2026-10-25", "01:30", "Europe/London"))).toBe("2026-10-25T00:30:00.000Z");
  });

  it("handle a day of 23, 24 and 25 hours", () => {
    const berlin: StoreHours = { timeZone: "Europe/Berlin", weeklyHours: week([["00:00", "24:00"]]), holidays: [] };
    const lasts = (date: string) => listOpenSpans(berlin, date).map((s) => (s.to - s.from) / 3_600_000);
    expect([lasts("2026-03-29"), lasts("2026-06-01"), lasts("2026-10-25")]).toEqual([[23], [24], [25]]);
  });

  it("return the local day", () => {
    expect(toLocalDate(Date.parse("2026-11-22T20:30:00Z"), "Asia/Baku")).toBe("2026-11-23");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  });
});

it("calls a day today or tomorrow in its own zone, also over midnight, a change of clocks and the year", () => {
  const word = (at: string, now: string, zone: string) => toDayWord(Date.parse(at), Date.parse(now), zone);
  expect(word("2026-11-25T17:00Z", "2026-11-25T08:00Z", "Asia/Baku")).toBe("today");
  // 21:00 of the next day in Baku: the same day in London.
  expect(word("2026-11-26T17:00Z", "2026-11-25T20:30Z", "Asia/Baku")).toBe("today");
  expect(word("2026-11-26T17:00Z", "2026-11-25T20:30Z", "Europe/London")).toBe("tomorrow");
  expect(word("2026-11-25T19:59Z", "2026-11-25T20:01Z", "Asia/Baku")).toBe("other");
  expect(word("2026-11-27T17:00Z", "2026-11-25T08:00Z", "Asia/Baku")).toBe("other");
  expect(word("2026-10-25T22:30Z", "2026-10-24T22:30Z", "Europe/Berlin")).toBe("today");
  expect(word("2026-10-25T23:30Z", "2026-10-24T22:30Z", "Europe/Berlin")).toBe("tomorrow");
  expect(word("2026-12-31T22:00Z", "2026-12-31T12:00Z", "Asia/Baku")).toBe("tomorrow");
});
