import { type SleeveCut, sleeve, torsoFolds } from './bodice.ts';
import type { Neck } from './collars.ts';
import type { Cloth, Piece, Seam, Sheet } from './piece.ts';
import { CX, curve, type Knot, mirrored, outline, type Point, sided } from './shape.ts';

/** How the trunk of a top is cut; right half, units from the centre line. */
export interface TopCut {
  readonly neck: Neck;
  readonly shoulder: readonly [number, number];
  readonly under: readonly [number, number];
  readonly waist: number;
  readonly hem: number;
  readonly hemY: number;
  /** Depth of a rib at the hem, or 0 for a stitched hem. */
  readonly rib: number;
  readonly sleeve: Omit<SleeveCut, 'shoulder' | 'under'>;
  /** Rows of stitching at the hem. */
  readonly stitched?: boolean;
}

/** Shoulder, armhole and side as knots, from the neck down to the hem's corner. */
export function sideKnots(c: TopCut, bottom: number): Knot[] {
  const [sx, sy] = c.shoulder, [ux, uy] = c.under, { half, y } = c.neck;
  return [
    [half, y, 1], [(half + sx) / 2, (y + sy) / 2 - 4], [sx, sy, 1], [sx - 13, sy + (uy - sy) * 0.34], [sx - 8, sy + (uy - sy) * 0.66], [ux, uy, 1],
    [ux - (ux - c.waist) * 0.6, uy + (bottom - uy) * 0.25], [c.waist, uy + (bottom - uy) * 0.52], [(c.waist + c.hem) / 2 + 2, uy + (bottom - uy) * 0.8],
      [c.hem, bottom, 1],
  ];
}

/** Seams of shoulders and armholes. */
export function trunkSeams(c: TopCut, stitches: readonly number[] = []): Seam[] {
  const [sx, sy] = c.shoulder, [ux, uy] = c.under;
  return ([1, -1] as const).map((side): Seam => ({
    line: curve(sided([[sx - 2, sy + 2], [sx - 15, sy + (uy - sy) * 0.34], [sx - 10, sy + (uy - sy) * 0.66], [ux - 2, uy]], side)),
    depth: 1, pucker: 1, stitches: stitches.map((o) => o * side),
  }));
}

/** The front or back of a closed top as one joined piece. */
export function trunk(c: TopCut, cloth: Cloth, back: boolean, extra: readonly Seam[] = []): { piece: Piece; shape: Point[]; bottom: number } {
  const front = back ? c.neck.y + 14 : c.neck.front, { half, y } = c.neck, bottom = c.hemY - c.rib;
  const scoop: Knot[] = [[0, front], [half * 0.52, front - (front - y) * 0.14], [half * 0.9, (y + front) / 2 - 6]];
  const shape = mirrored([...scoop, ...sideKnots(c, bottom), [c.hem * 0.5, bottom + 4], [0, bottom + 5]]);
  const hem: Seam[] = c.rib > 0 ? [] : [{
    line: curve([...sided([[-c.hem, bottom - 15], [0, bottom - 11], [c.hem, bottom - 15]], 1)]), depth: 0.25, pucker: 1,
      stitches: c.stitched === false ? [] : [0, 3.6],
  }];
  return { shape, bottom, piece: { shape, cloth, lift: 0, joined: true, seams: [...trunkSeams(c), ...hem, ...extra] } };
}

/** A rib at the hem, drawn in a little. */
export function hemRib(c: TopCut, rib: Cloth, from = -1, to = 1): Sheet {
  const b = c.hemY - c.rib, w = c.hem, h = c.hemY, x = (s: number): number => s * w;
  const shape = outline(sided([[x(from), b - 3, 1], [x((from + to) / 2), b + 3], [x(to), b - 3, 1], [x(to) - Math.sign(to) * 8, (b + h) / 2],
    [x(to) - Math.sign(to) * 9, h, 1], [x((from + to) / 2), h + 5], [x(from) - Math.sign(from) * 9, h, 1], [x(from) - Math.sign(from) * 8, (b + h) / 2]], 1));
  const joint = curve(sided([[x(from), b - 1], [x((from + to) / 2), b + 5], [x(to), b - 1]], 1));
  return { ease: 0.5, pieces: [{ shape, cloth: rib, lift: 0.3, round: 9, puff: 4, seams: [{ line: joint, depth: 1.3, pucker: 1.4 }] }] };
}

/** Both sleeves. */
export function sleeves(c: TopCut, main: Cloth, trim: Cloth, seed: number, stitched = true, amount = 1): Sheet[] {
  const cut: SleeveCut = { ...c.sleeve, shoulder: c.shoulder, under: [c.under[0] - 4, c.under[1] - 2] };
  return [sleeve(main, trim, cut, -1, seed, stitched, amount), sleeve(main, trim, cut, 1, seed, stitched, amount)];
}

/** The trunk's inside seen at the neck, lying under the front. */
export function innerBack(c: TopCut, cloth: Cloth): Piece {
  return { shape: mirrored([[0, c.neck.y + 6], ...sideKnots(c, c.hemY - c.rib - 10).map((k): Knot => [k[0] - 4, k[1] + 5, k[2]]), [0, c.hemY - c.rib - 5]]),
    cloth, tone: 0.8, lift: 0, inner: true };
}

/** Folds of a top's trunk. */
export const trunkFolds = (c: TopCut, seed: number, amount = 1): ReturnType<typeof torsoFolds> => torsoFolds(seed, c.under, c.hemY - c.rib * 1.2, amount);

/** A line across at height y between two places from the centre. */
export const across = (x0: number, y0: number, x1: number, y1: number, sag = 0): Point[] => curve([[CX + x0, y0], [CX + (x0 + x1) / 2, (y0 + y1) / 2 + sag],
  [CX + x1, y1]]);
