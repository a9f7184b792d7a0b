import { noise } from './noise.ts';

/** A point in garment units: the whole picture is 960 wide and 1200 high. */
export interface Point { readonly x: number; readonly y: number }

/** A width and a height: units, or pixels where a picture is meant. */
export interface Size { readonly width: number; readonly height: number }

/** A rectangle: its left upper corner and its size. */
export interface Box extends Point, Size {}

/** A straight line between two points. */
export interface Segment { readonly from: Point; readonly to: Point }

/** A round thing: its middle and its radius. */
export interface Circle extends Point { readonly radius: number }

/** A written point: x, y, and 1 when the outline has a corner there (else it passes smoothly). */
export type Knot = readonly [number, number, 1?];

/** A place's smooth displacement: in and out in garment units. */
export type Warp = (p: Point) => Point;

const sub = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y });
const len = (a: Point): number => Math.hypot(a.x, a.y);

function tangents(knots: readonly Knot[], closed: boolean): (Point | null)[] {
  const n = knots.length;
  return knots.map((k, i) => {
    if (k[2] === 1 || (!closed && (i === 0 || i === n - 1))) return null;
    const a = knots[(i + n - 1) % n], b = knots[(i + 1) % n];
    const d = { x: b[0] - a[0], y: b[1] - a[1] };
    const l = len(d) || 1;
    return { x: d.x / l, y: d.y / l };
  });
}

/** A smooth line through knots (Hermite, corners kept). Out: points about `step` units apart. */
export function curve(knots: readonly Knot[], closed = false, step = 5): Point[] {
  const t = tangents(knots, closed);
  const out: Point[] = [];
  const n = knots.length, last = closed ? n : n - 1;
  for (let i = 0; i < last; i++) {
    const p = { x: knots[i][0], y: knots[i][1] };
    const k = knots[(i + 1) % n];
    const q = { x: k[0], y: k[1] };
    const d = sub(q, p), l = len(d), t0 = t[i], t1 = t[(i + 1) % n];
    let a = t0 ? { x: t0.x * l, y: t0.y * l } : d;
    let b = t1 ? { x: t1.x * l, y: t1.y * l } : d;
    if (!t0 && t1) a = { x: 1.5 * d.x - 0.5 * b.x, y: 1.5 * d.y - 0.5 * b.y };
    if (!t1 && t0) b = { x: 1.5 * d.x - 0.5 * a.x, y: 1.5 * d.y - 0.5 * a.y };
    const parts = Math.max(1, Math.ceil(l / step));
    for (let j = 0; j < parts; j++) {
      const s = j / parts, s2 = s * s, s3 = s2 * s;
      const h0 = 2 * s3 - 3 * s2 + 1, h1 = s3 - 2 * s2 + s, h2 = 3 * s2 - 2 * s3, h3 = s3 - s2;
      out.push({ x: h0 * p.x + h1 * a.x + h2 * q.x + h3 * b.x, y: h0 * p.y + h1 * a.y + h2 * q.y + h3 * b.y });
    }
  }
  if (!closed) out.push({ x: knots[n - 1][0], y: knots[n - 1][1] });
  return out;
}

/** A closed smooth outline through knots. */
export const outline = (knots: readonly Knot[]): Point[] => curve(knots, true);

/** The centre line of the picture. */
export const CX = 480;

/** Knots written from the centre line to the right (x from 0) as absolute knots: side 1 right, -1 left. */
export function sided(knots: readonly Knot[], side: 1 | -1): Knot[] {
  return knots.map((k): Knot => [CX + side * k[0], k[1], k[2]]);
}

/** A symmetric closed outline out of its right half (top to bottom, x from the centre line). */
export function mirrored(half: readonly Knot[]): Point[] {
  const left = half.filter((k) => k[0] !== 0).reverse();
  return outline([...sided(half, 1), ...sided(left, -1)]);
}

/** The outline of a band of the given width (a number, or start and end widths) along a line. */
export function ribbon(line: readonly Point[], width: number, endWidth = width): Point[] {
  const left: Point[] = [], right: Point[] = [];
  line.forEach((p, i) => {
    const d = sub(line[Math.min(i + 1, line.length - 1)], line[Math.max(i - 1, 0)]);
    const l = len(d) || 1;
    const w = (width + (endWidth - width) * (i / (line.length - 1))) / 2;
    left.push({ x: p.x - (d.y / l) * w, y: p.y + (d.x / l) * w });
    right.push({ x: p.x + (d.y / l) * w, y: p.y - (d.x / l) * w });
  });
  return [...left, ...right.reverse()];
}

/** The line moved sideways by `by` units (positive: to the left of travel in screen terms). */
export function shifted(line: readonly Point[], by: number): Point[] {
  return line.map((p, i) => {
    const d = sub(line[Math.min(i + 1, line.length - 1)], line[Math.max(i - 1, 0)]);
    const l = len(d) || 1;
    return { x: p.x - (d.y / l) * by, y: p.y + (d.x / l) * by };
  });
}

/** An ellipse outline about a middle; without `ry` a circle. */
export function ellipse(middle: Point, rx: number, ry = rx): Point[] {
  const n = Math.max(16, Math.ceil(Math.max(rx, ry) * 1.2));
  return Array.from({ length: n }, (_, i) => {
    const a = (i / n) * Math.PI * 2;
    return { x: middle.x + Math.cos(a) * rx, y: middle.y + Math.sin(a) * ry };
  });
}

/** Between two points: t = 0 gives a, 1 gives b. */
export const mix = (a: Point, b: Point, t: number): Point => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });

/** How one particular garment lies: turned a little, pushed about, its outline slightly uneven. */
export function lying(seed: number, amount = 1): Warp {
  const wide = noise(seed + 1, 16, 16), wide2 = noise(seed + 2, 16, 16);
  const fine = noise(seed + 3, 64, 64), fine2 = noise(seed + 4, 64, 64);
  const turn = (((seed >>> 3) % 100) / 100 - 0.5) * 0.035 * amount;
  const c = Math.cos(turn), s = Math.sin(turn);
  return (p) => {
    const x = p.x - CX, y = p.y - 600;
    return {
      x: CX + x * c - y * s + amount * (wide(p.x / 260, p.y / 260) * 8 + fine(p.x / 46, p.y / 46) * 1.3),
      y: 600 + x * s + y * c + amount * (wide2(p.x / 260, p.y / 260) * 7 + fine2(p.x / 46, p.y / 46) * 1.3),
    };
  };
}
