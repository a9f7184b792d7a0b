import { expect, it } from "vitest";
import type { FittingRow } from "@/server/fittings/schema";
import { getWindow, hourPx, listFreeStarts, listHours, placeNow, placeRoom } from "./timeline-layout";

const toInstant = (time: string) => `2026-11-23T${time}:00.000Z`;
const buildFitting = (from: string, to: string) =>
  ({ fittingId: from, startsAt: toInstant(from), endsAt: toInstant(to) }) as FittingRow;
const open = [
  { from: toInstant("10:00"), to: toInstant("12:00") },
  { from: toInstant("13:00"), to: toInstant("14:30") },
];

it("shows whole hours around opening and whoever is booked outside of it", () => {
  const window = getWindow({ open }, [buildFitting("15:30", "16:00")]);
  expect(window).toEqual({ from: Date.parse(toInstant("10:00")), to: Date.parse(toInstant("16:00")) });
  expect(window && listHours(window)).toHaveLength(6);
  expect(getWindow({ open: [] }, [])).toBeNull();
});

it("gives a name the place up to the next appointment of its room", () => {
  const window = { from: Date.parse(toInstant("10:00")), to: Date.parse(toInstant("14:00")) };
  const placed = placeRoom(
    [buildFitting("12:00", "12:30"), buildFitting("10:30", "11:00"), buildFitting("11:00", "12:00")],
    window,
  );
  expect(placed.map(({ left, width, room }) => [left, width, room].map((px) => px / hourPx))).toEqual([
    [0.5, 0.5, 0.5],
    [1, 1, 1],
    [2, 0.5, 2],
  ]);
});

it("offers a walk-in the running half hour and later ones, not lunch and nobody's", () => {
  const free = listFreeStarts({ open }, [buildFitting("11:00", "11:30")], Date.parse(toInstant("10:40")));
  expect(free.map((ms) => new Date(ms).toISOString().slice(11, 16))).toEqual([
    "10:30",
    "11:30",
    "13:00",
    "13:30",
    "14:00",
  ]);
});

it("puts the label of now beside its line, before it at the end of the day, and leaves no half of an hour's label", () => {
  const window = { from: Date.parse(toInstant("10:00")), to: Date.parse(toInstant("12:00")) };
  const shown = (time: string) => {
    const placed = placeNow(Date.parse(toInstant(time)), window);
    return placed && { ...placed, x: placed.x / hourPx, hours: placed.hours.map((h) => new Date(h).toISOString()) };
  };
  expect(shown("10:00")).toEqual({ x: 0, side: "after", hours: [toInstant("11:00")] });
  expect(shown("10:30")).toEqual({ x: 0.5, side: "after", hours: [toInstant("10:00"), toInstant("11:00")] });
  expect(shown("11:00")).toEqual({ x: 1, side: "after", hours: [toInstant("10:00")] });
  expect(shown("12:00")).toEqual({ x: 2, side: "before", hours: [toInstant("10:00"), toInstant("11:00")] });
  expect(shown("09:59")).toBeNull();
});
