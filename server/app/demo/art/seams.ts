import { materials } from './cloth.ts';
import { wobble } from './noise.ts';
import { linear, type Rgb } from './pattern.ts';
import type { Cloth, Seam } from './piece.ts';
import { type Frame, track } from './raster.ts';
import type { Box } from './shape.ts';

/** The working fields of one piece while it is painted; pixels, heights in pixels. */
export interface Work {
  readonly area: Box;
  readonly cloth: Cloth;
  readonly height: Float32Array;
  readonly tone: Float32Array;
  /** Thread laid on top: cover and colour. */
  readonly cover: Float32Array;
  readonly thread: Float32Array;
}

interface Row { offset: number; length: number; gap: number; half: number; ink: Rgb }

/** A pixel near a seam: its index in the piece's fields, the signed distance to the line and the length walked along it, pixels. */
interface Spot { readonly k: number; readonly d: number; readonly s: number }

function layStitch(work: Work, { k, d, s }: Spot, row: Row): void {
  const period = row.length + row.gap;
  const p = s - Math.floor(s / period) * period - period / 2;
  const dx = Math.max(0, Math.abs(p) - row.length / 2 + row.half);
  const r = Math.hypot(dx, d - row.offset);
  const c = Math.min(1, Math.max(0, row.half + 0.5 - r));
  const ring = Math.exp(-(((d - row.offset) / (row.half * 2.6)) ** 2));
  work.height[k] -= 0.55 * row.half * ring;
  work.tone[k] *= 1 - 0.1 * ring;
  if (c <= 0) return;
  work.height[k] += c * row.half * 1.3 * Math.sqrt(Math.max(0, 1 - (r / (row.half + 0.5)) ** 2));
  if (c > work.cover[k]) {
    work.cover[k] = c;
    work.thread[k * 3] = row.ink[0];
    work.thread[k * 3 + 1] = row.ink[1];
    work.thread[k * 3 + 2] = row.ink[2];
  }
}

/** A seam as it is worked: pixels per unit, how much the cloth puckers and fades beside it, and the ripple of its puckers. */
interface Groove { readonly seam: Seam; readonly scale: number; readonly pucker: number; readonly fade: number; readonly wave: (t: number) => number }

function pressGroove(work: Work, { k, d, s }: Spot, { seam, scale, pucker, fade, wave }: Groove): void {
  const depth = (seam.depth ?? 1) * scale, w = 1.5 * scale;
  const u = d / scale;
  if (depth > 0) {
    const g = Math.exp(-((d / w) ** 2));
    work.height[k] -= depth * g;
    work.tone[k] *= 1 - 0.26 * Math.min(1, depth / scale) * Math.exp(-((d / (0.9 * scale)) ** 2));
  }
  if (seam.lap) {
    const side = u / seam.lap;
    if (side > 0) work.height[k] += 0.8 * scale * Math.min(1, side * 6) / (1 + Math.exp((side - 1) * Math.abs(seam.lap) * 1.4));
  }
  if (pucker > 0) {
    const near = Math.exp(-((u / 9) ** 2)), ripple = wave(s / scale / 4.2) + 0.6 * wave(s / scale / 9);
    work.height[k] += pucker * scale * near * ripple;
    if (fade > 0) work.tone[k] *= 1 + fade * 0.34 * near * (0.35 + ripple);
  }
}

/**
 * Works a seam into a piece: groove, lap, pucker and rows of stitches.
 * In: the piece's fields, the seam with its line already in pixels, the picture's frame.
 */
export function sew(work: Work, seam: Seam, frame: Frame): void {
  const rows = seam.stitches ?? [], far = Math.max(0, ...rows.map(Math.abs));
  const { line } = seam, { scale } = frame, material = materials[work.cloth.material];
  const pucker = (seam.pucker ?? 1) * material.pucker * 0.55;
  const t = track(line, { reach: Math.max(pucker > 0 ? 16 : 5, far + 4, Math.abs(seam.lap ?? 0) + 4) * scale }, frame);
  if (!t) return;
  const size = (seam.stitch ?? 4.2) * scale, half = ((seam.weight ?? 1.05) * scale) / 2;
  const ink = linear(seam.thread ?? work.cloth.thread);
  const sets: Row[] = rows.map((o) => ({ offset: o * scale, length: size * 0.7, gap: size * 0.3, half, ink }));
  const groove: Groove = { seam, scale, pucker, fade: material.fade, wave: wobble(Math.round(line[0].x * 7 + line[0].y * 13)) };
  const { area } = work;
  const y0 = Math.max(area.y, t.area.y), y1 = Math.min(area.y + area.height, t.area.y + t.area.height);
  const x0 = Math.max(area.x, t.area.x), x1 = Math.min(area.x + area.width, t.area.x + t.area.width);
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) {
    const j = (y - t.area.y) * t.area.width + x - t.area.x, d = t.dist[j];
    if (d === Infinity) continue;
    const spot = { k: (y - area.y) * area.width + x - area.x, d, s: t.along[j] };
    pressGroove(work, spot, groove);
    for (const row of sets) if (Math.abs(d - row.offset) < half * 8) layStitch(work, spot, row);
  }
}
