import { describe, expect, it } from "vitest";
import { buildCalendarText } from "./calendar-file";
import type { FittingRow } from "./schema";

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

type Line = { name: string; params: Record<string, string>; value: string };
type Part = { name: string; lines: Line[]; parts: Part[] };

/** The lines as RFC 5545 requires (3.1): CRLF at the end of each, at most 75 octets, no UTF-8 character split. */
function unfold(bytes: Buffer): string[] {
  const physical = bytes.toString("latin1").split("\r\n");
  expect(physical.pop(), "the last line ends too").toBe("");
  for (const line of physical) {
    expect(line).not.toMatch(/[\r\n]/);
    expect(line.length).toBeLessThanOrEqual(75);
    new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(line, "latin1"));
  }
  const text = Buffer.from(physical.join("\r\n").replaceAll(/\r\n[ \t]/g, ""), "latin1").toString();
  return text.split("\r\n");
}

function lineOf(text: string): Line {
  const read = /^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(\P{Cc}*)$/u.exec(text);
  if (!read) throw new Error(`no content line: ${text}`);
  const params = (read[2] ?? "").split(";").slice(1);
  return {
    name: read[1] ?? "",
    params: Object.fromEntries(params.map((p) => p.split("="))),
    value: read[3] ?? "",
  };
}

/** The nested components; the file is one calendar and nothing after it. */
function partsOf(lines: Line[]): Part {
  const root: Part = { name: "", lines: [], parts: [] };
  const open = [root];
  for (const line of lines) {
    const here = open.at(-1);
    if (line.name === "BEGIN") {
      const part = { name: line.value, lines: [], parts: [] };
      here?.parts.push(part);
      open.push(part);
    } else if (line.name === "END") expect(open.pop()?.name).toBe(line.value);
    else here?.lines.push(line);
  }
  expect([open.length, root.lines.length, root.parts.map((p) => p.name)]).toEqual([1, 0, ["VCALENDAR"]]);
  return root.parts[0] ?? root;
}

const all = (part: Part | undefined, name: string) => part?.lines.filter((l) => l.name === name) ?? [];
function one(part: Part | undefined, name: string): Line {
  const found = all(part, name);
  expect(found.length, `${name} in ${part?.name}`).toBe(1);
  return found[0] as Line;
}

/** A DATE-TIME as ms, its local time read as if it were UTC. */
function wall(value: string): number {
  const [, y, mo, d, h, mi, s] = (/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?$/.exec(value) ?? []).map(Number);
  const ms = Date.UTC(y ?? 0, (mo ?? 0) - 1, d, h, mi, s);
  expect(new Date(ms).toISOString().replaceAll(/[-:]|\.\d+Z/g, "")).toBe(value.replace("Z", ""));
  return ms;
}
function offsetMs(part: Part, name: string): number {
  const [, sign, h, m] = /^([+-])(\d\d)(\d\d)$/.exec(one(part, name).value) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(h) * 60 + Number(m)) * 60_000;
}

/** The instant of a line, by the VTIMEZONE that it names (3.6.5): by the last change of the clock before it. */
function instant(calendar: Part, line: Line): string {
  const { TZID } = line.params;
  expect(line.value.endsWith("Z"), "UTC, or a zone that the file explains").toBe(TZID === undefined);
  if (TZID === undefined) return new Date(wall(line.value)).toISOString();
  const zones = calendar.parts.filter((p) => p.name === "VTIMEZONE" && one(p, "TZID").value === TZID);
  expect(zones.length).toBe(1);
  const changes = (zones[0]?.parts ?? []).map((part) => {
    expect(["STANDARD", "DAYLIGHT"]).toContain(part.name);
    expect(one(part, "DTSTART").value).not.toMatch(/Z$/);
    return {
      onset: wall(one(part, "DTSTART").value),
      from: offsetMs(part, "TZOFFSETFROM"),
      to: offsetMs(part, "TZOFFSETTO"),
    };
  });
  const before = changes.filter((c) => c.onset <= wall(line.value)).sort((a, b) => b.onset - a.onset);
  expect(before.length).toBeGreaterThan(0);
  return new Date(wall(line.value) - (before[0]?.to ?? Number.NaN)).toISOString();
}

/** Unescaped TEXT (3.3.11); an unescaped separator is invalid. */
function textOf({ value }: Line): string {
  expect(value).toMatch(/^(?:[^\\;,]|\\[\\;,nN])*$/);
  return value.replaceAll(/\\([\\;,nN])/g, (_, c: string) => (c.toLowerCase() === "n" ? "\n" : c));
}

