import { noise } from './noise.ts';
import { linear } from './pattern.ts';
import { blur, type Cutout, type Frame } from './raster.ts';
import type { Size } from './shape.ts';

/** A picture in linear light. */
export interface Canvas extends Size { readonly r: Float32Array; readonly g: Float32Array; readonly b: Float32Array }

/** The one light: from the upper left, towards the viewer. Unit length. */
const LIGHT = { x: -0.52, y: -0.55, z: 0.653 };

/**
 * Brightness of a surface with the given slopes; 1 when it lies flat.
 * In: slopes along x and y (no unit). Out: about 0.4..1.3.
 */
export function lit(sx: number, sy: number): number {
  const n = 1 / Math.sqrt(1 + sx * sx + sy * sy);
  const d = (LIGHT.z - sx * LIGHT.x - sy * LIGHT.y) * n;
  return 0.35 + 0.1 * n + 0.55 * Math.max(0, d) / LIGHT.z;
}

/** Mirror-like light on a surface. In: slopes and sharpness. Out: 0..1. */
export function shine(sx: number, sy: number, sharpness: number): number {
  const hx = LIGHT.x, hy = LIGHT.y, hz = LIGHT.z + 1, l = Math.sqrt(hx * hx + hy * hy + hz * hz);
  const d = (hz - sx * hx - sy * hy) / (l * Math.sqrt(1 + sx * sx + sy * sy));
  return d > 0 ? d ** (sharpness * 2) : 0;
}

const PAPER = 256;
let paper: Float32Array | null = null;
function paperGrain(): Float32Array {
  if (paper) return paper;
  const a = noise(3, 64, 64), b = noise(4, 16, 16);
  paper = new Float32Array(PAPER * PAPER);
  for (let y = 0; y < PAPER; y++) for (let x = 0; x < PAPER; x++) {
    paper[y * PAPER + x] = 0.006 * a(x / 4, y / 4) + 0.006 * b(x / 16, y / 16);
  }
  return paper;
}

/** The ground things lie on: paper with a fine grain under window light. In: #rrggbb and the frame. */
export function ground(hex: string, { width, height, scale, x: x0, y: y0 }: Frame): Canvas {
  const [r, g, b] = linear(hex), n = width * height;
  const canvas = { width, height, r: new Float32Array(n), g: new Float32Array(n), b: new Float32Array(n) };
  const grain = paperGrain(), k = 1 / scale;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const u = (x0 + x * k) / 960, v = (y0 + y * k) / 1200;
    const dx = u - 0.3, dy = v - 0.18;
    const glow = 1.075 - 0.2 * (dx * dx + 0.8 * dy * dy) / (0.35 + dx * dx + dy * dy);
    const i = y * width + x, s = glow + grain[(y & 255) * PAPER + (x & 255)];
    canvas.r[i] = r * s;
    canvas.g[i] = g * s * (1 - 0.006 * v);
    canvas.b[i] = b * s * (1 - 0.018 * v);
  }
  return canvas;
}

/** A shadow to be thrown: blur radius and offset in pixels, strength 0..1. */
export interface Shadow { radius: number; dx: number; dy: number; strength: number }

/** Darkens the canvas by the blurred, moved cutout; shadows keep a little warmth. */
export function cast(canvas: Canvas, { area, mask }: Cutout, s: Shadow): void {
  const f = s.radius > 10 ? 4 : s.radius > 5 ? 2 : 1, m = Math.ceil((s.radius * 1.6) / f) + 1;
  const w = Math.ceil(area.width / f) + 2 * m, h = Math.ceil(area.height / f) + 2 * m;
  const small = new Float32Array(w * h);
  for (let y = 0; y < area.height; y++) {
    const row = (Math.floor(y / f) + m) * w + m;
    for (let x = 0; x < area.width; x++) small[row + Math.floor(x / f)] += mask[y * area.width + x] / (f * f);
  }
  const soft = blur({ values: small, width: w, height: h }, s.radius / f);
  const ox = area.x - m * f + s.dx, oy = area.y - m * f + s.dy;
  const x0 = Math.max(0, Math.ceil(ox)), x1 = Math.min(canvas.width, Math.floor(ox + (w - 1) * f));
  const y0 = Math.max(0, Math.ceil(oy)), y1 = Math.min(canvas.height, Math.floor(oy + (h - 1) * f));
  for (let y = y0; y < y1; y++) {
    const v = Math.max(0, (y - oy + 0.5) / f - 0.5), j = Math.min(h - 2, Math.floor(v)), fv = v - j;
    for (let x = x0; x < x1; x++) {
      const u = Math.max(0, (x - ox + 0.5) / f - 0.5), i = Math.min(w - 2, Math.floor(u)), fu = u - i, k = j * w + i;
      const sum = soft[k] + soft[k + 1] + soft[k + w] + soft[k + w + 1];
      if (sum < 0.004) continue;
      const top = soft[k] + (soft[k + 1] - soft[k]) * fu, low = soft[k + w] + (soft[k + w + 1] - soft[k + w]) * fu;
      const a = (top + (low - top) * fv) * s.strength;
      if (a < 0.002) continue;
      const p = y * canvas.width + x;
      canvas.r[p] *= 1 - a * 0.9;
      canvas.g[p] *= 1 - a * 0.95;
      canvas.b[p] *= 1 - a * 0.98;
    }
  }
}

/** The canvas as 8-bit RGB bytes. */
export function bytes(canvas: Canvas): Uint8Array {
  const table = Uint8Array.from({ length: 4097 }, (_, i) => Math.round(255 * (i / 4096) ** (1 / 2.2)));
  const n = canvas.width * canvas.height, out = new Uint8Array(n * 3);
  const one = (v: number): number => table[v <= 0 ? 0 : v >= 1 ? 4096 : (v * 4096) | 0];
  for (let i = 0; i < n; i++) {
    out[i * 3] = one(canvas.r[i]);
    out[i * 3 + 1] = one(canvas.g[i]);
    out[i * 3 + 2] = one(canvas.b[i]);
  }
  return out;
}
