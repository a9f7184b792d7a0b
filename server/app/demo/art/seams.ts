import { materials } from './cloth.ts';
import { wobble } from './noise.ts';
import { linear, type Rgb } from './pattern.ts';
import type { Piece, Seam } from './piece.ts';
import { type Area, track } from './raster.ts';
import type { Point } from './shape.ts';

/** The working fields of one piece while it is painted; pixels, heights in pixels. */
export interface Work {
  readonly area: Area;
  readonly height: Float32Array;
  readonly tone: Float32Array;
  /** Thread laid on top: cover and colour. */
  readonly cover: Float32Array;
  readonly thread: Float32Array;
}

interface Row { offset: number; length: number; gap: number; half: number; ink: Rgb }

function layStitch(work: Work, k: number, s: number, d: number, row: Row): void {
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

function groove(work: Work, k: number, d: number, s: number, seam: Seam, scale: number, pucker: number, wave: (t: number) => number, fade: number): void {
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
 * In: the piece's fields, the seam, its line already in pixels, pixels per unit.
 */
export function sew(work: Work, piece: Piece, seam: Seam, line: readonly Point[], scale: number, canvasW: number, canvasH: number): void {
  const rows = seam.stitches ?? [], far = Math.max(0, ...rows.map(Math.abs));
  const material = materials[piece.cloth.material];
  const pucker = (seam.pucker ?? 1) * material.pucker * 0.55;
  const t = track(line, Math.max(pucker > 0 ? 16 : 5, far + 4, Math.abs(seam.lap ?? 0) + 4) * scale, canvasW, canvasH);
  if (!t) return;
  const size = (seam.stitch ?? 4.2) * scale, half = ((seam.weight ?? 1.05) * scale) / 2;
  const ink = linear(seam.thread ?? piece.cloth.thread);
  const sets: Row[] = rows.map((o) => ({ offset: o * scale, length: size * 0.7, gap: size * 0.3, half, ink }));
  const wave = wobble(Math.round(line[0].x * 7 + line[0].y * 13));
  const { area } = work;
  const y0 = Math.max(area.y, t.area.y), y1 = Math.min(area.y + area.h, t.area.y + t.area.h);
  const x0 = Math.max(area.x, t.area.x), x1 = Math.min(area.x + area.w, t.area.x + t.area.w);
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) {
    const j = (y - t.area.y) * t.area.w + x - t.area.x, d = t.dist[j];
    if (d === Infinity) continue;
    const k = (y - area.y) * area.w + x - area.x;
    groove(work, k, d, t.along[j], seam, scale, pucker, wave, material.fade);
    for (const row of sets) if (Math.abs(d - row.offset) < half * 8) layStitch(work, k, t.along[j], d, row);
  }
}
