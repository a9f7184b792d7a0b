import { cabled, jersey, ribbed } from './knit.ts';
import type { TilePainter } from './pattern.ts';
import { basket, corded, felted, grained, herringbone, plain, twill, woven } from './weave.ts';


/** A cloth's behaviour: its surface and how it creases, shines and puckers. */
export interface Material {
  readonly paint: TilePainter;
  /** Height of the loose wrinkles, units; sharp (crumpled) share 0..1. */
  readonly crease: number;
  readonly crumple: number;
  /** Pucker beside seams, units. */
  readonly pucker: number;
  /** Mirror-like light 0..1 and its sharpness. */
  readonly gloss: number;
  readonly sharpness: number;
  /** Thickness seen at edges, units. */
  readonly body: number;
  /** Share of colour lost where rubbed: seams of denim, edges of leather. */
  readonly fade: number;
  /** How much of the surface is kept in small pictures, 0..1 (fine weaves would only be noise). */
  readonly calm: number;
}

const base = { crease: 2.2, crumple: 0.4, pucker: 0.5, gloss: 0, sharpness: 6, body: 1.6, fade: 0, calm: 0.5 };
const knitted = { ...base, calm: 0.95, gloss: 0 };

/** Every cloth of the demo catalogue by name. */
export const materials = {
  linen: { ...base, paint: woven(11, { threads: 72, over: plain, depth: 0.42, slub: 0.85, reach: 32 }), crease: 3.4, crumple: 0.9, pucker: 0.8 },
  poplin: { ...base, paint: woven(21, { threads: 96, over: plain, depth: 0.22, slub: 0.3 }), crease: 2.6, crumple: 0.65, pucker: 0.6, gloss: 0.04 },
  oxford: { ...base, paint: woven(31, { threads: 80, over: basket, depth: 0.34, slub: 0.4, weft: 0.1 }), crease: 2.4, crumple: 0.5, pucker: 0.7 },
  flannel: { ...base, paint: felted(41, 0.3, 0.09), crease: 2.4, crumple: 0.25, body: 2.2 },
  denim: { ...base, paint: woven(51, { threads: 63, over: twill(2), depth: 0.5, slub: 0.75, weft: 0.3, reach: 16 }), crease: 2.2, crumple: 0.5, pucker: 1.3,
    body: 2.6, fade: 0.5 },
  twill: { ...base, paint: woven(61, { threads: 72, over: twill(2), depth: 0.34, slub: 0.3, weft: -0.05 }), crease: 2.1, crumple: 0.45, pucker: 0.7, body: 2.1,
    fade: 0.12 },
  canvas: { ...base, paint: woven(71, { threads: 48, over: plain, depth: 0.7, slub: 0.65, reach: 32 }), crease: 1.8, crumple: 0.5, pucker: 0.9, body: 2.8,
    fade: 0.15 },
  wool: { ...base, paint: felted(81, 0.42, 0.14), crease: 1.7, crumple: 0.08, pucker: 0.35, body: 3.6, gloss: 0 },
  tweed: { ...base, paint: woven(91, { threads: 48, over: herringbone(8), depth: 0.55, slub: 0.7, weft: 0.42, reach: 16 }), calm: 0.85, crease: 1.7,
    crumple: 0.12, pucker: 0.4, body: 3.4 },
  suiting: { ...base, paint: woven(101, { threads: 96, over: twill(2), depth: 0.18, slub: 0.45, weft: 0.05 }), crease: 1.7, crumple: 0.15, pucker: 0.3,
    body: 2.4 },
  jersey: { ...base, paint: jersey(111, { across: 64, down: 64, depth: 0.22, uneven: 0.4 }), crease: 2.5, crumple: 0.12, pucker: 0.7, body: 1.6 },
  fleece: { ...base, paint: jersey(121, { across: 44, down: 48, depth: 0.3, uneven: 0.6 }), crease: 3, crumple: 0.08, pucker: 0.9, body: 4 },
  pique: { ...knitted, paint: jersey(131, { across: 40, down: 32, depth: 0.5, uneven: 0.3 }), crease: 2.3, crumple: 0.1, pucker: 0.6, body: 2 },
  merino: { ...knitted, paint: jersey(141, { across: 36, down: 44, depth: 0.8, uneven: 0.55 }), crease: 2.4, crumple: 0.04, pucker: 0.5, body: 3.4, gloss: 0 },
  chunky: { ...knitted, paint: jersey(151, { across: 20, down: 24, depth: 1.7, uneven: 0.7 }), crease: 2.4, crumple: 0, pucker: 0.4, body: 5, gloss: 0 },
  cable: { ...knitted, paint: cabled(161), crease: 2, crumple: 0, pucker: 0.4, body: 5, gloss: 0 },
  rib: { ...knitted, paint: ribbed(171, { ribs: 16, rows: 32, depth: 1.5 }), crease: 1.2, crumple: 0, pucker: 0.3, body: 3.2, gloss: 0 },
  finerib: { ...knitted, paint: ribbed(181, { ribs: 26, rows: 44, depth: 0.9 }), crease: 1.2, crumple: 0, pucker: 0.3, body: 2.2, gloss: 0 },
  corduroy: { ...knitted, paint: corded(191, 24), crease: 1.9, crumple: 0.15, pucker: 0.6, body: 3 },
  leather: { ...base, paint: grained(201, { cell: 2, depth: 0.34, spread: 0.05 }), crease: 2.2, crumple: 0.2, pucker: 0.5, gloss: 0.2, sharpness: 9, body: 3,
    fade: 0.15 },
  suede: { ...base, paint: felted(211, 0.18, 0.1), crease: 1.8, crumple: 0.1, pucker: 0.5, body: 3, gloss: 0 },
  nylon: { ...base, paint: woven(221, { threads: 128, over: plain, depth: 0.12, slub: 0.2 }), crease: 3, crumple: 0.6, pucker: 1.1, gloss: 0.16, sharpness: 5,
    body: 1.5 },
  silk: { ...base, paint: woven(231, { threads: 128, over: twill(3), depth: 0.08, slub: 0.25 }), crease: 3.4, crumple: 0.1, pucker: 0.4, gloss: 0.3,
    sharpness: 4, body: 1.2 },
  rubber: { ...base, paint: grained(241, { cell: 8, depth: 0.15, spread: 0.03 }), crease: 0, crumple: 0, pucker: 0, gloss: 0.05, sharpness: 8, body: 3 },
  horn: { ...base, paint: grained(251, { cell: 16, depth: 0.05, spread: 0.3 }), crease: 0, crumple: 0, pucker: 0, gloss: 0.35, sharpness: 26, body: 1.2 },
  metal: { ...base, paint: grained(261, { cell: 8, depth: 0.05, spread: 0.05 }), crease: 0, crumple: 0, pucker: 0, gloss: 0.9, sharpness: 14, body: 1.2 },
} satisfies Record<string, Material>;