/** Parses a calendar strictly by RFC 5545 and, with a METHOD, RFC 5546. */
function read(text: string) {
  const calendar = partsOf(unfold(Buffer.from(text)).map(lineOf));
  expect(one(calendar, "VERSION").value).toBe("2.0");
  one(calendar, "PRODID");
  const events = calendar.parts.filter((p) => p.name === "VEVENT");
  expect(events.length).toBe(1);
  const event = events[0];
  const method = all(calendar, "METHOD")[0]?.value ?? null;
  if (method) expect([all(event, "ORGANIZER").length, method]).toEqual([1, method]);
  if (method) expect(all(event, "ATTENDEE").length > 0, "an invitation invites").toBe(method !== "PUBLISH");
  expect(one(event, "DTSTAMP").value).toMatch(/^\d{8}T\d{6}Z$/);
  expect(one(event, "SEQUENCE").value).toMatch(/^\d+$/);
  const starts = instant(calendar, one(event, "DTSTART"));
  const ends = instant(calendar, one(event, "DTEND"));
  expect(ends > starts).toBe(true);
  return {
    method,
    starts,
    ends,
    calendar,
    uid: one(event, "UID").value,
    sequence: Number(one(event, "SEQUENCE").value),
    status: one(event, "STATUS").value,
    zone: one(event, "DTSTART").params.TZID ?? "UTC",
    summary: textOf(one(event, "SUMMARY")),
    location: textOf(one(event, "LOCATION")),
    description: textOf(one(event, "DESCRIPTION")),
  };
}

describe("the .ics of an appointment", () => {
  it("is one event in the store's zone, which the file defines, and no invitation", () => {
    expect(read(buildCalendarText(fitting(), "en"))).toMatchObject({
      method: null,
      uid: "7d7b2a30-0000-4000-8000-000000000001@selvedge",
      status: "CONFIRMED",
      sequence: 0,
      zone: "Europe/Berlin",
      starts: "2026-11-23T13:30:00.000Z",
      ends: "2026-11-23T14:30:00.000Z",
      location: "Torstr. 1; Hof 2, Berlin",
      description: "Fitting room: Room 1",
    });
  });

  it.each([
    ["Europe/Berlin", "2026-10-24T22:30:00.000Z"],
    ["Europe/Berlin", "2026-10-25T12:00:00.000Z"],
    ["Europe/Berlin", "2027-03-28T01:00:00.000Z"],
    ["Europe/Berlin", "2026-07-01T12:00:00.000Z"],
    ["Europe/London", "2026-12-24T17:00:00.000Z"],
    ["Asia/Baku", "2026-11-23T13:30:00.000Z"],
    ["Asia/Tbilisi", "2026-11-23T13:30:00.000Z"],
    ["Australia/Lord_Howe", "2026-11-23T03:30:00.000Z"],
    ["America/St_Johns", "2026-06-23T13:30:00.000Z"],
  ])("means the same moment in %s at %s, by that file alone", (timeZone, startsAt) => {
    const endsAt = new Date(Date.parse(startsAt) + 1_800_000).toISOString();
    const calendar = read(buildCalendarText(fitting({ timeZone, startsAt, endsAt }), "en"));
    expect([calendar.starts, calendar.ends, calendar.zone]).toEqual([startsAt, endsAt, timeZone]);
  });

  it("keeps its UID and raises SEQUENCE when rescheduled; a cancelled one has that status", () => {
    const before = read(buildCalendarText(fitting(), "en"));
    const moved = read(buildCalendarText(fitting({ sequence: 1, startsAt: "2026-11-23T14:00:00.000Z" }), "en"));
    const off = read(buildCalendarText(fitting({ sequence: 2, status: "cancelled" }), "en"));
    expect([before, moved, off].map((c) => c.uid)).toEqual(Array(3).fill(before.uid));
    expect([before, moved, off].map((c) => [c.sequence, c.status, c.method])).toEqual([
      [0, "CONFIRMED", null],
      [1, "CONFIRMED", null],
      [2, "CANCELLED", null],
    ]);
  });

  it("folds long lines between characters of any script, and escapes separators", () => {
    const storeName = "Мужской и женский дом «Кромка», Əhməd Rəcəbli küçəsi; 🧵 თბილისი, Rustaveli 12 \\ zweiter Hof";
    for (let cut = 0; cut < 40; cut++) {
      const calendar = read(
        buildCalendarText(
          fitting({ storeName: storeName.slice(cut), storeAddress: `${storeName}\n${storeName}` }),
          "ru",
        ),
      );
      expect(calendar.summary).toBe(`Примерка · ${storeName.slice(cut)}`);
      expect(calendar.location).toBe(`${storeName}\n${storeName}`);
    }
  });

  it("has three languages", () => {
    expect((["en", "ru", "az"] as const).map((l) => read(buildCalendarText(fitting(), l)).summary)).toEqual([
      "Fitting · Mitte, Berlin",
      "Примерка · Mitte, Berlin",
      "Geyinib baxma · Mitte, Berlin",
    ]);
  });

  it("separates the two halves of the repeated hour by UTC", () => {
    const first = { startsAt: "2026-10-25T00:00:00.000Z", endsAt: "2026-10-25T00:30:00.000Z" };
    const second = { startsAt: "2026-10-25T01:00:00.000Z", endsAt: "2026-10-25T01:30:00.000Z" };
    expect(read(buildCalendarText(fitting(first), "en"))).toMatchObject({
      starts: first.startsAt,
      ends: first.endsAt,
      zone: "UTC",
    });
    expect(read(buildCalendarText(fitting(second), "en"))).toMatchObject({
      starts: second.startsAt,
      ends: second.endsAt,
      zone: "UTC",
    });
  });
});
