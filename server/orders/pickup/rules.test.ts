import { describe, expect, it } from "vitest";
import {
  buildHandOverText,
  canBeReady,
  canExtend,
  canMovePickup,
  getPickupSources,
  isOpen,
  lineMoves,
  parseHandOverText,
  pickupStatuses,
  toShortName,
} from "./rules";

const allowed = new Set([
  "requested>reserved",
  "requested>declined",
  "requested>cancelled",
  "reserved>picking",
  "reserved>declined",
  "reserved>cancelled",
  "reserved>expired",
  "picking>reserved",
  "picking>ready",
  "picking>declined",
  "picking>cancelled",
  "picking>expired",
  "ready>collected",
  "ready>cancelled",
  "ready>expired",
]);

describe("the table of moves", () => {
  for (const from of pickupStatuses) {
    for (const to of pickupStatuses) {
      const may = allowed.has(`${from}>${to}`);
      it(`${from} → ${to}: ${may ? "allowed" : "refused"}`, () => {
        expect(canMovePickup(from, to)).toBe(may);
        expect(getPickupSources(to).includes(from)).toBe(may);
      });
    }
  }

  it("leaves an ended pickup where it is", () => {
    expect(pickupStatuses.filter((s) => !isOpen(s))).toEqual(["collected", "declined", "cancelled", "expired"]);
  });

  it("sets a line to found, not found, and neither again", () => {
    expect(lineMoves).toEqual({
      reserved: ["picked", "declined"],
      picked: ["reserved", "declined"],
      declined: ["reserved"],
    });
  });
});

it("is ready when every line is settled and something was found", () => {
  const lines = (...statuses: ("reserved" | "picked" | "declined")[]) => statuses.map((status) => ({ status }));
  expect(canBeReady(lines("picked", "declined"))).toBe(true);
  expect(canBeReady(lines("picked", "reserved"))).toBe(false);
  expect(canBeReady(lines("declined"))).toBe(false);
});

it("is extended once, while it is open", () => {
  expect(canExtend({ status: "ready", extendedAt: null })).toBe(true);
  expect(canExtend({ status: "ready", extendedAt: "2026-11-23T10:00:00Z" })).toBe(false);
  expect(canExtend({ status: "expired", extendedAt: null })).toBe(false);
});

it("reads the hand-over code from a QR or as typed, and nothing else", () => {
  const pickup = { id: "6f1f9c4e-2a5f-4b57-9d0e-111111111111", code: "012345" };
  expect(parseHandOverText(buildHandOverText(pickup))).toEqual({ pickupId: pickup.id, code: "012345" });
  expect(parseHandOverText(" 012 345 ")).toEqual({ code: "012345" });
  for (const text of ["", "12345", "1234567", "selvedge:pickup:x:012345", "https://example.test/012345"]) {
    expect(parseHandOverText(text)).toBeNull();
  }
});

it("shortens a name for calling it out", () => {
  expect(toShortName("Leyla Həsənova")).toBe("Leyla H.");
  expect(toShortName("  Анна  ")).toBe("Анна");
  expect(toShortName("")).toBe("");
});
