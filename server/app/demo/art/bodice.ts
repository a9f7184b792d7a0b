import { crush, fold } from './folds.ts';
import { rng } from './noise.ts';
import type { Fold, FoldForm, Piece, Seam, Sheet, Wardrobe } from './piece.ts';
import { CX, curve, type Knot, outline, type Point } from './shape.ts';

/** How a sleeve is cut. Places are written from the centre line, right side; units and radians. */
export interface SleeveCut {
  readonly shoulder: readonly [number, number];
  readonly under: readonly [number, number];
  readonly length: number;
  /** Angle from upright; 0.4 lies beside the body. */
  readonly angle: number;
  readonly wrist: number;
  /** Extra width at the elbow. */
  readonly full?: number;
  readonly cuff: 'band' | 'rib' | 'hem' | 'plain' | 'fold';
  readonly depth: number;
  /** How far the outer side bulges, units. */
  readonly bend?: number;
  /** How far the arm bows sideways, units. */
  readonly sway?: number;
  /** Multiplies how many creases gather at armhole, elbow and wrist. */
  readonly creases?: number;
}

/** Maps right-side written places to the picture: mirrored for the left side, turned about the shoulder. */
export function armSpace(shoulder: readonly [number, number], side: 1 | -1, turn: number): (k: Knot) => Knot {
  const c = Math.cos(turn), s = Math.sin(turn);
  return ([x, y, corner]) => {
    const dx = x - shoulder[0], dy = y - shoulder[1];
    return [CX + side * (shoulder[0] + dx * c - dy * s), shoulder[1] + dx * s + dy * c, corner];
  };
}

/** The two sides of an arm, its end, the direction it points in and the one across. */
interface Arm { outer: Knot[]; inner: Knot[]; endOut: Knot; endIn: Knot; dir: [number, number]; nrm: [number, number] }

/** An arm laid in the picture: its map and how its cloth is turned. */
interface LaidArm extends Arm { readonly map: (k: Knot) => Knot; readonly grain: number }

/** Which sleeve (side 1 is right) and how it lies. */
interface Lie { readonly side: 1 | -1; readonly seed: number }

function armLines(cut: SleeveCut): Arm {
  const [sx, sy] = cut.shoulder, [ux, uy] = cut.under;
  const dir: [number, number] = [Math.sin(cut.angle), Math.cos(cut.angle)], nrm: [number, number] = [dir[1], -dir[0]];
  const body = cut.length - (cut.cuff === 'hem' || cut.cuff === 'plain' ? 0 : cut.depth);
  const ex = sx + dir[0] * body - nrm[0] * 6, ey = sy + dir[1] * body - nrm[1] * 6;
  const hw = cut.wrist / 2, bend = cut.bend ?? 10, full = cut.full ?? 0, sway = cut.sway ?? 0;
  const endOut: Knot = [ex + nrm[0] * hw, ey + nrm[1] * hw, 1], endIn: Knot = [ex - nrm[0] * hw, ey - nrm[1] * hw, 1];
  const startX = sx + nrm[0] * 21 + dir[0] * 27, startY = sy + nrm[1] * 21 + dir[1] * 27;
  const between = (a: Knot, b: Knot) => (t: number, by: number): Knot => {
    const off = by + sway * 4 * t * (1 - t);
    return [a[0] + (b[0] - a[0]) * t + nrm[0] * off, a[1] + (b[1] - a[1]) * t + nrm[1] * off];
  };
  const down = between([startX, startY], endOut), up = between(endIn, [ux, uy]);
  const outer: Knot[] = [[sx - 14, sy - 5, 1], [startX, startY], down(0.36, bend + full * 0.3), down(0.68, bend * 0.7 + full), down(0.92, full * 0.9), endOut];
  const inner: Knot[] = [endIn, up(0.08, -full * 0.8), up(0.35, bend * 0.25 - full), up(0.68, bend * 0.5), up(0.9, 5), [ux, uy, 1]];
  return { outer, inner, endOut, endIn, dir, nrm };
}

