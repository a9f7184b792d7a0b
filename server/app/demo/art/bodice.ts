import { crush, fold } from './folds.ts';
import { rng } from './noise.ts';
import type { Cloth, Fold, Piece, Seam, Sheet } from './piece.ts';
import { CX, curve, type Knot, outline, type Point, ribbon } from './shape.ts';

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
}

/** Maps right-side written places to the picture: mirrored for the left side, turned about the shoulder. */
export function armSpace(shoulder: readonly [number, number], side: 1 | -1, turn: number): (k: Knot) => Knot {
  const c = Math.cos(turn), s = Math.sin(turn);
  return ([x, y, corner]) => {
    const dx = x - shoulder[0], dy = y - shoulder[1];
    return [CX + side * (shoulder[0] + dx * c - dy * s), shoulder[1] + dx * s + dy * c, corner];
  };
}

type Pair = readonly [number, number, 1?];

interface Arm { outer: Knot[]; inner: Knot[]; endOut: Knot; endIn: Knot; dir: [number, number]; nrm: [number, number] }

function armLines(cut: SleeveCut): Arm {
  const [sx, sy] = cut.shoulder, [ux, uy] = cut.under;
  const dir: [number, number] = [Math.sin(cut.angle), Math.cos(cut.angle)], nrm: [number, number] = [dir[1], -dir[0]];
  const body = cut.length - (cut.cuff === 'hem' || cut.cuff === 'plain' ? 0 : cut.depth);
  const ex = sx + dir[0] * body - nrm[0] * 6, ey = sy + dir[1] * body - nrm[1] * 6;
  const hw = cut.wrist / 2, bend = cut.bend ?? 10, full = cut.full ?? 0, sway = cut.sway ?? 0;
  const endOut: Knot = [ex + nrm[0] * hw, ey + nrm[1] * hw, 1], endIn: Knot = [ex - nrm[0] * hw, ey - nrm[1] * hw, 1];
  const startX = sx + nrm[0] * 21 + dir[0] * 27, startY = sy + nrm[1] * 21 + dir[1] * 27;
  const between = (a: Pair, b: Pair, t: number, by: number): Knot => {
    const off = by + sway * 4 * t * (1 - t);
    return [a[0] + (b[0] - a[0]) * t + nrm[0] * off, a[1] + (b[1] - a[1]) * t + nrm[1] * off];
  };
  const start: Pair = [startX, startY];
  const outer: Knot[] = [[sx - 14, sy - 5, 1], [startX, startY], between(start, endOut, 0.36, bend + full * 0.3),
    between(start, endOut, 0.68, bend * 0.7 + full), between(start, endOut, 0.92, full * 0.9), endOut];
  const inner: Knot[] = [endIn, between(endIn, [ux, uy], 0.08, -full * 0.8), between(endIn, [ux, uy], 0.35, bend * 0.25 - full),
    between(endIn, [ux, uy], 0.68, bend * 0.5), between(endIn, [ux, uy], 0.9, 5), [ux, uy, 1]];
  return { outer, inner, endOut, endIn, dir, nrm };
}

function cuffPieces(cloth: Cloth, trim: Cloth, cut: SleeveCut, arm: Arm, map: (k: Knot) => Knot, grain: number): Piece[] {
  if (cut.cuff === 'hem' || cut.cuff === 'plain') return [];
  const { endOut: o, endIn: i, dir: d, nrm: n } = arm, rib = cut.cuff === 'rib';
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
  return [{ shape, cloth: rib ? trim : cloth, grain, inner: false, lift: rib ? 0.25 : 0.8, round: rib ? 9 : 5, seams }];
}

/** How far a sleeve lies turned about its shoulder, radians. */
export const sleeveTurn = (seed: number, side: 1 | -1): number => (((seed >>> (side > 0 ? 4 : 9)) % 100) / 100 - 0.5) * 0.12;

/**
 * One sleeve with its cuff as a sheet.
 * In: cloths, the cut, side (1 right), a seed, seams to add. Creases gather at armhole and elbow.
 */
