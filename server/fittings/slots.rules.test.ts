import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DayHours, listOpenSpans, type StoreHours, toLocalDate } from "@/server/stores/rules";
import { slotMs } from "./rules";
import { filterFreeRooms, findRefusal, listSlots, overlaps, sortByNearness } from "./slots.rules";

const store = (timeZone: string, ...hours: DayHours): StoreHours => ({
  timeZone,
  weeklyHours: Array.from({ length: 7 }, () => hours),
  holidays: [
    { date: "2026-03-20", name: "Novruz", hours: [] },
    { date: "2026-12-31", name: "New Year's Eve", hours: [["10:00", "11:00"]] },
  ],
});
/** Starts in the store's local time, with the offset. */
const wall = (s: StoreHours, date: string, slots: 1 | 2 = 1) =>
  listSlots(s, date, slots).map(({ from }) =>
    new Intl.DateTimeFormat("en-GB", {
      timeZone: s.timeZone,
      hour: "2-digit",
      minute: "2-digit",
      timeZoneName: "longOffset",
    })
      .format(from)
      .replace(/GMT$/, "GMT+00:00"),
  );

describe("slots", () => {
  const baku = store("Asia/Baku", ["10:00", "12:00"], ["13:00", "14:00"]);

  it("leave the lunch break out and end before closing", () => {
    expect(wall(baku, "2026-11-23")).toEqual(
      ["10:00", "10:30", "11:00", "11:30", "13:00", "13:30"].map((t) => `${t} GMT+04:00`),
    );
    expect(wall(baku, "2026-11-23", 2)).toEqual(["10:00", "10:30", "11:00", "13:00"].map((t) => `${t} GMT+04:00`));
  });

  it("follow holidays: closed, or other hours", () => {
    expect(wall(baku, "2026-03-20")).toEqual([]);
    expect(wall(baku, "2026-12-31")).toEqual(["10:00 GMT+04:00", "10:30 GMT+04:00"]);
  });

  it.each([
    ["Europe/Berlin", "2026-03-29", ["01:00 GMT+01:00", "01:30 GMT+01:00", "03:00 GMT+02:00", "03:30 GMT+02:00"]],
    ["Europe/London", "2026-03-29", ["00:00 GMT+00:00", "00:30 GMT+00:00", "02:00 GMT+01:00", "02:30 GMT+01:00"]],
  ])("in %s have none in the gap", (zone, date, expected) => {
    const [opens, closes] = zone === "Europe/Berlin" ? ["01:00", "04:00"] : ["00:00", "03:00"];
    expect(wall(store(zone, [opens, closes] as [string, string]), date)).toEqual(expected);
  });

  it.each([
    [
      "Europe/Berlin",
      ["02:00", "03:30"],
      ["02:00 GMT+02:00", "02:30 GMT+02:00", "02:00 GMT+01:00", "02:30 GMT+01:00", "03:00 GMT+01:00"],
    ],
    [
      "Europe/London",
      ["01:00", "02:30"],
      ["01:00 GMT+01:00", "01:30 GMT+01:00", "01:00 GMT+00:00", "01:30 GMT+00:00", "02:00 GMT+00:00"],
    ],
  ])("in %s are two distinct ones in the repeated hour", (zone, hours, expected) => {
    expect(wall(store(zone, hours as [string, string]), "2026-10-25")).toEqual(expected);
  });

  it("give the reason why a time is refused", () => {
    const at = (date: string, time: string, slots: 1 | 2 = 1, now = "2026-03-01T00:00Z") =>
      findRefusal(baku, { date, from: Date.parse(`${date}T${time}:00+04:00`), slots }, Date.parse(now));
    expect(at("2026-11-23", "10:30")).toBeNull();
    expect(at("2026-11-23", "12:30")).toBe("SLOT_OUTSIDE_HOURS");
    expect(at("2026-11-23", "10:15")).toBe("SLOT_OUTSIDE_HOURS");
    expect(at("2026-11-23", "11:30", 2)).toBe("SLOT_OUTSIDE_HOURS");
    expect(at("2026-03-20", "10:30")).toBe("STORE_CLOSED");
    expect(at("2026-11-23", "10:30", 1, "2026-11-23T06:30:00Z")).toBe("SLOT_PAST");
  });
});

it("slots of any hours in any zone lie inside the opening hours, apart and on their own day", () => {
  const zones = [
    "Asia/Baku",
    "Europe/Berlin",
    "Europe/London",
    "Asia/Tbilisi",
    "America/New_York",
    "Australia/Lord_Howe",
  ];
  const clock = (minutes: number) =>
    minutes === 1440
      ? "24:00"
      : `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true }),
      fc.uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 4, maxLength: 4 }),
      (timeZone, day, quarters) => {
        const [a = 0, b = 0, c = 0, d = 0] = quarters.sort((x, y) => x - y).map((q) => q * 15);
        const s = store(timeZone, [clock(a), clock(b)], [clock(c), clock(d)]);
        const date = day.toISOString().slice(0, 10);
        const slots = listSlots(s, date, 1);
        for (const [i, slot] of slots.entries()) {
          expect(slot.to - slot.from).toBe(slotMs);
          expect(toLocalDate(slot.from, timeZone)).toBe(date);
          expect(listOpenSpans(s, date).some((o) => o.from <= slot.from && slot.to <= o.to)).toBe(true);
          const next = slots[i + 1];
          if (next) expect(overlaps(slot, next)).toBe(false);
        }
      },
    ),
    { numRuns: 500 },
  );
});

it("finds the rooms that are free for the whole time", () => {
  const busy = [
    { roomId: "a", from: 0, to: 30 },
    { roomId: "b", from: 60, to: 90 },
  ];
  expect(filterFreeRooms(["a", "b"], busy, { from: 30, to: 60 })).toEqual(["a", "b"]);
  expect(filterFreeRooms(["a", "b"], busy, { from: 30, to: 90 })).toEqual(["a"]);
  expect(filterFreeRooms(["a", "b"], busy, { from: 20, to: 70 })).toEqual([]);
});

it("offers the nearest times, earliest first", () => {
  expect(sortByNearness([10, 20, 30, 40, 50], 35)).toEqual([30, 40, 20, 50, 10]);
  expect(sortByNearness([], 32)).toEqual([]);
});