function cuffPieces(w: Wardrobe, cut: SleeveCut, arm: LaidArm): Piece[] {
  if (cut.cuff === 'hem' || cut.cuff === 'plain') return [];
  const { endOut: o, endIn: i, dir: d, nrm: n, map, grain } = arm, rib = cut.cuff === 'rib';
  const squeeze = rib ? -7 : -1.5, over = cut.cuff === 'fold' ? 4 : squeeze, depth = cut.depth;
  const shape = outline([
    map([o[0] - d[0] * 3 + n[0] * (rib ? -1 : over), o[1] - d[1] * 3 + n[1] * (rib ? -1 : over), 1]),
      map([o[0] + d[0] * depth * 0.5 + n[0] * over, o[1] + d[1] * depth * 0.5 + n[1] * over]),
    map([o[0] + d[0] * depth + n[0] * over, o[1] + d[1] * depth + n[1] * over, 1]),
      map([(o[0] + i[0]) / 2 + d[0] * (depth + 2), (o[1] + i[1]) / 2 + d[1] * (depth + 2)]),
    map([i[0] + d[0] * depth - n[0] * over, i[1] + d[1] * depth - n[1] * over, 1]),
      map([i[0] + d[0] * depth * 0.5 - n[0] * over, i[1] + d[1] * depth * 0.5 - n[1] * over]),
    map([i[0] - d[0] * 3 - n[0] * (rib ? -1 : over), i[1] - d[1] * 3 - n[1] * (rib ? -1 : over), 1]),
  ]);
  const line = (off: number, inset = 2): Point[] => curve([
    map([o[0] + d[0] * off - n[0] * inset, o[1] + d[1] * off - n[1] * inset]), map([i[0] + d[0] * off + n[0] * inset, i[1] + d[1] * off + n[1] * inset]),
  ]);
  const seams: Seam[] = rib ? [{ line: line(0), depth: 1.2, pucker: 1 }]
    : [{ line: line(0.5, -2), depth: 0.5, pucker: 0 }, { line: line(3), depth: 0, pucker: 0.6, stitches: [0] },
      { line: line(depth - 4), depth: 0, pucker: 0.5, stitches: [0] }];
  return [{ shape, cloth: rib ? w.trim : w.main, grain, inner: false, lift: rib ? 0.25 : 0.8, round: rib ? 9 : 5, seams }];
}

/** How far a sleeve lies turned about its shoulder, radians. */
export const sleeveTurn = (seed: number, side: 1 | -1): number => (((seed >>> (side > 0 ? 4 : 9)) % 100) / 100 - 0.5) * 0.12;

/** One sleeve with its cuff as a sheet. Creases gather at armhole and elbow. */
function sleeve(w: Wardrobe, cut: SleeveCut, { side, seed }: Lie): Sheet {
  const turn = sleeveTurn(seed, side), creases = cut.creases ?? 1;
  const bow = rng(seed * 13 + side * 5 + 2)() - 0.55, sway = (cut.cuff === 'plain' ? 14 : 26) * bow * (cut.length > 300 ? 1 : 0.2);
  const map = armSpace(cut.shoulder, side, turn), arm = armLines({ ...cut, sway });
  const inside: Knot[] = [[cut.under[0] - 46, cut.under[1] + 4], [cut.shoulder[0] - 48, cut.shoulder[1] + 70], [cut.shoulder[0] - 22, cut.shoulder[1] + 8, 1]];
  const shape = outline([...arm.outer, ...arm.inner, ...inside].map(map));
  const outer = curve(arm.outer.map(map)), inner = curve([...arm.inner].reverse().map(map));
  const grain = -side * (cut.angle + turn) * 1;
  const { endOut: o, endIn: i, dir: d } = arm;
  const seams: Seam[] = [];
  if (cut.cuff === 'hem') {
    const across = (off: number): Point[] => curve([map([o[0] - d[0] * off, o[1] - d[1] * off]), map([i[0] - d[0] * off, i[1] - d[1] * off])]);
    seams.push({ line: across(cut.depth), depth: 0.3, pucker: 0.7, stitches: [0, 3.4] });
  }
  const folds: Fold[] = [
    ...crush(seed + 5, { from: outer, to: inner }, { start: 0.06, end: 0.26, count: Math.round(4 * creases), width: 13, height: 3.4 }),
    ...(cut.length > 300 ? crush(seed + 6, { from: inner, to: outer }, { start: 0.4, end: 0.66, count: Math.round(5 * creases), width: 12, height: 3.2 }) : []),
    ...(cut.length > 300 ? crush(seed + 8, { from: outer, to: inner }, { start: 0.7, end: 0.98, count: Math.round(4 * creases), width: 11, height: 2.6 }) : []),
    fold([map([cut.shoulder[0] + 10, cut.shoulder[1] + 40]),
      map([(o[0] + i[0] + cut.under[0] + cut.shoulder[0]) / 4, (o[1] + i[1] + cut.under[1] + cut.shoulder[1]) / 4]),
      map([(o[0] + i[0]) / 2, (o[1] + i[1]) / 2])], { width: 34, height: 4.5, skew: 0.3 }),
  ];
  if (cut.cuff === 'band') for (const t of [0.28, 0.42]) {
    const p: Knot = [o[0] + (i[0] - o[0]) * t, o[1] + (i[1] - o[1]) * t];
    folds.push(fold([[...map(p)], [...map([p[0] - d[0] * 60, p[1] - d[1] * 60])]], { width: 5, height: 2.2, skew: 0.8, open: 'start' }));
  }
  return { pieces: [{ shape, cloth: w.main, grain, lift: 0, joined: true, seams }, ...cuffPieces(w, cut, { ...arm, map, grain })], folds, run: grain,
    ease: 0.9 };
}

