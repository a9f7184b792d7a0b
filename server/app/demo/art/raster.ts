import type { Box, Point, Segment, Size } from './shape.ts';

/** The picture's frame: its size in pixels, pixels per unit, and the unit place of its left upper corner. */
export interface Frame extends Box { readonly scale: number }

/** A value for each pixel of a rectangle, row by row. */
export interface Plane extends Size { readonly values: Float32Array }

/** A plane `factor` times smaller than what it stands for. */
export interface SmallPlane extends Plane { readonly factor: number }

/** What is cut out of a picture: the pixels' rectangle and how much of each pixel is covered, 0..1. */
export interface Cutout { readonly area: Box; readonly mask: Float32Array }

/** The pixels a set of points (in pixels) covers, grown by `margin`, cut to the picture; null when outside. */
export function areaOf(points: readonly Point[], margin: number, picture: Size): Box | null {
  let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
  for (const p of points) {
    if (p.x < x0) x0 = p.x;
    if (p.x > x1) x1 = p.x;
    if (p.y < y0) y0 = p.y;
    if (p.y > y1) y1 = p.y;
  }
  const x = Math.max(0, Math.floor(x0 - margin)), y = Math.max(0, Math.floor(y0 - margin));
  const width = Math.min(picture.width, Math.ceil(x1 + margin)) - x, height = Math.min(picture.height, Math.ceil(y1 + margin)) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}

/** Adds the change of cover along one edge of an outline; a row of `acc` is two values longer than the area is wide. */
function addEdge(acc: Float32Array, area: Size, { from: a, to: b }: Segment): void {
  if (a.y === b.y) return;
  const dir = a.y < b.y ? 1 : -1;
  const p = dir > 0 ? a : b, q = dir > 0 ? b : a;
  const slope = (q.x - p.x) / (q.y - p.y);
  const stride = area.width + 2, max = area.width;
  const first = Math.max(0, Math.floor(p.y)), end = Math.min(area.height, Math.ceil(q.y));
  for (let y = first; y < end; y++) {
    const top = Math.max(y, p.y), bottom = Math.min(y + 1, q.y);
    const d = (bottom - top) * dir;
    const xa = Math.min(max, Math.max(0, p.x + (top - p.y) * slope));
    const xb = Math.min(max, Math.max(0, p.x + (bottom - p.y) * slope));
    const x0 = Math.min(xa, xb), x1 = Math.max(xa, xb);
    const i0 = Math.floor(x0), i1 = Math.ceil(x1), row = y * stride;
    if (i1 <= i0 + 1) {
      const m = (xa + xb) / 2 - i0;
      acc[row + i0] += d - d * m;
      acc[row + i0 + 1] += d * m;
      continue;
    }
    const s = 1 / (x1 - x0), f0 = x0 - i0, f1 = x1 - i1 + 1;
    const c0 = 0.5 * s * (1 - f0) * (1 - f0), cm = 0.5 * s * f1 * f1;
    acc[row + i0] += d * c0;
    if (i1 === i0 + 2) acc[row + i0 + 1] += d * (1 - c0 - cm);
    else {
      const c1 = s * (1.5 - f0);
      acc[row + i0 + 1] += d * (c1 - c0);
      for (let x = i0 + 2; x < i1 - 1; x++) acc[row + x] += d * s;
      acc[row + i1 - 1] += d * (1 - (c1 + (i1 - i0 - 3) * s) - cm);
    }
    acc[row + i1] += d * cm;
  }
}

/** How much of each pixel of `area` a closed outline (pixels) covers, 0..1. */
export function fill(points: readonly Point[], area: Box): Float32Array {
  const stride = area.width + 2;
  const acc = new Float32Array(stride * area.height + 2);
  const local = points.map((p) => ({ x: p.x - area.x, y: p.y - area.y }));
  for (const [i, p] of local.entries()) addEdge(acc, area, { from: p, to: local[(i + 1) % local.length] });
  const out = new Float32Array(area.width * area.height);
  for (let y = 0; y < area.height; y++) {
    let sum = 0;
    for (let x = 0; x < area.width; x++) {
      sum += acc[y * stride + x];
      out[y * area.width + x] = Math.min(1, Math.abs(sum));
    }
  }
  return out;
}

/** A line seen from the pixels near it: the signed distance and the length walked, both in pixels. */
export interface Track { area: Box; dist: Float32Array; along: Float32Array; length: number }

/** How far from a line pixels are looked at, and by how much the line may be moved to spare points; pixels. */
interface Reach { readonly reach: number; readonly slack?: number }

