import type { Manifest, StoredFile } from "./schema";

/** A file of PostgreSQL's write-ahead log: its timeline and its number in the log. */
export type Segment = { timeline: number; number: number };

const hex = (n: number) => n.toString(16).toUpperCase().padStart(8, "0");
/** Segments of one log file, the middle part of a name. */
const countPerLog = (segmentBytes: number) => 0x1_0000_0000 / segmentBytes;

/** Whether `name` is a segment; others are histories of timelines, labels of backups and unfinished ends. */
export const isSegment = (name: string): boolean => /^[0-9A-F]{24}$/.test(name);
/** Whether `name` is what had been received of an unfinished segment: the segment and the number of bytes. */
export const isPartial = (name: string): boolean => /^[0-9A-F]{24}\.[0-9A-F]{8}\.partial$/.test(name);
/** The name under which `bytes` of an unfinished segment are stored. */
export const toPartial = (segment: string, bytes: number): string => `${segment}.${hex(bytes)}.partial`;
/** The segment that a stored file of the log holds, or a part of. */
export const toSegmentName = (name: string): string => name.slice(0, 24);
export const isHistory = (name: string): boolean => /^[0-9A-F]{8}\.history$/.test(name);

/** The segment that is called `name`. */
export function parseSegment(name: string, segmentBytes: number): Segment {
  const [timeline = 0, log = 0, at = 0] = [0, 8, 16].map((from) => Number.parseInt(name.slice(from, from + 8), 16));
  return { timeline, number: log * countPerLog(segmentBytes) + at };
}

/** The name of a segment. */
export function formatSegment({ timeline, number }: Segment, segmentBytes: number): string {
  const perLog = countPerLog(segmentBytes);
  return hex(timeline) + hex(Math.floor(number / perLog)) + hex(number % perLog);
}

/** A position in the log, as PostgreSQL writes it (`16/B374D848`). */
export function parseLsn(lsn: string): bigint {
  const [high = "0", low = "0"] = lsn.split("/");
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

/** The same as PostgreSQL writes it. */
export const formatLsn = (at: bigint): string =>
  `${(at >> 32n).toString(16)}/${(at & 0xffff_ffffn).toString(16)}`.toUpperCase();

/** The timelines that lead to the newest one, oldest first, each with the position from which it is followed. */
export type Lineage = { timeline: number; from: bigint }[];

/**
 * The lineage that the newest history file tells of; one timeline without any. A history lists the timelines before its
 * own, each with the position at which it was left.
 */
export function parseLineage(histories: { name: string; text: string }[], oldest: number): Lineage {
  const newest = histories.toSorted((a, b) => a.name.localeCompare(b.name)).at(-1);
  if (!newest) return [{ timeline: oldest, from: 0n }];
  const left = newest.text.split("\n").flatMap((line) => {
    const [, timeline, lsn] = /^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/i.exec(line) ?? [];
    return timeline && lsn ? [{ timeline: Number(timeline), lsn: parseLsn(lsn) }] : [];
  });
  const timelines = [...left.map((l) => l.timeline), Number.parseInt(newest.name.slice(0, 8), 16)];
  return timelines.map((timeline, i) => ({ timeline, from: left[i - 1]?.lsn ?? 0n }));
}

/** Whether the newest timeline contains what a copied cluster contains: it was not left before the copy ended. */
export function isOnLineage({ last, stopLsn, segmentBytes }: NonNullable<Manifest["log"]>, lineage: Lineage): boolean {
  const { timeline } = parseSegment(last, segmentBytes);
  const at = lineage.findIndex((l) => l.timeline === timeline);
  const next = lineage[at + 1];
  return at >= 0 && (!next || parseLsn(stopLsn) <= next.from);
}

/** How far an archive leads: the files used, and the first missing one where later ones are there. */
export type Trace = { files: StoredFile[]; missing: string | null };

/** Follows the archive from the end of a copied cluster along `lineage`. */
export function traceLog(
  { last, segmentBytes }: NonNullable<Manifest["log"]>,
  archive: Map<string, StoredFile>,
  lineage: Lineage,
): Trace {
  const start = parseSegment(last, segmentBytes).number + 1;
  const nameOf = (number: number) => {
    const on = lineage.findLast((l) => l.from / BigInt(segmentBytes) <= BigInt(number));
    return formatSegment({ timeline: on?.timeline ?? 1, number }, segmentBytes);
  };
  const files: StoredFile[] = [];
  let at = start;
  for (let file = archive.get(nameOf(at)); file; file = archive.get(nameOf(at))) {
    files.push(file);
    at++;
  }
  const part = [...archive.values()]
    .filter(({ name }) => isPartial(name) && toSegmentName(name) === nameOf(at))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .at(-1);
  if (part) files.push(part);
  // What an abandoned timeline wrote later is not missing.
  const isLater = (name: string) => {
    const { number } = parseSegment(toSegmentName(name), segmentBytes);
    return number > at && nameOf(number) === toSegmentName(name);
  };
  const isCut = [...archive.keys()].some((name) => (isSegment(name) || isPartial(name)) && isLater(name));
  return { files, missing: isCut ? nameOf(at) : null };
}

/** The files of a trace that are needed to reach `to`: up to the first whose changes are all later. */
export function cutTrace(files: StoredFile[], to: Date | null): StoredFile[] {
  if (!to) return files;
  const end = files.findIndex((f) => Date.parse(f.through ?? "") > to.getTime());
  return end < 0 ? files : files.slice(0, end + 1);
}
