import { expect, it } from "vitest";
import {
  canMoveFitting,
  canMoveRequest,
  canRequestItem,
  type FittingStatus,
  fittingStatuses,
  getFittingSources,
  getPartOfDay,
  getRequestSources,
  getUndoStatus,
  occupiesRoom,
  requestStatuses,
} from "./rules";

it("allows an appointment exactly these moves", () => {
  const allowed = fittingStatuses.flatMap((a) =>
    fittingStatuses.filter((b) => canMoveFitting(a, b)).map((b) => `${a}>${b}`),
  );
  expect(allowed).toEqual(["booked>checked_in", "booked>cancelled", "booked>no_show", "checked_in>done"]);
  for (const to of fittingStatuses) {
    expect(getFittingSources(to)).toEqual(fittingStatuses.filter((from) => canMoveFitting(from, to)));
  }
});

it("undoes exactly one step, and each step that was allowed", () => {
  expect(fittingStatuses.map((s) => [s, getUndoStatus(s)])).toEqual([
    ["offered", null],
    ["booked", null],
    ["checked_in", "booked"],
    ["done", "checked_in"],
    ["cancelled", "booked"],
    ["no_show", "booked"],
  ]);
  for (const from of fittingStatuses)
    for (const to of fittingStatuses) if (canMoveFitting(from, to)) expect(getUndoStatus(to)).toBe(from);
});

it("allows an item request exactly these moves", () => {
  const allowed = requestStatuses.flatMap((a) =>
    requestStatuses.filter((b) => canMoveRequest(a, b)).map((b) => `${a}>${b}`),
  );
  expect(allowed).toEqual([
    "asked>claimed",
    "asked>cancelled",
    "claimed>asked",
    "claimed>brought",
    "claimed>cancelled",
  ]);
  for (const to of requestStatuses) {
    expect(getRequestSources(to)).toEqual(requestStatuses.filter((from) => canMoveRequest(from, to)));
  }
});

it("occupies the room for what the database's exclusion covers", () => {
  expect(fittingStatuses.filter(occupiesRoom)).toEqual(["offered", "booked", "checked_in", "done"]);
});

it("allows requests from inside the room or within the booked time only", () => {
  const at = (status: FittingStatus, now: number) => canRequestItem({ status, startsAt: 100, endsAt: 200 }, now);
  expect([99, 100, 199, 200].map((now) => at("booked", now))).toEqual([false, true, true, false]);
  expect([50, 150, 999].map((now) => at("checked_in", now))).toEqual([true, true, true]);
  for (const status of ["done", "cancelled", "no_show"] as const) expect(at(status, 150)).toBe(false);
});

it("names the part of the day", () => {
  expect([0, 11, 12, 16, 17, 23].map(getPartOfDay)).toEqual([
    "morning",
    "morning",
    "afternoon",
    "afternoon",
    "evening",
    "evening",
  ]);
});
