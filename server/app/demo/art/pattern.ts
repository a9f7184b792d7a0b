import { rng } from './noise.ts';
import type { Point } from './shape.ts';

/** A colour in linear light, 0..1 each. */
export type Rgb = [number, number, number];

/** A cloth's figure. `size` is the repeat in units; inks are hex colours, the first the main one. */
export interface Pattern {
  readonly type: 'check' | 'gingham' | 'windowpane' | 'tartan' | 'stripe' | 'breton' | 'pinstripe' | 'dot' | 'sprig' | 'fairisle';
  readonly size: number;
  readonly inks: readonly string[];
}

/** Turns a colour in place at cloth coordinates u, v (units). */
export type Ink = (u: number, v: number, rgb: Rgb) => void;

/** #rrggbb to linear light. */
export function linear(hex: string): Rgb {
  const n = parseInt(hex.slice(1), 16);
  const one = (c: number): number => (c / 255) ** 2.2;
  return [one((n >> 16) & 255), one((n >> 8) & 255), one(n & 255)];
}

const frac = (x: number): number => x - Math.floor(x);
const lay = (rgb: Rgb, ink: Rgb, a: number): void => {
  if (a <= 0) return;
  rgb[0] += (ink[0] - rgb[0]) * a;
  rgb[1] += (ink[1] - rgb[1]) * a;
  rgb[2] += (ink[2] - rgb[2]) * a;
};

/** Cover 0..1 at `u` of a stripe centred at `centre` and `width` wide (shares of the repeat). */
type Band = (u: number, centre: number, width: number) => number;

/** Stripes repeating every `size` units, their edges softened over ~1 unit. */
const bandOf = (size: number): Band => (u, centre, width) => {
  const d = Math.abs(frac(u / size - centre + 0.5) - 0.5) * size;
  return Math.min(1, Math.max(0, (width * size) / 2 - d + 0.5));
};

function dotted(size: number, ink: Rgb): Ink {
  return (u, v, rgb) => {
    const row = Math.floor(v / size);
    const dx = frac(u / size + (row & 1) * 0.5) - 0.5, dy = frac(v / size) - 0.5;
    lay(rgb, ink, Math.min(1, Math.max(0, size * 0.17 - Math.hypot(dx, dy) * size + 0.5)));
  };
}

/** A leaf growing from the origin: where it points (radians), its length and width in units. */
interface Leaf { readonly turn: number; readonly length: number; readonly width: number }

/** Cover 0..1 of a leaf at a place. */
function coverOf({ turn, length, width }: Leaf, { x, y }: Point): number {
  const c = Math.cos(turn), s = Math.sin(turn), p = (x * c + y * s) / length - 0.5, q = (-x * s + y * c) / width;
  const d = Math.hypot(p * 2, q * (1 + p * 0.8));
  return Math.min(1, Math.max(0, (1 - d) * width));
}

function sprigs(size: number, inks: readonly Rgb[]): Ink {
  const random = rng(77);
  const turns = Array.from({ length: 64 }, () => [random() * Math.PI * 2, (random() - 0.5) * 0.3, (random() - 0.5) * 0.3, random()]);
  return (u, v, rgb) => {
    const i = Math.floor(u / size), j = Math.floor(v / size);
    const [turn, ox, oy, kind] = turns[((i & 7) * 8 + (j & 7)) & 63];
    const x = (frac(u / size) - 0.5 - ox) * size, y = (frac(v / size) - 0.5 - oy) * size;
    const l = size * 0.34, ink = inks[kind > 0.62 && inks.length > 1 ? 1 : 0];
    const ux = Math.cos(turn) * size * 0.2, uy = Math.sin(turn) * size * 0.2;
    for (const a of [0, 0.95, -0.85]) {
      const off = a ? 0.9 : 0.2, leaf = { turn: turn + a, length: l * (a ? 0.8 : 1.15), width: size * 0.075 };
      lay(rgb, ink, coverOf(leaf, { x: x + ux * off, y: y + uy * off }) * 0.9);
    }
    lay(rgb, ink, coverOf({ turn, length: l * 1.2, width: 1.1 }, { x: x + ux * 2, y: y + uy * 2 }) * 0.8);
  };
}

function fairIsle(size: number, inks: readonly Rgb[]): Ink {
  const rows = ['0000000000', '2020202020', '0202020202', '0000000000', '1000010000', '0100111001', '0011101110', '0100111001', '1000010000', '0000000000',
    '0101010101', '0000000000'];
  const cell = size / 10;
  return (u, v, rgb) => {
    const mark = rows[((Math.floor(v / cell) % 12) + 12) % 12][((Math.floor(u / cell) % 10) + 10) % 10];
    if (mark !== '0') lay(rgb, inks[mark === '2' && inks.length > 1 ? 1 : 0], 0.92);
  };
}

/** The drawing function of a figure. */
export function inkOf(pattern: Pattern): Ink {
  const { size: s } = pattern, band = bandOf(s);
  const inks = pattern.inks.map(linear);
  const a = inks[0], b = inks[1] ?? a, c = inks[2] ?? b;
  switch (pattern.type) {
    case 'check': return (u, v, rgb) => {
      lay(rgb, a, 0.36 * band(u, 0.25, 0.2) + 0.36 * band(u, 0.55, 0.08));
      lay(rgb, a, 0.36 * band(v, 0.25, 0.2) + 0.36 * band(v, 0.55, 0.08));
      lay(rgb, b, 0.5 * band(u, 0.8, 0.045) + 0.5 * band(v, 0.8, 0.045));
    };
    case 'gingham': return (u, v, rgb) => {
      lay(rgb, a, 0.48 * band(u, 0.25, 0.5));
      lay(rgb, a, 0.48 * band(v, 0.25, 0.5));
    };
    case 'windowpane': return (u, v, rgb) => {
      lay(rgb, a, 0.55 * band(u, 0.5, 0.035) + 0.25 * band(u, 0.56, 0.02));
      lay(rgb, a, 0.55 * band(v, 0.5, 0.03) + 0.25 * band(v, 0.56, 0.02));
    };
    case 'tartan': return (u, v, rgb) => {
      for (const t of [u, v]) {
        lay(rgb, a, 0.5 * band(t, 0.22, 0.3));
        lay(rgb, b, 0.45 * band(t, 0.66, 0.2));
        lay(rgb, c, 0.6 * band(t, 0.44, 0.03) + 0.6 * band(t, 0.66, 0.025) + 0.3 * band(t, 0.22, 0.02));
      }
    };
    case 'stripe': return (u, _v, rgb) => lay(rgb, a, 0.82 * band(u, 0.5, 0.42));
    case 'pinstripe': return (u, _v, rgb) => lay(rgb, a, 0.45 * band(u, 0.5, 0.09));
    case 'breton': return (_u, v, rgb) => lay(rgb, a, 0.95 * band(v, 0.5, 0.34));
    case 'dot': return dotted(s, a);
    case 'sprig': return sprigs(s, inks);
    case 'fairisle': return fairIsle(s, inks);
  }
}

/** Paints one place (units) of a 128-unit tile: surface height in units and tone (1 = the cloth's own colour). */
export type TilePainter = (x: number, y: number) => { height: number; tone: number };
