import type { Cloth, Piece, Sheet } from './piece.ts';
import { CX, curve, type Knot, outline, shifted, sided } from './shape.ts';
import { button, label, RED, unfigured } from './trims.ts';

/** Where a neck opens: half width and height at the shoulder seam, lowest point in front. Units from the centre line. */
export interface Neck { readonly half: number; readonly y: number; readonly front: number }

/** The inside of the back neck with the house label, lying under everything. In: cloth of the inside. */
export function neckInside(inside: Cloth, neck: Neck, rise = 44): Sheet {
  const { half: h, y, front } = neck;
  const shape = outline([...sided([[0, y - rise], [h * 0.62, y - rise * 0.84], [h + 2, y + 2], [h * 0.7, (y + front) / 2 + 26], [0, front + 14]], 1),
    ...sided([[h * 0.7, (y + front) / 2 + 26], [h + 2, y + 2], [h * 0.62, y - rise * 0.84]], -1)]);
  const seam = curve([[CX - h * 0.95, y + 6], [CX - h * 0.5, y - rise * 0.28], [CX, y - rise * 0.42], [CX + h * 0.5, y - rise * 0.28], [CX + h * 0.95, y + 6]]);
  return {
    ease: 0.5,
    pieces: [
      { shape, cloth: inside, lift: 0, round: 10, puff: 3, tone: 0.8, seams: [
        { line: seam, depth: 0.9, pucker: 0.4, stitches: [3] },
        { line: shifted(seam, -5), depth: 0, pucker: 0, stitches: [0], thread: RED, stitch: 5, weight: 1.3 },
      ] },
      ...label({ x: CX, y: y - rise * 0.42 + 22 }, { width: 50, height: 23 }),
    ],
  };
}

/** How a shirt collar is cut: length of its points, how far they spread, its button if it has one, whether its edges are stitched. */
interface CollarCut { readonly point: number; readonly spread?: number; readonly hard?: Cloth; readonly stitched?: boolean }

/** A pointed shirt collar on a stand, closed. */
export function shirtCollar(cloth: Cloth, neck: Neck, { point, spread = 0, hard, stitched = true }: CollarCut): Sheet {
  const { half: h, y, front } = neck;
  const leaf = (side: 1 | -1): Piece => {
    const fall: Knot[] = [[3, front - 2, 1], [h * 0.3, front - 34], [h * 0.66, y - 12], [h * 0.9, y - 36], [h * 1.1, y - 24], [h * 1.24, y + 8],
      [h * 1.16 + spread * 0.4, y + 48], [h * 0.94 + spread, front + point, 1], [h * 0.5 + spread * 0.3, front + point * 0.44]];
    const edge = curve(sided([...fall.slice(5), fall[0]], side));
    const roll = curve(sided(fall.slice(0, 5), side));
    return {
      shape: outline(sided(fall, side)), cloth, grain: side * -0.62, lift: 1.9, round: 6, puff: 2.6,
      seams: stitched ? [{ line: shifted(edge, side * 4.2), depth: 0, pucker: 0.5, stitches: [0] }] : [],
      folds: [{ line: roll, width: 14, height: 4, open: 'both' }],
    };
  };
  const stand: Piece = {
    shape: outline(sided([[-17, front - 4, 1], [0, front - 1], [19, front - 6, 1], [21, front + 17, 1], [0, front + 22], [-15, front + 20, 1]], 1)),
    cloth, lift: 0.6, round: 4, seams: [{ line: curve(sided([[-15, front + 16], [0, front + 18], [20, front + 13]], 1)), depth: 0, stitches: [0] }],
  };
  const back: Piece = {
    shape: outline(sided([[-h * 1.08, y - 20], [-h * 0.6, y - 50], [0, y - 59], [h * 0.6, y - 50], [h * 1.08, y - 20], [h * 0.86, y + 2], [h * 0.5, y - 16],
      [0, y - 24], [-h * 0.5, y - 16], [-h * 0.86, y + 2]], 1)),
    cloth: unfigured(cloth), tone: 0.95, lift: 0.5, round: 6, puff: 3,
    seams: [{ line: curve(sided([[-h * 0.8, y - 6], [-h * 0.45, y - 23], [0, y - 31], [h * 0.45, y - 23], [h * 0.8, y - 6]], 1)), depth: 0, pucker: 0.3,
      stitches: [0] }],
  };
  return { ease: 0.25, pieces: [back, stand, ...(hard ? button({ x: CX + 1, y: front + 9, radius: 7 }, hard, cloth.thread) : []), leaf(-1), leaf(1)] };
}

/** A stand-up band collar. */
export function bandCollar(cloth: Cloth, neck: Neck, hard: Cloth): Sheet {
  const { half: h, y, front } = neck;
  const band = (side: 1 | -1): Piece => ({
    shape: outline(sided([[-8, front - 2, 1], [h * 0.42, front - 30], [h * 0.82, y - 12], [h * 0.98, y - 34], [h * 1.12, y - 12], [h * 0.92, y + 18],
      [h * 0.5, front - 2], [0, front + 24], [-8, front + 26, 1]], side)),
    cloth, grain: side * -0.6, lift: 0.9, round: 5, puff: 2.2,
    seams: [{ line: curve(sided([[h * 1.02, y - 10], [h * 0.86, y + 12], [h * 0.46, front - 8], [-2, front + 19]], side)), depth: 0, stitches: [0] }],
  });
  const back: Piece = {
    shape: outline(sided([[-h, y - 20], [-h * 0.6, y - 42], [0, y - 50], [h * 0.6, y - 42], [h, y - 20], [h * 0.8, y], [0, y - 22], [-h * 0.8, y]], 1)),
    cloth: unfigured(cloth), tone: 0.93, lift: 0.5, round: 6,
  };
  return { ease: 0.25, pieces: [back, band(1), band(-1), ...button({ x: CX, y: front + 11, radius: 7 }, hard, cloth.thread)] };
}

/** A rib-knit neckband, round. In: rib cloth, neck, width of the band. */
export function ribNeck(rib: Cloth, neck: Neck, width: number): Sheet {
  const { half: h, y, front } = neck, w = width;
  const mid = (y + front) / 2;
  const ring: Knot[] = [[h - w * 0.35, y - 5, 1], [h * 0.9, mid - 6], [h * 0.52, front - 10], [0, front - w * 0.1], [-h * 0.52, front - 10],
    [-h * 0.9, mid - 6], [-(h - w * 0.35), y - 5, 1], [-(h + w * 0.75), y + 2, 1], [-h * 1.12, mid + 10], [-h * 0.66, front + w * 0.62], [0, front + w],
    [h * 0.66, front + w * 0.62], [h * 1.12, mid + 10], [h + w * 0.75, y + 2, 1]];
  const joint = curve(sided([...ring.slice(7)], 1));
  const backTop: Knot[] = [[-h - 1, y - 2, 1], [-h * 0.5, y - w * 0.62], [0, y - w * 0.78], [h * 0.5, y - w * 0.62], [h + 1, y - 2, 1], [h * 0.9, y + 9],
    [0, y + w * 0.34], [-h * 0.9, y + 9]];
  return {
    ease: 0.2,
    pieces: [
      { shape: outline(sided(backTop, 1)), cloth: rib, lift: 0.4, round: 5, tone: 0.92 },
      { shape: outline(sided(ring, 1)), cloth: rib, lift: 0.9, round: 5, puff: 3, seams: [{ line: shifted(joint, 1.5), depth: 0.9, pucker: 0.8 }] },
    ],
  };
}