/** The name of a cloth. */
export type MaterialName = keyof typeof materials;

/** A cloth's surface ready for lighting: slopes and tone, `side` pixels wide, repeating every 128 units. */
export interface Tile { readonly side: number; readonly sx: Float32Array; readonly sy: Float32Array; readonly tone: Float32Array }

const made = new Map<string, Tile[]>();

function half(t: Tile): Tile {
  const side = t.side / 2;
  const shrink = (f: Float32Array): Float32Array => {
    const out = new Float32Array(side * side);
    for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
      const k = y * 2 * t.side + x * 2;
      out[y * side + x] = (f[k] + f[k + 1] + f[k + t.side] + f[k + t.side + 1]) / 4;
    }
    return out;
  };
  return { side, sx: shrink(t.sx), sy: shrink(t.sy), tone: shrink(t.tone) };
}

function smooth(t: Tile): Tile {
  const m = t.side - 1, soft = (f: Float32Array): Float32Array => f.map((_, i) => {
    const x = i & m, y = (i - x) / t.side, l = (x + m) & m, r = (x + 1) & m, u = ((y + m) & m) * t.side, d = ((y + 1) & m) * t.side, c = y * t.side;
    return (f[c + x] * 4 + (f[c + l] + f[c + r] + f[u + x] + f[d + x]) * 2 + f[u + l] + f[u + r] + f[d + l] + f[d + r]) / 16;
  });
  return { side: t.side, sx: soft(t.sx), sy: soft(t.sy), tone: soft(t.tone) };
}

function build(material: Material): Tile[] {
  const side = 512, unit = 128 / side;
  const h = new Float32Array(side * side), tone = new Float32Array(side * side);
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
    const p = material.paint((x + 0.5) * unit, (y + 0.5) * unit);
    h[y * side + x] = p.height;
    tone[y * side + x] = p.tone;
  }
  const sx = new Float32Array(h.length), sy = new Float32Array(h.length), m = side - 1;
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
    const row = y * side;
    sx[row + x] = (h[row + ((x + 1) & m)] - h[row + ((x + m) & m)]) / (2 * unit);
    sy[row + x] = (h[((y + 1) & m) * side + x] - h[((y + m) & m) * side + x]) / (2 * unit);
  }
  const full = { side, sx, sy, tone }, mid = half(full), fine = half(mid), keep = material.calm;
  const low = keep < 0.9 ? smooth(fine) : fine;
  return [full, mid, { side: low.side, sx: low.sx.map((v) => v * keep), sy: low.sy.map((v) => v * keep), tone: low.tone.map((v) => 1 + (v - 1) * keep) }];
}

/** The tile of a cloth fit for a magnification (pixels per unit); made once and kept. */
export function tileOf(name: MaterialName, scale: number): Tile {
  let tiles = made.get(name);
  if (!tiles) {
    tiles = build(materials[name]);
    made.set(name, tiles);
  }
  return tiles[scale >= 2.6 ? 0 : scale >= 1.4 ? 1 : 2];
}
