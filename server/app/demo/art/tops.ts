import { type SleeveCut, sleevePair, torsoFolds } from './bodice.ts';
import type { Neck } from './collars.ts';
import type { Cloth, Piece, Seam, Sheet, Wardrobe } from './piece.ts';
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
export function trunk(c: TopCut, cloth: Cloth, back: boolean): { piece: Piece; shape: Point[]; bottom: number } {
  const front = back ? c.neck.y + 14 : c.neck.front, { half, y } = c.neck, bottom = c.hemY - c.rib;
  const scoop: Knot[] = [[0, front], [half * 0.52, front - (front - y) * 0.14], [half * 0.9, (y + front) / 2 - 6]];
  const shape = mirrored([...scoop, ...sideKnots(c, bottom), [c.hem * 0.5, bottom + 4], [0, bottom + 5]]);
  const hem: Seam[] = c.rib > 0 ? [] : [{
    line: curve([...sided([[-c.hem, bottom - 15], [0, bottom - 11], [c.hem, bottom - 15]], 1)]), depth: 0.25, pucker: 1,
      stitches: c.stitched === false ? [] : [0, 3.6],
  }];
  return { shape, bottom, piece: { shape, cloth, lift: 0, joined: true, seams: [...trunkSeams(c), ...hem] } };
}

/** A rib at the hem, drawn in a little. */
export function hemRib(c: TopCut, rib: Cloth): Sheet {
  const b = c.hemY - c.rib, w = c.hem, h = c.hemY, mid = (b + h) / 2;
  const shape = outline(sided([[-w, b - 3, 1], [0, b + 3], [w, b - 3, 1], [w - 8, mid], [w - 9, h, 1], [0, h + 5], [9 - w, h, 1], [8 - w, mid]], 1));
  const joint = across([-w, b - 1], [w, b - 1], 6);
  return { ease: 0.5, pieces: [{ shape, cloth: rib, lift: 0.3, round: 9, puff: 4, seams: [{ line: joint, depth: 1.3, pucker: 1.4 }] }] };
}

/** Both sleeves. */
export const sleeves = (w: Wardrobe, c: TopCut, seed: number): Sheet[] =>
  sleevePair(w, { ...c.sleeve, shoulder: c.shoulder, under: [c.under[0] - 4, c.under[1] - 2] }, seed);

/** The trunk's inside seen at the neck, lying under the front. */
export function innerBack(c: TopCut, cloth: Cloth): Piece {
  return { shape: mirrored([[0, c.neck.y + 6], ...sideKnots(c, c.hemY - c.rib - 10).map((k): Knot => [k[0] - 4, k[1] + 5, k[2]]), [0, c.hemY - c.rib - 5]]),
    cloth, tone: 0.8, lift: 0, inner: true };
}

/** Folds of a top's trunk. */
export const trunkFolds = (c: TopCut, seed: number, amount = 1): ReturnType<typeof torsoFolds> =>
  torsoFolds({ under: c.under, hemY: c.hemY - c.rib * 1.2, amount }, seed);

/** A line from side to side between two places written from the centre line, its middle `sag` lower. */
export const across = ([x0, y0]: Knot, [x1, y1]: Knot, sag = 0): Point[] =>
  curve([[CX + x0, y0], [CX + (x0 + x1) / 2, (y0 + y1) / 2 + sag], [CX + x1, y1]]);