/** The line without the points it can spare: none moves it by more than `slack`. */
function thin(line: readonly Point[], slack: number): Point[] {
  const out: Point[] = [line[0]];
  let from = 0;
  for (let to = 2; to < line.length; to++) {
    const a = line[from], b = line[to], dx = b.x - a.x, dy = b.y - a.y, l = Math.sqrt(dx * dx + dy * dy) || 1;
    let off = 0;
    for (let i = from + 1; i < to; i++) off = Math.max(off, Math.abs((line[i].x - a.x) * dy - (line[i].y - a.y) * dx) / l);
    if (off <= slack && l < 160) continue;
    from = to - 1;
    out.push(line[from]);
  }
  out.push(line[line.length - 1]);
  return out;
}

/** Distances to an open line (pixels) as far as `reach`; pixels farther away hold Infinity. */
export function track(path: readonly Point[], { reach, slack = 0.2 }: Reach, picture: Size): Track | null {
  const line = thin(path, slack), area = areaOf(line, reach + 1, picture);
  if (!area) return null;
  const dist = new Float32Array(area.width * area.height).fill(Infinity), along = new Float32Array(area.width * area.height), far = reach * reach;
  let walked = 0;
  for (let i = 0; i + 1 < line.length; i++) {
    const a = line[i], b = line[i + 1];
    const dx = b.x - a.x, dy = b.y - a.y, l = Math.hypot(dx, dy);
    if (l === 0) continue;
    const ux = dx / l, uy = dy / l;
    const x0 = Math.max(area.x, Math.floor(Math.min(a.x, b.x) - reach)), x1 = Math.min(area.x + area.width, Math.ceil(Math.max(a.x, b.x) + reach));
    const y0 = Math.max(area.y, Math.floor(Math.min(a.y, b.y) - reach)), y1 = Math.min(area.y + area.height, Math.ceil(Math.max(a.y, b.y) + reach));
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) {
      const px = x + 0.5 - a.x, py = y + 0.5 - a.y;
      const t = Math.min(l, Math.max(0, px * ux + py * uy));
      const qx = px - ux * t, qy = py - uy * t, d2 = qx * qx + qy * qy;
      if (d2 > far) continue;
      const k = (y - area.y) * area.width + x - area.x, d = Math.sqrt(d2);
      if (d < Math.abs(dist[k])) {
        dist[k] = ux * py - uy * px < 0 ? -d : d;
        along[k] = walked + t;
      }
    }
    walked += l;
  }
  return { area, dist, along, length: walked };
}

function averageRows({ values: src, width: w, height: h }: Plane, dst: Float32Array, r: number): void {
  const inv = 1 / (2 * r + 1);
  for (let y = 0; y < h; y++) {
    const row = y * w;
    let sum = src[row] * r;
    for (let i = 0; i < r; i++) sum += src[row + Math.min(i, w - 1)];
    for (let x = 0; x < w; x++) {
      sum += src[row + Math.min(x + r, w - 1)];
      dst[row + x] = sum * inv;
      sum -= src[row + Math.max(x - r, 0)];
    }
  }
}

function averageColumns({ values: src, width: w, height: h }: Plane, dst: Float32Array, r: number): void {
  const inv = 1 / (2 * r + 1), sum = new Float32Array(w);
  for (let x = 0; x < w; x++) sum[x] = src[x] * r;
  for (let i = 0; i < r; i++) for (let x = 0, o = Math.min(i, h - 1) * w; x < w; x++) sum[x] += src[o + x];
  for (let y = 0; y < h; y++) {
    const add = Math.min(y + r, h - 1) * w, cut = Math.max(y - r, 0) * w, row = y * w;
    for (let x = 0; x < w; x++) {
      sum[x] += src[add + x];
      dst[row + x] = sum[x] * inv;
      sum[x] -= src[cut + x];
    }
  }
}

/** A small plane grown to a size. Its grid stays to be seen in slopes: blur by `factor` where they are taken. */
export function grow({ values: small, width: sw, height: sh, factor: f }: SmallPlane, { width: w, height: h }: Size): Plane {
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    const v = Math.max(0, (y + 0.5) / f - 0.5), j = Math.min(sh - 2, Math.floor(v)), fv = v - j;
    for (let x = 0; x < w; x++) {
      const u = Math.max(0, (x + 0.5) / f - 0.5), i = Math.min(sw - 2, Math.floor(u)), fu = u - i, k = j * sw + i;
      const top = small[k] + (small[k + 1] - small[k]) * fu, low = small[k + sw] + (small[k + sw + 1] - small[k + sw]) * fu;
      out[y * w + x] = top + (low - top) * fv;
    }
  }
  return { values: out, width: w, height: h };
}

/** A near-Gaussian blur of a plane; `radius` in pixels is about 1.7 standard deviations. Gives new values. */
export function blur(plane: Plane, radius: number): Float32Array {
  const r = Math.max(1, Math.round(radius / 1.7));
  const a = new Float32Array(plane.values.length), b = new Float32Array(plane.values.length);
  averageRows(plane, a, r);
  averageColumns({ ...plane, values: a }, b, r);
  averageRows({ ...plane, values: b }, a, r);
  averageColumns({ ...plane, values: a }, b, r);
  return b;
}
