import { materials } from './cloth.ts';
import { fold } from './folds.ts';
import { rng } from './noise.ts';
import type { Cloth, Garment, Piece, Seam } from './piece.ts';
import type { Frame } from './raster.ts';
import { curve, outline, type Point, ribbon, type Size, shifted } from './shape.ts';
import { RED } from './trims.ts';
import { shade } from './wardrobe.ts';

/** Cloths which have no woven edge: they get a row of red stitches instead. */
const UNWOVEN: readonly Cloth['material'][] = ['leather', 'suede', 'merino', 'chunky', 'cable', 'rib', 'finerib', 'jersey', 'fleece', 'pique'];

function selvedge(cloth: Cloth, edge: readonly Point[], seed: number): Piece[] {
  const random = rng(seed), pale = shade(cloth.hex, 0.34), inner = shifted(edge, 4.4);
  const tape: Piece = {
    shape: ribbon(inner, 8.8), cloth: { material: 'canvas', hex: pale, thread: pale }, grain: -0.13, lift: 0, round: 2, puff: 0.4, inner: true,
    seams: [{ line: shifted(edge, 6.2), depth: 0.1, pucker: 0, stitches: [0], thread: RED, stitch: 3.4, weight: 1.25 },
      { line: shifted(edge, 8.8), depth: 0.5, pucker: 0 }],
  };
  const ends: Piece[] = [];
  for (let i = 3; i < edge.length - 3; i++) for (let j = 0; j < 2; j++) {
    const p = edge[i], x = p.x + random() * 5, y = p.y - 1, l = 2.2 + random() * 3.4;
    ends.push({ shape: ribbon(curve([[x, y], [x + random() * 1.6 - 0.3, y + l * 0.6], [x + random() * 3 - 0.6, y + l]]), 0.9, 0.4),
      cloth: { material: 'poplin', hex: pale, thread: pale }, lift: 0.15, round: 0.5, puff: 0.4, inner: true });
  }
  return [...ends, tape];
}

/**
 * A length of cloth folded on itself: the fold above, the selvedge with its red thread below.
 * In: the cloth and a seed. Units: the frame of `swatchFrame` is 320 x 400.
 */
export function swatch(cloth: Cloth, seed: number): Garment {
  const woven = !UNWOVEN.includes(cloth.material), thick = Math.max(2.4, materials[cloth.material].body * 1.5);
  const top = curve([[-30, 128], [60, 120], [160, 102], [260, 84], [350, 74]]), low = curve([[-30, 316], [60, 306], [160, 288], [260, 274], [350, 262]]);
  const upper = [...top, ...[...low].reverse()];
  const under = outline([[-60, -60, 1], [380, -60, 1], [380, 460, 1], [-60, 460, 1]]);
  const stitched: Seam[] = [{ line: shifted(low, -7), depth: 0.2, pucker: 0.6, stitches: [0], thread: RED, stitch: 5, weight: 1.5 }];
  const grain = -0.14;
  const soft = (x: number, h: number): Piece['folds'] => [fold([[x, 130], [x + 14, 220], [x + 2, 320]], { width: 26, height: h, skew: 0.3, open: 'both' })];
  return {
    focus: { x: 160, y: 200, scale: 3 }, loose: 0.15,
    sheets: [
      { ease: 0.9, folds: [fold([[-20, 380], [120, 352], [340, 380]], { width: 30, height: 4.5, skew: 0.4, open: 'both' }),
        fold([[-20, 40], [140, 60], [340, 20]], { width: 34, height: 5, skew: 0.3, open: 'both' })],
        pieces: [{ shape: under, cloth, grain: grain + Math.PI / 2, lift: 0, round: 4, puff: 0 }] },
      { ease: 0.7, pieces: [
        { shape: upper, cloth, grain, lift: 5.2, round: 13, puff: thick * 1.9, folds: [...(soft(70, 3) ?? []), ...(soft(214, -3.4) ?? [])],
          seams: woven ? [] : stitched, inner: true },
        ...(woven ? selvedge(cloth, low, seed) : []),
      ] },
    ],
  };
}

/** The frame of a cloth picture in pixels. */
export const swatchFrame = ({ width, height }: Size): Frame => ({ width, height, scale: width / 320, x: 0, y: 0 });
