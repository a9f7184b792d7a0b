import { noise } from './noise.ts';
import type { TilePainter } from './pattern.ts';

const TILE = 128;
const frac = (x: number): number => x - Math.floor(x);

/** One knitted stitch: two leaning legs. In: place in stitches. Out: 0..1. */
function stitch(u: number, v: number): number {
  const fx = frac(u) - 0.5, side = Math.abs(fx) * 2;
  const lean = frac(v + side * 0.62);
  return Math.max(0, Math.sin(Math.PI * lean)) ** 0.6 * Math.max(0, Math.sin(Math.PI * Math.min(1, side * 0.92 + 0.06))) ** 0.55;
}

/** How stocking stitch is knitted: stitches across and rows down a 128-unit tile, depth in units, unevenness 0..1. */
interface Knit { readonly across: number; readonly down: number; readonly depth: number; readonly uneven: number }

/** Stocking stitch. */
export function jersey(seed: number, { across, down, depth, uneven }: Knit): TilePainter {
  const pull = noise(seed, 16, 16), yarn = noise(seed + 1, 8, down), cloud = noise(seed + 2, 4, 4);
  return (x, y) => {
    const u = (x * across) / TILE, v = (y * down) / TILE + uneven * 0.3 * pull(x / 8, y / 8);
    const s = stitch(u, v), thread = yarn(x / 16, Math.floor(v) + 0.5);
    return { height: depth * (s + uneven * 0.2 * thread), tone: 0.9 + 0.13 * s + uneven * 0.07 * thread + 0.02 * cloud(x / 32, y / 32) };
  };
}

/** How a rib is knitted: ribs and rows in a tile, depth in units. */
interface Rib { readonly ribs: number; readonly rows: number; readonly depth: number }

/** Ribbing: raised columns of stitches. */
export function ribbed(seed: number, { ribs, rows, depth }: Rib): TilePainter {
  const base = jersey(seed, { across: ribs * 2, down: rows, depth: depth * 0.3, uneven: 0.6 });
  return (x, y) => {
    const b = base(x, y);
    const wave = Math.sin(((x * ribs) / TILE) * Math.PI * 2 - Math.PI / 2) * 0.5 + 0.5;
    const dome = wave ** 0.6;
    return { height: depth * dome + b.height * (0.4 + 0.6 * dome), tone: b.tone * (0.78 + 0.24 * dome) };
  };
}

/** Cable knit: plaits of two strands between purl channels on a moss ground. Two plaits in a tile. */
export function cabled(seed: number): TilePainter {
  const yarn = noise(seed, 32, 32), cloud = noise(seed + 1, 4, 4);
  const strand = (d: number, half: number): number => (Math.abs(d) < half ? Math.sqrt(1 - (d / half) * (d / half)) : 0);
  return (x, y) => {
    const px = frac(x / 64) * 64 - 32, phase = (y / 42.667) * Math.PI * 2;
    const swing = Math.sin(phase) * 7.2, over = Math.cos(phase) > 0;
    const a = strand(px - swing, 8.2), b = strand(px + swing, 8.2);
    const wool = 0.05 * yarn(x / 4, y / 4) + 0.015 * cloud(x / 32, y / 32);
    if (Math.abs(px) < 16.5 && (a > 0 || b > 0)) {
      const first = over ? a : b, second = over ? b : a;
      const onTop = first > 0.12;
      const lean = (over === onTop ? 1 : -1) * Math.cos(phase) * 0.8;
      const d = onTop ? first : second * 0.75;
      const ply = stitch(px / 4.1, y / 5.33 + lean * px * 0.05);
      return { height: 4.2 * d + 0.9 * ply, tone: 0.72 + 0.24 * d + 0.1 * ply + wool };
    }
    if (Math.abs(px) < 20) return { height: 0, tone: 0.68 + wool };
    const moss = Math.sin((x / 64) * Math.PI * 16) * Math.sin((y / 5.33) * Math.PI);
    return { height: 1.1 * moss, tone: 0.87 + 0.1 * moss + wool };
  };
}
