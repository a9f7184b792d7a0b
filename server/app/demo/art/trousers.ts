import { crush, fold } from './folds.ts';
import { rng } from './noise.ts';
import type { Cloth, Fold, Garment, Piece, Seam, Sheet, Wardrobe } from './piece.ts';
import { CX, curve, type Knot, outline, type Point, sided } from './shape.ts';
import { button, label, patch, plainCloth, RED, rivet, unfigured } from './trims.ts';
import { shade } from './wardrobe.ts';

interface Cut {
  waist: number; hip: number; knee: number; hem: number; hemY: number; inner: number; crotch: number; top: number;
  readonly short: boolean;
  /** Made like jeans: rivets, yoke, double rows of stitches. */
  readonly jeans: boolean;
}

function cutOf(w: Wardrobe): Cut {
  const short = w.cut.includes('short'), jeans = w.cut.includes('jeans') || w.main.material === 'denim';
  const wide = w.cut.includes('wide'), slim = w.cut.includes('slim');
  const c = { waist: 140, hip: 186, knee: wide ? 202 : 186, hem: wide ? 212 : slim ? 172 : 190, hemY: 1090, inner: wide ? 36 : slim ? 92 : 58, crotch: 432,
    top: 168, short, jeans };
  return short ? { ...c, hip: 194, knee: 212, hem: 222, hemY: 640, inner: 16 } : c;
}

const legKnots = (c: Cut): Knot[] => {
  const at = (t: number): number => c.crotch + (c.hemY - c.crotch) * t;
  const inside = (t: number): number => 4 + (c.inner - 4) * t ** 0.8;
  return [
    [0, c.top + 8, 1], [c.waist * 0.5, c.top + 4], [c.waist, c.top - 2, 1], [c.waist + 22, c.top + 74], [c.hip, c.crotch - 70],
      [(c.hip + c.knee) / 2 + 5, at(0.22)], [c.knee, at(0.55)], [(c.knee + c.hem) / 2 - 1, at(0.8)], [c.hem, c.hemY, 1],
    [(c.hem + c.inner) / 2, c.hemY + 5], [c.inner, c.hemY + 4, 1], [inside(0.75), at(0.75)], [inside(0.42), at(0.42)], [inside(0.15) + 1, at(0.12)],
      [0, c.crotch, 1],
  ];
};

function legFolds(c: Cut, seed: number, side: 1 | -1): Fold[] {
  const outer = curve(sided([[c.hip, c.crotch - 60], [c.knee, (c.crotch + c.hemY) / 2], [c.hem, c.hemY]], side));
  const inner = curve(sided([[2, c.crotch], [c.inner * 0.7, (c.crotch + c.hemY) / 2], [c.inner, c.hemY]], side));
  const x = (v: number): number => CX + side * v, j = ((seed >>> (side > 0 ? 2 : 6)) % 40) - 20;
  const random = rng(seed * 17 + side), r = (n: number): number => (random() - 0.5) * n;
  const whiskers = [0, 1, 2, 3].filter(() => random() < 0.8).map((i) => fold([[x(6), c.crotch - 34 + i * 15 + r(10)],
    [x(56 + r(24)), c.crotch - 50 + i * 20 + r(18)], [x(112 + r(56)), c.crotch - 58 + i * 34 + r(26)]],
    { width: 10 + r(5), height: 2.3 + r(1.2), skew: 0.5, open: 'start' }));
  if (c.short) return [...whiskers, fold([[x(110 + j), c.crotch - 30], [x(130), c.crotch + 90], [x(120 + j), c.hemY + 16]],
    { width: 30, height: 4.5, skew: 0.3, open: 'end' }),
    fold([[x(70), c.crotch + 20], [x(60 + j), c.crotch + 120], [x(66), c.hemY + 16]], { width: 24, height: 3.6, skew: 0.4, open: 'end' })];
  return [
    ...whiskers, ...crush(seed + side, { from: outer, to: inner }, { start: 0.4, end: 0.6, count: 6, width: 13, height: 3 }),
      ...crush(seed + side * 3, { from: inner, to: outer }, { start: 0.84, end: 1, count: 4, width: 12, height: 2.8 }),
      ...crush(seed + side * 7, { from: inner, to: outer }, { start: 0.04, end: 0.2, count: 3, width: 14, height: 2.8 }),
    fold([[x(104 + j * 0.6), c.crotch - 70], [x(118), (c.crotch + c.hemY) / 2], [x((c.hem + c.inner) / 2 + j), c.hemY - 40]],
      { width: 34, height: 5, skew: 0.25 }),
  ];
}

