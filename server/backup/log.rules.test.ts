import { expect, test } from "vitest";
import {
  cutTrace,
  formatLsn,
  formatSegment,
  isOnLineage,
  parseLineage,
  parseLsn,
  parseSegment,
  toPartial,
  traceLog,
} from "./log.rules";
import type { StoredFile } from "./schema";

const segmentBytes = 16 << 20;
const fileOf = (name: string, through = "2026-11-29T10:00:00.000Z"): [string, StoredFile] => [
  name,
  { name, bytes: segmentBytes, stored: 1, sha256: "0".repeat(64), through },
];
const log = {
  system: "1",
  segmentBytes,
  first: "000000010000000000000002",
  last: "000000010000000000000002",
  stopLsn: "0/2000158",
};

test("a segment's name counts 256 to a log file", () => {
  expect(parseSegment("0000000300000001000000FF", segmentBytes)).toEqual({ timeline: 3, number: 511 });
  expect(formatSegment({ timeline: 3, number: 512 }, segmentBytes)).toBe("000000030000000200000000");
});

test("a log is followed to its end, and a gap is named", () => {
  const lineage = parseLineage([], 1);
  const archive = new Map([fileOf("000000010000000000000003"), fileOf("000000010000000000000004")]);
  expect(traceLog(log, archive, lineage)).toMatchObject({ missing: null, files: [{}, {}] });
  archive.set(...fileOf("000000010000000000000006"));
  expect(traceLog(log, archive, lineage)).toMatchObject({ missing: "000000010000000000000005", files: [{}, {}] });
});

test("what was received of an unfinished segment ends the log, the longest part of it", () => {
  const lineage = parseLineage([], 1);
  const segment = "000000010000000000000004";
  const [short, long] = [toPartial(segment, 0x2000), toPartial(segment, 0x1_0000)];
  const archive = new Map([fileOf("000000010000000000000003"), fileOf(long), fileOf(short)]);
  const { files, missing } = traceLog(log, archive, lineage);
  expect(files.map((f) => f.name)).toEqual(["000000010000000000000003", long]);
  expect(missing).toBeNull();
  archive.delete("000000010000000000000003");
  expect(traceLog(log, archive, lineage)).toEqual({ files: [], missing: "000000010000000000000003" });
});

test("a position is read and written as PostgreSQL does", () => {
  expect(formatLsn(parseLsn("16/B374D848"))).toBe("16/B374D848");
});

test("a restored cluster's log is followed on its new timeline from where it left the old one", () => {
  const lineage = parseLineage([{ name: "00000002.history", text: "1\t0/4000100\tbefore 2026-11-29\n" }], 1);
  const archive = new Map(
    [
      "000000010000000000000003",
      "000000010000000000000004",
      "000000010000000000000005",
      "000000010000000000000006",
      "000000020000000000000004",
    ].map((n) => fileOf(n)),
  );
  const { files, missing } = traceLog(log, archive, lineage);
  expect(files.map((f) => f.name)).toEqual(["000000010000000000000003", "000000020000000000000004"]);
  expect(isOnLineage(log, lineage)).toBe(true);
  expect(isOnLineage({ ...log, stopLsn: "0/4000200" }, lineage)).toBe(false);
  // What the old timeline wrote after that is abandoned, not missing.
  expect(missing).toBeNull();
});

test("no more of the log is used than leads to the moment", () => {
  const files = ["09", "10", "11"].map((hour) => fileOf(hour, `2026-11-29T${hour}:00:00.000Z`)[1]);
  expect(cutTrace(files, new Date("2026-11-29T09:30:00Z"))).toHaveLength(2);
  expect(cutTrace(files, null)).toHaveLength(3);
});
