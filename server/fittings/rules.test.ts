import { expect, it } from "vitest";
import {
  type FittingStatus,
  fittingSources,
  fittingStatuses,
  keepsRoom,
  mayAsk,
  mayMove,
  mayMoveRequest,
  partOfDay,
  requestSources,
  requestStatuses,
  undoOf,
} from "./rules";

it("lets an appointment make exactly these moves", () => {
  const allowed = fittingStatuses.flatMap((a) => fittingStatuses.filter((b) => mayMove(a, b)).map((b) => `${a}>${b}`));
  expect(allowed).toEqual(["booked>checked_in", "booked>cancelled", "booked>no_show", "checked_in>done"]);
  for (const to of fittingStatuses) {
    expect(fittingSources(to)).toEqual(fittingStatuses.filter((from) => mayMove(from, to)));
  }
});

it("takes back exactly one step, and each step that was allowed", () => {
  expect(fittingStatuses.map((s) => [s, undoOf(s)])).toEqual([
    ["offered", null],
    ["booked", null],
    ["checked_in", "booked"],
    ["done", "checked_in"],
    ["cancelled", "booked"],
    ["no_show", "booked"],
  ]);
  for (const from of fittingStatuses)
    for (const to of fittingStatuses) if (mayMove(from, to)) expect(undoOf(to)).toBe(from);
});

it("lets a room request make exactly these moves", () => {
  const allowed = requestStatuses.flatMap((a) =>
    requestStatuses.filter((b) => mayMoveRequest(a, b)).map((b) => `${a}>${b}`),
  );
  expect(allowed).toEqual([
    "asked>claimed",
    "asked>cancelled",
    "claimed>asked",
    "claimed>brought",
    "claimed>cancelled",
  ]);
  for (const to of requestStatuses) {
    expect(requestSources(to)).toEqual(requestStatuses.filter((from) => mayMoveRequest(from, to)));
  }
});

it("keeps the room for what the database's exclusion covers", () => {
  expect(fittingStatuses.filter(keepsRoom)).toEqual(["offered", "booked", "checked_in", "done"]);
});

it("takes requests from inside the room or within the booked time only", () => {
  const at = (status: FittingStatus, now: number) => mayAsk({ status, startsAt: 100, endsAt: 200 }, now);
  expect([99, 100, 199, 200].map((now) => at("booked", now))).toEqual([false, true, true, false]);
  expect([50, 150, 999].map((now) => at("checked_in", now))).toEqual([true, true, true]);
  for (const status of ["done", "cancelled", "no_show"] as const) expect(at(status, 150)).toBe(false);
});

it("names the part of the day", () => {
  expect([0, 11, 12, 16, 17, 23].map(partOfDay)).toEqual([
    "morning",
    "morning",
    "afternoon",
    "afternoon",
    "evening",
    "evening",
  ]);
});