/** Both sleeves, the left one first. In: cloths, the cut, a seed. */
export const sleevePair = (w: Wardrobe, cut: SleeveCut, seed: number): Sheet[] => ([-1, 1] as const).map((side) => sleeve(w, cut, { side, seed }));

/** A body to be creased: its underarm, its hem's height, and what the folds' height is multiplied by. */
export interface Torso { readonly under: readonly [number, number]; readonly hemY: number; readonly amount?: number }

/** Creases of a body lying flat: drags from the armholes, long soft falls to the hem; never the same on both sides. */
export function torsoFolds({ under, hemY, amount = 1 }: Torso, seed: number): Fold[] {
  const [ux, uy] = under, out: Fold[] = [], random = rng(seed * 31 + 7);
  const j = (n: number): number => (random() - 0.5) * n;
  for (const side of [1, -1] as const) {
    const x = (v: number): number => CX + side * v, mid = (uy + hemY) / 2, tall = hemY - uy;
    const put = (chance: number, knots: Knot[], form: FoldForm): void => {
      if (random() < chance) out.push(fold(knots.map(([a, b]): Knot => [x(a), b]),
        { ...form, width: form.width * (0.8 + random() * 0.5), height: form.height * amount * (0.55 + random() * 0.7) }));
    };
    put(0.75, [[ux - 8, uy - 14], [ux - 56 + j(20), uy - 54 + j(40)], [ux - 112 + j(50), uy - 70 + j(70)]],
      { width: 15, height: 2.7, skew: 0.5, open: 'start' });
    put(0.85, [[ux - 6, uy + 8], [ux - 46 + j(24), uy + 56 + j(40)], [ux - 92 + j(50), uy + 150 + j(90)]],
      { width: 17, height: 3.4, skew: 0.5, open: 'start' });
    put(0.6, [[ux - 2, uy + 40 + j(40)], [ux - 26 + j(20), uy + tall * 0.3], [ux - 34 + j(40), uy + tall * 0.6]], { width: 15, height: 3, skew: 0.4 });
    put(0.95, [[ux - 96 + j(70), uy + tall * 0.38 + j(80)], [ux - 84 + j(60), mid + tall * 0.16], [ux - 92 + j(60), hemY + 20]],
      { width: 32, height: 5, skew: 0.35, open: 'end' });
    put(0.8, [[ux - 30 + j(20), mid - 10 + j(100)], [ux - 44 + j(20), hemY - 120], [ux - 36 + j(30), hemY + 30]],
      { width: 22, height: 4, skew: 0.45, open: 'end' });
    put(0.6, [[100 + j(60), uy - 150 + j(40)], [112 + j(50), uy - 70], [90 + j(50), uy + 40 + j(80)]], { width: 30, height: 2.6, skew: 0.2 });
    put(0.6, [[ux - 4, hemY - 190 + j(110)], [ux - 60, hemY - 172 + j(60)], [ux - 120 + j(40), hemY - 190 + j(80)]],
      { width: 15, height: 2.2, skew: 0.5, open: 'start' });
    put(0.6, [[60 + j(60), mid + j(120)], [72 + j(70), mid + 90 + j(60)], [50 + j(70), mid + 190 + j(60)]], { width: 26, height: 3, skew: 0.4 });
    put(0.5, [[30 + j(50), uy + j(120)], [64 + j(50), uy + 60 + j(80)], [88 + j(60), uy + 130 + j(80)]], { width: 20, height: 2.2, skew: 0.5 });
  }
  return out;
}
