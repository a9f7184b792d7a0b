import { Temporal } from "temporal-polyfill";

const pad = (n: number) => String(n).padStart(2, "0");
const formatOffset = (nanoseconds: number) => {
  const minutes = Math.round(Math.abs(nanoseconds) / 60e9);
  return `${nanoseconds < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`;
};
const formatLocal = (t: Temporal.PlainDateTime) =>
  `${t.year}${pad(t.month)}${pad(t.day)}T${pad(t.hour)}${pad(t.minute)}${pad(t.second)}`;

type Zoned = Temporal.ZonedDateTime;

/** Builds one observance: from `onset` the zone's clock shows `onset.offset`; before, `from` (nanoseconds). */
function buildObservance(onset: Zoned, from: number): string[] {
  const kind = onset.offsetNanoseconds > from ? "DAYLIGHT" : "STANDARD";
  const start = onset.toPlainDateTime().subtract({ seconds: Math.round((onset.offsetNanoseconds - from) / 1e9) });
  return [
    `BEGIN:${kind}`,
    `DTSTART:${formatLocal(start)}`,
    `TZOFFSETFROM:${formatOffset(from)}`,
    `TZOFFSETTO:${formatOffset(onset.offsetNanoseconds)}`,
    `END:${kind}`,
  ];
}

/**
 * Builds the VTIMEZONE (RFC 5545) of a zone as far as an event at `at` (ms since 1970) needs it: the change of the
 * clock before it and the one after, or one fixed offset where the clock never changes.
 */
export function buildZoneComponent(timeZone: string, at: number): string {
  const now = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  // A change at that very moment counts as before it.
  const before = now.add({ seconds: 1 }).getTimeZoneTransition("previous");
  const after = now.getTimeZoneTransition("next");
  const recent = before && now.epochMilliseconds - before.epochMilliseconds < 400 * 86_400_000 ? before : null;
  const parts = recent
    ? buildObservance(recent, recent.subtract({ seconds: 1 }).offsetNanoseconds)
    : [
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        `TZOFFSETFROM:${formatOffset(now.offsetNanoseconds)}`,
        `TZOFFSETTO:${formatOffset(now.offsetNanoseconds)}`,
        "END:STANDARD",
      ];
  const coming = recent && after ? buildObservance(after, now.offsetNanoseconds) : [];
  return ["BEGIN:VTIMEZONE", `TZID:${timeZone}`, ...parts, ...coming, "END:VTIMEZONE"].join("\r\n");
}

/** Whether the local time of `at` occurs twice in `timeZone`: then only UTC is unambiguous. */
export function isRepeated(timeZone: string, at: number): boolean {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const wall = zoned.toPlainDateTime();
  const [first, second] = (["earlier", "later"] as const).map((disambiguation) =>
    wall.toZonedDateTime(timeZone, { disambiguation }),
  );
  return !first?.equals(second ?? zoned);
}