export function sleeve(cloth: Cloth, trim: Cloth, cut: SleeveCut, side: 1 | -1, seed: number, stitched = true, extra = 1): Sheet {
  const turn = sleeveTurn(seed, side);
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
    seams.push({ line: across(cut.depth), depth: 0.3, pucker: 0.7, stitches: stitched ? [0, 3.4] : [] });
  }
  const folds: Fold[] = [
    ...crush(seed + 5, outer, inner, 0.06, 0.26, Math.round(4 * extra), 13, 3.4),
    ...(cut.length > 300 ? crush(seed + 6, inner, outer, 0.4, 0.66, Math.round(5 * extra), 12, 3.2) : []),
    ...(cut.length > 300 ? crush(seed + 8, outer, inner, 0.7, 0.98, Math.round(4 * extra), 11, 2.6) : []),
    fold([map([cut.shoulder[0] + 10, cut.shoulder[1] + 40]), map([(o[0] + i[0] + cut.under[0] + cut.shoulder[0]) / 4,
      (o[1] + i[1] + cut.under[1] + cut.shoulder[1]) / 4]), map([(o[0] + i[0]) / 2, (o[1] + i[1]) / 2])], 34, 4.5, 0.3),
  ];
  if (cut.cuff === 'band') for (const t of [0.28, 0.42]) {
    const p: Knot = [o[0] + (i[0] - o[0]) * t, o[1] + (i[1] - o[1]) * t];
    folds.push(fold([[...map(p)], [...map([p[0] - d[0] * 60, p[1] - d[1] * 60])]], 5, 2.2, 0.8, 'start'));
  }
  return { pieces: [{ shape, cloth, grain, lift: 0, joined: true, seams }, ...cuffPieces(cloth, trim, cut, arm, map, grain)], folds, run: grain, ease: 0.9 };
}

/** Creases of a body lying flat: drags from the armholes, long soft falls to the hem; never the same on both sides. In: underarm, hem height. */
export function torsoFolds(seed: number, under: readonly [number, number], hemY: number, amount = 1): Fold[] {
  const [ux, uy] = under, out: Fold[] = [], random = rng(seed * 31 + 7);
  const j = (n: number): number => (random() - 0.5) * n;
  for (const side of [1, -1] as const) {
    const x = (v: number): number => CX + side * v, mid = (uy + hemY) / 2, tall = hemY - uy;
    const put = (chance: number, knots: Knot[], width: number, height: number, skew: number, open?: Fold['open']): void => {
      if (random() < chance) out.push(fold(knots.map(([a, b]): Knot => [x(a), b]), width * (0.8 + random() * 0.5), height * amount * (0.55 + random() * 0.7),
        skew, open));
    };
    put(0.75, [[ux - 8, uy - 14], [ux - 56 + j(20), uy - 54 + j(40)], [ux - 112 + j(50), uy - 70 + j(70)]], 15, 2.7, 0.5, 'start');
    put(0.85, [[ux - 6, uy + 8], [ux - 46 + j(24), uy + 56 + j(40)], [ux - 92 + j(50), uy + 150 + j(90)]], 17, 3.4, 0.5, 'start');
    put(0.6, [[ux - 2, uy + 40 + j(40)], [ux - 26 + j(20), uy + tall * 0.3], [ux - 34 + j(40), uy + tall * 0.6]], 15, 3, 0.4);
    put(0.95, [[ux - 96 + j(70), uy + tall * 0.38 + j(80)], [ux - 84 + j(60), mid + tall * 0.16], [ux - 92 + j(60), hemY + 20]], 32, 5, 0.35, 'end');
    put(0.8, [[ux - 30 + j(20), mid - 10 + j(100)], [ux - 44 + j(20), hemY - 120], [ux - 36 + j(30), hemY + 30]], 22, 4, 0.45, 'end');
    put(0.6, [[100 + j(60), uy - 150 + j(40)], [112 + j(50), uy - 70], [90 + j(50), uy + 40 + j(80)]], 30, 2.6, 0.2);
    put(0.6, [[ux - 4, hemY - 190 + j(110)], [ux - 60, hemY - 172 + j(60)], [ux - 120 + j(40), hemY - 190 + j(80)]], 15, 2.2, 0.5, 'start');
    put(0.6, [[60 + j(60), mid + j(120)], [72 + j(70), mid + 90 + j(60)], [50 + j(70), mid + 190 + j(60)]], 26, 3, 0.4);
    put(0.5, [[30 + j(50), uy + j(120)], [64 + j(50), uy + 60 + j(80)], [88 + j(60), uy + 130 + j(80)]], 20, 2.2, 0.5);
  }
  return out;
}

/** A band along the hem or front as a piece: a strip of cloth of the given width. */
export const strip = (line: readonly Point[], width: number, cloth: Cloth, seams: readonly Seam[], lift = 0.6, grain = 0): Piece =>
  ({ shape: ribbon(line, width), cloth, grain, lift, round: 3.5, seams, inner: true });