function beltLoop(x: number, y: number, cloth: Cloth): Piece {
  const s: Point[] = [{ x: x - 5.5, y: y - 3 }, { x: x + 5.5, y: y - 3 }, { x: x + 5.5, y: y + 41 }, { x: x - 5.5, y: y + 41 }];
  const row = (dx: number): Seam => ({ line: [{ x: x + dx, y: y - 1 }, { x: x + dx, y: y + 39 }], depth: 0, pucker: 0, stitches: [0] });
  return { shape: s, cloth, lift: 1, round: 2.5, inner: true, seams: [row(-3), row(3)] };
}

function waistband(w: Wardrobe, c: Cut, back: boolean): Sheet {
  const t = c.top, h = 37, shape = outline(sided([[-c.waist - 1, t - 3, 1], [-c.waist * 0.5, t + (back ? -8 : 5)], [0, t + (back ? -10 : 8)],
    [c.waist * 0.5, t + (back ? -8 : 5)], [c.waist + 1, t - 3, 1], [c.waist + 9, t + h - 2, 1], [c.waist * 0.5, t + h + 4], [0, t + h + (back ? 0 : 8)],
    [-c.waist * 0.5, t + h + 4], [-c.waist - 9, t + h - 2, 1]], 1));
  const low = curve(sided([[-c.waist - 6, t + h - 4], [0, t + h + (back ? -2 : 5)], [c.waist + 6, t + h - 4]], 1));
  const high = curve(sided([[-c.waist, t + 2], [0, t + (back ? -4 : 13)], [c.waist, t + 2]], 1));
  const loops = (back ? [-104, 0, 104] : [-96, 96]).map((x) => beltLoop(CX + x, t + (back ? -8 + Math.abs(x) * 0.05 : 4), w.main));
  const close = back ? [] : c.jeans ? rivet({ x: CX + 2, y: t + 27, radius: 9.5 }, w.hard) : button({ x: CX + 2, y: t + 27, radius: 9 }, w.hard, w.main.thread);
  const seams: Seam[] = [{ line: low, depth: 0.3, pucker: 0.8, stitches: [0] }, { line: high, depth: 0, stitches: [0] }];
  if (!back) seams.push({ line: curve([[CX + 22, t + 8], [CX + 22, t + h + 6]]), depth: 0.9, pucker: 0.5 });
  const patchLabel: Piece[] = back && c.jeans ? [{ shape: outline(sided([[52, t - 3, 1], [100, t - 5, 1], [101, t + 30, 1], [53, t + 32, 1]], 1)),
    cloth: plainCloth('leather', '#9a6b43', '#d9b98a'), lift: 0.7, inner: true,
    seams: [{ line: curve(sided([[56, t + 1], [97, t], [97, t + 27], [56, t + 28]].map(([x, y]): Knot => [x, y, 1]), 1)), depth: 0, stitches: [0] }] }] : [];
  return { ease: 0.4, pieces: [{ shape, cloth: w.main, lift: 0.5, round: 5, seams }, ...patchLabel, ...loops, ...close] };
}

function frontSeams(c: Cut): Seam[] {
  const { top: t, jeans } = c, seams: Seam[] = [
    { line: curve([[CX, t + 40], [CX + 1, 320], [CX, c.crotch]]), depth: 1.1, stitches: jeans ? [3] : [] },
    { line: curve([[CX + 40, t + 44], [CX + 39, 310], [CX + 28, 352], [CX + 4, 374]]), depth: 0, stitches: jeans ? [0, 4.5] : [0] },
  ];
  for (const s of [1, -1] as const) {
    seams.push(jeans
      ? { line: curve(sided([[78, t + 38], [88, t + 74], [122, t + 100], [c.waist + 30, t + 106]], s)), depth: 1.2, stitches: [s * -3.4, s * -8] }
      : { line: curve(sided([[96, t + 38], [124, t + 96], [c.waist + 34, t + 178]], s)), depth: 1.3, stitches: [s * -4] });
    if (jeans && s === 1) seams.push({ line: curve(sided([[92, t + 62], [124, t + 58], [c.waist + 12, t + 56]], s)), depth: 0.9, stitches: [3, 6.5] });
    if (jeans) seams.push({ line: curve(sided([[4, c.crotch + 4], [c.inner * 0.45 + 10, c.crotch + 200], [c.inner + 4, c.hemY - 10]], s)), depth: 0, pucker: 1,
      stitches: [s * -3] });
  }
  return seams;
}

