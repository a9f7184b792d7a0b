import type { Cloth, Piece } from './piece.ts';
import { type Circle, curve, ellipse, outline, type Point, ribbon, type Size, shifted } from './shape.ts';

/** The house red: the selvedge thread inside every collar. */
export const RED = '#c4302b';

/** A plain cloth without a figure. */
export const plainCloth = (material: Cloth['material'], hex: string, thread = hex): Cloth => ({ material, hex, thread });

/** The same cloth without its figure, for bindings and linings. */
export const unfigured = (c: Cloth): Cloth => ({ material: c.material, hex: c.hex, thread: c.thread });

const HOLE = plainCloth('horn', '#17120e');

/** A four-hole button with its thread. In: its place and size, its material, colour of the thread. */
export function button(round: Circle, hard: Cloth, thread: string): Piece[] {
  const { x, y, radius } = round;
  const inner = { lift: 0, inner: true, round: 1 };
  const gap = radius * 0.27;
  const holes = [[-1, -1], [1, -1], [-1, 1], [1, 1]].map(([sx, sy]): Piece =>
    ({ shape: ellipse({ x: x + sx * gap, y: y + sy * gap }, radius * 0.14), cloth: HOLE, ...inner, puff: 0 }));
  const cross = [-1, 1].map((sx): Piece => ({
    shape: ribbon([{ x: x + sx * gap, y: y - gap }, { x: x + sx * gap, y: y + gap }], radius * 0.17),
    cloth: plainCloth('poplin', thread), ...inner, puff: 0.5,
  }));
  return [
    { shape: ellipse(round, radius), cloth: hard, lift: 1.1, round: 1.8, puff: 1.3, inner: true },
    { shape: ellipse(round, radius * 0.68), cloth: hard, tone: 0.93, ...inner, puff: -0.7, round: 2.2 },
    ...holes, ...cross,
  ];
}

/** A cut in the cloth: its middle, half its length, its angle (0 lies across). */
interface Slit extends Point { readonly half: number; readonly angle: number }

/** A worked buttonhole: a tight bar of thread. */
export function buttonhole({ x, y, half, angle }: Slit, thread: string): Piece {
  const c = Math.cos(angle) * half, s = Math.sin(angle) * half;
  const line = curve([[x - c, y - s], [x, y], [x + c, y + s]]);
  return {
    shape: ribbon(line, 3), cloth: plainCloth('finerib', thread), lift: 0.25, round: 1, puff: 0.6, inner: true,
    seams: [{ line, depth: 0.9, pucker: 0 }],
  };
}

/** A metal rivet or snap. */
export function rivet(round: Circle, metal: Cloth): Piece[] {
  const { radius } = round;
  return [
    { shape: ellipse(round, radius), cloth: metal, lift: 0.6, round: radius * 0.6, puff: radius * 0.35, inner: true },
    { shape: ellipse(round, radius * 0.4), cloth: metal, tone: 0.7, lift: 0, round: 1, puff: 0.4, inner: true },
  ];
}

/** What a zip is made of and how wide it is. */
interface Zip { readonly tape: Cloth; readonly metal: Cloth; readonly width?: number }

/** A closed zip along a line: tape, teeth, slider with a pull at its start. */
export function zip(line: readonly Point[], { tape, metal, width = 15 }: Zip): Piece[] {
  const a = line[0], pull = outline([[a.x - 3, a.y + 8], [a.x + 3, a.y + 8], [a.x + 4.2, a.y + 32], [a.x, a.y + 36], [a.x - 4.2, a.y + 32]]);
  return [
    {
      shape: ribbon(line, width), cloth: tape, lift: 0.3, round: 2, puff: 0.5, inner: true,
      seams: [{ line, depth: 0.5, pucker: 0, stitches: [-1.5, 1.5], stitch: 3.1, weight: 2.9, thread: metal.hex }],
    },
    { shape: outline([[a.x - 5, a.y - 4], [a.x + 5, a.y - 4], [a.x + 4, a.y + 10], [a.x - 4, a.y + 10]]), cloth: metal, lift: 0.9, round: 2.4, puff: 1.6,
      inner: true },
    { shape: pull, cloth: metal, lift: 1.2, round: 2, puff: 1.1, inner: true },
    { shape: ellipse({ x: a.x, y: a.y + 29 }, 1.8, 2.6), cloth: HOLE, lift: 0, puff: 0, inner: true },
  ];
}

/** The woven house label with the red selvedge thread. */
export function label({ x, y }: Point, { width: w, height: h }: Size): Piece[] {
  const l = x - w / 2, t = y - h / 2;
  const box = [{ x: l, y: t }, { x: l + w, y: t + 1 }, { x: l + w - 1, y: t + h }, { x: l + 0.5, y: t + h - 1 }];
  const edge = [{ x: l + 4, y: t + 0.6 }, { x: l + 4, y: t + h - 0.6 }];
  const row = (dy: number, from: number, to: number): Point[] => [{ x: l + w * from, y: y + dy }, { x: l + w * to, y: y + dy }];
  return [{
    shape: box, cloth: plainCloth('silk', '#f3eee2', '#2b3350'), lift: 0.5, round: 1.5, puff: 0.5, inner: true,
    seams: [
            { line: row(-h * 0.12, 0.3, 0.82), depth: 0, pucker: 0, stitches: [0], thread: '#2b3350', stitch: 2, weight: 1.5 },
      { line: row(h * 0.17, 0.38, 0.74), depth: 0, pucker: 0, stitches: [0], thread: '#8b8fa0', stitch: 2, weight: 1 },
    ],
  }, { shape: ribbon(edge, 3.4), cloth: plainCloth('twill', RED), lift: 0, round: 1, puff: 0.7, inner: true }];
}

/** How a patch is cut: its outline, the line of its turned hem, its grain, whether it is sewn on with two rows. */
interface PatchCut { readonly shape: readonly Point[]; readonly hem: readonly Point[]; readonly grain?: number; readonly twice?: boolean }

/** A patch pocket with a turned hem; the cloth keeps the stitching's colour. */
export function patch(cloth: Cloth, { shape, hem, grain = 0, twice = false }: PatchCut): Piece {
  const line = [...shape, shape[0]];
  const turn = Math.sign(shape.reduce((sum, p, i) => sum + p.x * shape[(i + 1) % shape.length].y - p.y * shape[(i + 1) % shape.length].x, 0));
  const inside = shifted(line, turn * 3.2), second = shifted(line, turn * 8);
  return {
    shape, cloth, grain, lift: 0.7, round: 3.5, inner: true,
    seams: [
      { line: inside, depth: 0, pucker: 0.5, stitches: [0] },
      ...(twice ? [{ line: second, depth: 0, pucker: 0, stitches: [0] }] : []),
      { line: hem, depth: 0.5, pucker: 0.6, stitches: [1.5] },
    ],
  };
}
