import { noise, rng } from './noise.ts';
import type { Fold, FoldForm } from './piece.ts';
import { blur, type Plane, track } from './raster.ts';
import { curve, type Knot, mix, type Point } from './shape.ts';

/** A map of loose wrinkles: 512 x 512 units, one value a unit, repeating, about -1..1. */
function wrinkleMap(sharp: boolean): Float32Array {
  const side = 512, out = new Float32Array(side * side);
  const a = noise(901, 4, 4), b = noise(902, 8, 8), c = noise(903, 16, 16), wx = noise(904, 8, 8), wy = noise(905, 8, 8);
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
    const u = x + 22 * wx(x / 64, y / 64), v = y + 22 * wy(x / 64, y / 64);
    const n1 = a(u / 128, v / 128), n2 = b(u / 64, v / 64), n3 = c(u / 32, v / 32);
    out[y * side + x] = sharp
      ? 1.1 - 2.3 * Math.abs(n1) - 1.1 * Math.abs(n2 + 0.15) - 0.42 * Math.abs(n3) + 0.25 * n2
      : n1 + 0.45 * n2 + 0.1 * n3;
  }
  return sharp ? blur({ values: out, width: side, height: side }, 3) : out;
}

/** A place between four values of a map: their indexes (two above, two below) and the place's share across and down. */
interface Cell { readonly a: number; readonly b: number; readonly c: number; readonly d: number; readonly fx: number; readonly fy: number }

function between(m: Float32Array, { a, b, c, d, fx, fy }: Cell): number {
  const top = m[a] + (m[b] - m[a]) * fx;
  return top + (m[c] + (m[d] - m[c]) * fx - top) * fy;
}

let maps: { soft: Float32Array; sharp: Float32Array } | null = null;

/**
 * Loose wrinkles at a place. In: place in map units, share of sharp creases 0..1. Out: about -1..1.
 */
export function wrinkle(x: number, y: number, crumple: number): number {
  maps ??= { soft: wrinkleMap(false), sharp: wrinkleMap(true) };
  const ix = Math.floor(x), iy = Math.floor(y), fx = x - ix, fy = y - iy;
  const x0 = ix & 511, x1 = (ix + 1) & 511, r0 = (iy & 511) * 512, r1 = ((iy + 1) & 511) * 512;
  const cell = { a: r0 + x0, b: r0 + x1, c: r1 + x0, d: r1 + x1, fx, fy };
  const soft = between(maps.soft, cell);
  return crumple < 0.02 ? soft : soft * (1 - crumple) + between(maps.sharp, cell) * crumple;
}

/** Adds a fold (its line in pixels) to a plane of heights in pixels. In: pixels per unit. */
export function addFold(heights: Plane, fold: Fold, scale: number): void {
  const w = fold.width * scale, skew = fold.skew ?? 0;
  const t = track(fold.line, { reach: w * 1.8, slack: 0.4 }, heights);
  if (!t) return;
  const { area } = t, headOpen = fold.open === 'start' || fold.open === 'both', tailOpen = fold.open === 'end' || fold.open === 'both';
  for (let y = 0; y < area.height; y++) for (let x = 0; x < area.width; x++) {
    const k = y * area.width + x, d = t.dist[k];
    if (d === Infinity) continue;
    const s = t.along[k] / t.length;
    const head = headOpen ? 1 : Math.min(1, s * 2.4), tail = tailOpen ? 1 : Math.min(1, (1 - s) * 2.4);
    const ends = head * head * (3 - 2 * head) * tail * tail * (3 - 2 * tail);
    const q = d / (w * (d < 0 ? 1 - 0.55 * skew : 1));
    heights.values[(y + area.y) * heights.width + x + area.x] += fold.height * scale * ends * Math.exp(-2.2 * q * q);
  }
}

/** One fold through knots. */
export const fold = (knots: readonly Knot[], form: FoldForm): Fold => ({ skew: 0.4, ...form, line: curve(knots) });

/** The two lines folds run between. */
interface Span { readonly from: readonly Point[]; readonly to: readonly Point[] }

/** How many folds there are and how large one is about, units. */
interface Creases { readonly count: number; readonly width: number; readonly height: number }

/**
 * Wrinkles where a limb bends or joins: short folds running out of one side of a strip.
 * In: a seed, the two sides of the strip, the wrinkles and the share of the strip they lie in (start..end).
 */
export function crush(seed: number, { from, to }: Span, { start, end, count, width, height }: Creases & { start: number; end: number }): Fold[] {
  const random = rng(seed);
  const pick = (line: readonly Point[], t: number): Point => line[Math.max(0, Math.min(line.length - 1, Math.round(t * (line.length - 1))))];
  return Array.from({ length: count }, (_, i) => {
    const t = start + ((i + 0.2 + random() * 0.6) / count) * (end - start);
    const lean = (random() - 0.5) * 0.16, starts = random() < 0.5;
    const a = pick(from, t + lean), b = pick(to, t - lean);
    const p = mix(a, b, starts ? 0 : 0.25 + random() * 0.2), q = mix(a, b, starts ? 0.55 + random() * 0.3 : 1);
    const m = mix(p, q, 0.5), sag = (random() - 0.3) * 16;
    return fold([[p.x, p.y], [m.x, m.y + sag], [q.x, q.y]],
      { width: width * (0.7 + random() * 0.7), height: height * (0.6 + random() * 0.7) * (random() < 0.25 ? -0.7 : 1), skew: 0.5 });
  });
}

/**
 * Drape: long folds falling from a line to a line (waist to hem).
 * Height grows towards the second line. Skew makes each fold turn over one side.
 */
export function drape(seed: number, { from: top, to: hem }: Span, { count, width, height }: Creases): Fold[] {
  const random = rng(seed);
  return Array.from({ length: count }, (_, i) => {
    const t = (i + 0.5 + (random() - 0.5) * 0.6) / count;
    const a = top[Math.round(t * (top.length - 1))], b = hem[Math.round(Math.min(1, Math.max(0, t + (random() - 0.5) * 0.05)) * (hem.length - 1))];
    const start = 0.02 + random() * 0.3, p = mix(a, b, start), m = mix(a, b, 0.6);
    return fold([[p.x, p.y], [m.x + (random() - 0.5) * 18, m.y], [b.x, b.y + 20]],
      { width: width * (0.7 + random() * 0.6), height: height * (0.6 + random() * 0.6), skew: 0.35 * (random() < 0.5 ? 1 : -1), open: 'end' });
  });
}