function backParts(w: Wardrobe, c: Cut): { seams: Seam[]; pieces: Piece[] } {
  const { top: t, jeans } = c, seams: Seam[] = [{ line: curve([[CX, t + 36], [CX + 2, 320], [CX, c.crotch]]), depth: 1.1, stitches: jeans ? [-3, 3] : [] }];
  const pieces: Piece[] = [];
  for (const s of [1, -1] as const) {
    if (jeans) {
      seams.push({ line: curve(sided([[2, t + 96], [80, t + 82], [c.waist + 26, t + 62]], s)), depth: 1, stitches: [s * 3, s * 7.5] });
      pieces.push(patch(w.main, { shape: outline(sided([[44, t + 118, 1], [146, t + 106, 1], [148, t + 206, 1], [100, t + 238, 1], [50, t + 214, 1]], s)),
        hem: curve(sided([[46, t + 132], [146, t + 120]], s)), grain: s * -0.1, twice: true }));
    } else {
      seams.push({ line: curve(sided([[52, t + 104], [140, t + 96]], s)), depth: 2, stitches: [-5, 5] },
        { line: curve(sided([[96, t + 38], [96, t + 98]], s)), depth: 0.8, pucker: 0.4 });
      pieces.push(...button({ x: CX + s * 96, y: t + 116, radius: 6 }, w.hard, w.main.thread));
    }
  }
  return { seams, pieces };
}

function hems(w: Wardrobe, c: Cut, s: 1 | -1): { seams: Seam[]; pieces: Piece[] } {
  const { jeans } = c;
  if (!w.cut.includes('cuffed')) return { seams: [{ line: curve(sided([[c.inner - 4, c.hemY - 14], [c.hem + 4, c.hemY - 17]], s)), depth: 0.3, pucker: 1.2,
    stitches: jeans ? [0] : [] }], pieces: [] };
  const turn = outline(sided([[c.inner - 5, c.hemY - 46, 1], [c.hem + 5, c.hemY - 50, 1], [c.hem + 6, c.hemY + 5, 1], [(c.hem + c.inner) / 2, c.hemY + 11],
    [c.inner - 6, c.hemY + 9, 1]], s));
  const mid = curve(sided([[(c.hem + c.inner) / 2, c.hemY - 48], [(c.hem + c.inner) / 2 + 1, c.hemY + 9]], s));
  const inside: Cloth = { ...unfigured(w.main), hex: jeans ? shade(w.main.hex, 0.64) : w.main.hex };
  return { seams: [], pieces: [{ shape: turn, cloth: inside, tone: jeans ? 0.92 : 1, lift: 1, round: 6, puff: 3.4, inner: true,
    seams: [{ line: mid, depth: 0.8, pucker: 0.8, stitches: jeans ? [-7, 7] : [], thread: jeans ? RED : undefined, weight: 1.6 }] }] };
}

/** Trousers. Cuts: jeans, short, slim, wide, cuffed, pleat. */
export function trousers(w: Wardrobe, seed: number, back: boolean): Garment {
  const c = cutOf(w), behind = backParts(w, c), fronts = frontSeams(c), legs: Sheet[] = [];
  for (const s of [-1, 1] as const) {
    const h = hems(w, c, s);
    const crease: Fold[] = w.cut.includes('pleat') ? [fold(sided([[92, c.top + 40], [104, c.crotch], [(c.hem + c.inner) / 2, c.hemY + 20]], s),
      { width: 5, height: 2.4, skew: 0, open: 'both' }),
      fold(sided([[66, c.top + 40], [72, c.top + 150]], s), { width: 5, height: 2.6, skew: 0.8, open: 'start' })] : [];
    const rivets = c.jeans && !back ? [...rivet({ x: CX + s * 82, y: c.top + 46, radius: 3.6 }, w.hard),
      ...rivet({ x: CX + s * (c.waist + 22), y: c.top + 108, radius: 3.6 }, w.hard)] : [];
    legs.push({
      pieces: [{ shape: outline(sided(legKnots(c), s)), cloth: w.main, grain: s * -0.035, lift: 0, joined: true,
        seams: [...(back ? behind.seams : fronts), ...h.seams] }, ...h.pieces, ...rivets],
      folds: [...legFolds(c, seed, s), ...crease], run: 0.1 * s,
    });
  }
  const inside: Sheet = { ease: 0.3, pieces: [{ shape: outline(sided([[-c.waist + 3, c.top, 1], [-c.waist * 0.5, c.top - 10], [0, c.top - 12],
    [c.waist * 0.5, c.top - 10], [c.waist - 3, c.top, 1], [0, c.top + 30]], 1)), cloth: unfigured(w.trim), tone: 0.82, lift: 0, round: 5 },
    ...label({ x: CX, y: c.top + 3 }, { width: 44, height: 15 })] };
  const extra: Sheet[] = back && behind.pieces.length ? [{ ease: 0.3, pieces: behind.pieces }] : [];
  return { focus: back ? { x: CX + 60, y: 320, scale: 2.3 } : { x: CX + 50, y: c.top + 130, scale: 2.3 },
    sheets: [...(back ? [] : [inside]), ...legs, ...extra, waistband(w, c, back)] };
}
