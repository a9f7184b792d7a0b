import { describe, expect, it } from "vitest";
import type { FittingRow } from "../schema";
import { calendarText } from "./queries";

const fitting = (given: Partial<FittingRow> = {}): FittingRow => ({
  fittingId: "7d7b2a30-0000-4000-8000-000000000001",
  storeId: "7d7b2a30-0000-4000-8000-000000000002",
  storeName: "Mitte, Berlin",
  storeAddress: "Torstr. 1; Hof 2, Berlin",
  timeZone: "Europe/Berlin",
  roomId: "7d7b2a30-0000-4000-8000-000000000003",
  roomName: "Room 1",
  startsAt: "2026-11-23T13:30:00.000Z",
  endsAt: "2026-11-23T14:30:00.000Z",
  status: "booked",
  sequence: 0,
  walkIn: false,
  contactName: "Leyla",
  contact: "leyla@example.test",
  items: [],
  requests: [],
  ...given,
});

/** Unfolds and reads the lines of the text: name (with parameters) → value, in the order of the file. */
function parse(text: string): { lines: [string, string][]; get: (name: string) => string | undefined } {
  const lines = text
    .replace(/\r\n[ \t]/g, "")
    .split("\r\n")
    .filter(Boolean)
    .map((line): [string, string] => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]);
  return { lines, get: (name) => lines.find(([n]) => n === name)?.[1] };
}

describe("the .ics of an appointment", () => {
  it("is one event in the store's zone, with that zone's offsets around it", () => {
    const { lines, get } = parse(calendarText(fitting(), "en"));
    expect(get("METHOD")).toBe("REQUEST");
    expect(get("UID")).toBe("7d7b2a30-0000-4000-8000-000000000001@selvedge");
    expect(get("DTSTART;TZID=Europe/Berlin")).toBe("20261123T143000");
    expect(get("DTEND;TZID=Europe/Berlin")).toBe("20261123T153000");
    expect(get("DTSTAMP")).toMatch(/^\d{8}T\d{6}Z$/);
    expect(get("LOCATION")).toBe("Torstr. 1\\; Hof 2\\, Berlin");
    expect(lines.filter(([n]) => n === "BEGIN").map(([, v]) => v)).toEqual([
      "VCALENDAR",
      "VTIMEZONE",
      "STANDARD",
      "DAYLIGHT",
      "VEVENT",
    ]);
    expect(lines.filter(([n]) => n.startsWith("TZOFFSET") || n === "DTSTART").map(([, v]) => v)).toEqual([
      "20261025T030000",
      "+0200",
      "+0100",
      "20270328T020000",
      "+0100",
      "+0200",
    ]);
  });

  it("keeps its UID and raises SEQUENCE when moved; a cancelled one says CANCEL", () => {
    const before = parse(calendarText(fitting(), "en"));
    const moved = parse(calendarText(fitting({ sequence: 1, startsAt: "2026-11-23T14:00:00.000Z" }), "en"));
    const off = parse(calendarText(fitting({ sequence: 2, status: "cancelled" }), "en"));
    expect([before, moved, off].map((c) => c.get("UID"))).toEqual(Array(3).fill(before.get("UID")));
    expect([before, moved, off].map((c) => c.get("SEQUENCE"))).toEqual(["0", "1", "2"]);
    expect(off.get("METHOD")).toBe("CANCEL");
    expect(off.get("STATUS")).toBe("CANCELLED");
  });

  it("speaks three languages", () => {
    expect((["en", "ru", "az"] as const).map((l) => parse(calendarText(fitting(), l)).get("SUMMARY"))).toEqual([
      "Fitting · Mitte\\, Berlin",
      "Примерка · Mitte\\, Berlin",
      "Geyinib baxma · Mitte\\, Berlin",
    ]);
  });

  it("gives a zone without daylight saving one offset", () => {
    const { lines } = parse(calendarText(fitting({ timeZone: "Asia/Baku" }), "az"));
    expect(lines.filter(([n]) => n.startsWith("TZOFFSET")).map(([, v]) => v)).toEqual(["+0400", "+0400"]);
  });

  it("tells the two halves of the repeated hour apart by UTC", () => {
    const first = { startsAt: "2026-10-25T00:00:00.000Z", endsAt: "2026-10-25T00:30:00.000Z" };
    const second = { startsAt: "2026-10-25T01:00:00.000Z", endsAt: "2026-10-25T01:30:00.000Z" };
    expect(parse(calendarText(fitting(first), "en")).get("DTSTART")).toBe("20261025T000000Z");
    expect(parse(calendarText(fitting(second), "en")).get("DTSTART")).toBe("20261025T010000Z");
  });
});
