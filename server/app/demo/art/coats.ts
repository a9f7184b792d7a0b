import { armSpace, sleeveTurn } from './bodice.ts';
import { fold } from './folds.ts';
import type { Fold, Garment, Piece, Seam, Sheet, Wardrobe } from './piece.ts';
import { type Box, CX, curve, type Knot, mirrored, outline, type Point, ribbon, shifted, sided } from './shape.ts';
import { innerBack, sideKnots, sleeves, type TopCut, trunkFolds, trunkSeams } from './tops.ts';
import { button, buttonhole, label, RED, unfigured } from './trims.ts';

interface Tailoring extends TopCut {
  /** Height of the first button, where the lapels meet. */
  readonly roll: number;
  /** How far the fronts lap over each other. */
  readonly lap: number;
  readonly lapel: number;
  /** The lower front corner: round or square. */
  readonly round: boolean;
}

const BLAZER: Tailoring = {
  neck: { half: 64, y: 226, front: 500 }, shoulder: [206, 270], under: [216, 448], waist: 190, hem: 216, hemY: 862, rib: 0, stitched: false,
  sleeve: { length: 566, angle: 0.27, wrist: 92, cuff: 'plain', depth: 10, full: 4, bend: 14, creases: 0.8 }, roll: 520, lap: 16, lapel: 112, round: true,
};
const COAT: Tailoring = { ...BLAZER, under: [226, 460], waist: 216, hem: 248, hemY: 1126, roll: 480, lapel: 122, round: false,
  sleeve: { ...BLAZER.sleeve, length: 600, wrist: 108, full: 6 } };

/** What a tailored article is drawn from: its cloths, its cut and a seed. */
interface Draft { readonly w: Wardrobe; readonly t: Tailoring; readonly seed: number }

/** One front: the side knots and an edge to the lap. */
function front(t: Tailoring, side: 1 | -1): Point[] {
  const { half, y } = t.neck, b = t.hemY, edge = -t.lap;
  const foot: Knot[] = t.round ? [[120, b + 4], [50, b + 2], [10, b - 16], [edge + 2, b - 66], [edge, b - 150]] : [[100, b + 5], [edge, b + 4, 1]];
  const knots: Knot[] = [[edge, t.roll + 4, 1], [half * 0.5, (t.roll + y) / 2 + 30], [half - 4, y + 26], ...sideKnots(t, b), ...foot];
  return outline(sided(knots, side));
}

/** Collar and lapel of one side. */
function lapels(w: Wardrobe, t: Tailoring, side: 1 | -1): Piece[] {
  const { half: h, y } = t.neck, e = -t.lap * 0.55, l = t.lapel, m = (t.roll + y) / 2;
  const edge: Knot[] = [[e, t.roll, 1], [l * 0.5, m + 58], [l * 0.86, y + 150], [l, y + 96, 1], [l * 0.64, y + 72, 1]];
  const lapel = outline(sided([...edge, [h * 0.72, y + 20], [h * 0.62, y + 30], [h * 0.42, m - 16], [e + 6, t.roll - 44]], side));
  const collar = outline(sided([[h * 0.56, y + 34, 1], [h * 0.8, y - 10], [h * 1.02, y - 36], [h * 1.26, y - 12], [h * 1.5, y + 40], [l * 0.93, y + 66, 1],
    [l * 0.63, y + 74, 1]], side));
  const pick = (line: Point[], by: number): Seam => ({ line: shifted(line, by), depth: 0, pucker: 0.3, stitches: [0], stitch: 5.5, weight: 0.7 });
  return [
    { shape: lapel, cloth: w.main, grain: side * -0.22, lift: 1.7, round: 6, puff: 3,
      seams: [pick(curve(sided(edge.slice(0, 4), side)), side * 5)].map((q): Seam => (w.main.material === 'twill' ? { ...q, stitch: 4.2, weight: 1.05 } : q)),
      folds: [{ line: curve(sided([[e + 4, t.roll - 12], [h * 0.46, m], [h * 0.76, y]], side)), width: 22, height: 5, open: 'both' }] },
    { shape: collar, cloth: w.main, grain: side * -0.9, lift: 1.7, round: 6, puff: 3,
      folds: [{ line: curve(sided([[h * 0.6, y + 20], [h * 0.9, y - 22]], side)), width: 14, height: 4, open: 'both' }] },
  ];
}

function backCollar(w: Wardrobe, t: Tailoring): Piece {
  const { half: h, y } = t.neck;
  return { shape: outline(sided([[-h * 1.06, y - 24], [-h * 0.6, y - 44], [0, y - 52], [h * 0.6, y - 44], [h * 1.06, y - 24], [h * 0.84, y + 6], [0, y - 20],
    [-h * 0.84, y + 6]], 1)), cloth: w.main, tone: 0.95, lift: 0.6, round: 7, puff: 3.4 };
}

function lining(w: Wardrobe, t: Tailoring): Sheet {
  const { half: h, y } = t.neck, cloth = unfigured(w.trim), arc = curve(sided([[-h * 0.8, y + 4], [0, y - 12], [h * 0.8, y + 4]], 1));
  return {
    ease: 0.6, folds: [fold([[CX + 10, y + 30], [CX + 20, y + 120], [CX + 4, t.roll]], { width: 18, height: 3 })],
    pieces: [innerBack(t, cloth), { shape: mirrored([[0, y - 34], [h, y - 18], [h + 10, y + 60], [10, t.roll + 20], [0, t.roll + 20]]), cloth, tone: 0.86,
      lift: 0, puff: 2, seams: [{ line: arc, depth: 0.8, pucker: 0.5 }, { line: shifted(arc, -5), depth: 0, pucker: 0, stitches: [0], thread: RED, stitch: 5,
      weight: 1.3 }] }, ...label({ x: CX, y: y + 20 }, { width: 54, height: 25 })],
  };
}

function flapPocket(w: Wardrobe, { x, y, width, height: depth }: Box, side: 1 | -1): Piece {
  const f = outline(sided([[x, y, 1], [x + width, y - 7, 1], [x + width + 2, y + depth - 10], [x + width - 8, y + depth - 6], [x + 9, y + depth + 2],
    [x - 1, y + depth - 6]], side));
  return { shape: f, cloth: w.main, lift: 1.1, round: 5, puff: 2.6, inner: true, grain: side * -0.06,
    seams: [{ line: curve(sided([[x, y + 2], [x + width, y - 5]], side)), depth: 1.2, pucker: 0.5 }] };
}

/** A breast pocket on the right, rising towards the sleeve. */
function welt(w: Wardrobe, { x, y, width, height }: Box): Piece {
  const tilt = 9;
  return { shape: outline(sided([[x, y, 1], [x + width, y - tilt, 1], [x + width + 1, y + height - tilt, 1], [x + 1, y + height, 1]], 1)), cloth: w.main,
    lift: 0.8, round: 3, puff: 2, inner: true };
}

function longFolds(t: Tailoring, seed: number): Fold[] {
  const j = (seed % 30) - 15, b = t.hemY + 20;
  if (t.hemY < 950) return trunkFolds(t, seed, 0.8);
  return [
    ...trunkFolds({ ...t, hemY: 900 }, seed, 0.7),
    fold([[CX + 150 + j, 640], [CX + 160, 860], [CX + 176 + j, b]], { width: 34, height: 6.5, skew: 0.4, open: 'end' }),
      fold([[CX - 140 + j, 660], [CX - 154, 880], [CX - 166, b]], { width: 32, height: 6.5, skew: -0.4, open: 'end' }),
    fold([[CX + 70, 760], [CX + 76 + j, 900], [CX + 86, b]], { width: 26, height: 4.5, skew: 0.3, open: 'end' }),
      fold([[CX - 84, 730], [CX - 92 - j, 900], [CX - 96, b]], { width: 28, height: 4.5, skew: 0.4, open: 'end' }),
  ];
}

/** Rows of buttons: how many, how far apart, half the width between two columns (0 for one), the buttons' size. */
interface Fastening { readonly rows: number; readonly gap: number; readonly twin: number; readonly radius: number }

function fasten(w: Wardrobe, t: Tailoring, { rows, gap, twin, radius }: Fastening): Piece[] {
  const out: Piece[] = [];
  for (let i = 0; i < rows; i++) {
    const y = t.roll + 12 + i * gap;
    for (const x of twin > 0 ? [-twin, twin] : [2]) {
      if (x > -1) out.push(buttonhole({ x: CX + x + 5, y, half: radius, angle: 0 }, w.main.thread));
      out.push(...button({ x: CX + x, y, radius }, w.hard, w.main.thread));
    }
  }
  return out;
}

/** A place on a sleeve: the way from the shoulder, and off the sleeve's middle line. */
type OnSleeve = (length: number, off: number) => Knot;

/** Draws on both sleeves. */
function onSleeves({ t, seed }: Draft, draw: (spot: OnSleeve) => Piece[]): Piece[] {
  const [sx, sy] = t.shoulder, a = t.sleeve.angle;
  return ([1, -1] as const).flatMap((s) => {
    const map = armSpace(t.shoulder, s, sleeveTurn(seed, s));
    return draw((l, off) => map([sx + Math.sin(a) * l + Math.cos(a) * (off - 6), sy + Math.cos(a) * l - Math.sin(a) * (off - 6)]));
  });
}

/** Three buttons at each cuff. */
function cuffButtons(draft: Draft): Piece[] {
  const { w, t } = draft, d = t.sleeve.length, half = t.sleeve.wrist / 2;
  return onSleeves(draft, (spot) => [0, 1, 2].flatMap((i) => {
    const [x, y] = spot(d - 26 - i * 17, half * 0.5);
    return button({ x, y, radius: 6 }, w.hard, w.main.thread);
  }));
}

/** A buttoned strap across each cuff. */
function cuffTabs(draft: Draft): Piece[] {
  const { w, t } = draft, d = t.sleeve.length, half = t.sleeve.wrist / 2;
  return onSleeves(draft, (spot) => {
    const line = curve([spot(d - 66, -half - 5), spot(d - 64, 0), spot(d - 66, half + 3)]), [x, y] = spot(d - 65, half * 0.45);
    return [{ shape: ribbon(line, 30), cloth: w.main, grain: Math.PI / 2, lift: 1.1, round: 4, puff: 2.4,
      seams: [{ line, depth: 0, pucker: 0.5, stitches: [-11, 11] }] }, ...button({ x, y, radius: 8 }, w.hard, w.main.thread)];
  });
}

/** What closes a coat's cuffs: straps on light coats, buttons on woollen ones. */
const cuffs = (draft: Draft): Piece[] => (draft.w.main.material === 'twill' ? cuffTabs(draft) : cuffButtons(draft));

/** The turned-up hem, and with `rows` its stitching. */
const hemSeam = (t: Tailoring, rows: readonly number[], from: number): Seam =>
  ({ line: curve([[CX + from, t.hemY - 22], [CX + (from + t.hem) / 2, t.hemY - 18], [CX + t.hem - 2, t.hemY - 23]]), depth: 0.22, pucker: 0.7,
    stitches: rows });

function backView({ w, t, seed }: Draft, extra: Piece[] = []): Garment {
  const { half: h, y } = t.neck, b = t.hemY;
  const shape = mirrored([[0, y - 6], [h * 0.6, y - 6], ...sideKnots(t, b), [100, b + 5], [0, b + 6]]);
  const seams: Seam[] = [...trunkSeams(t), { line: curve([[CX, y + 10], [CX + 3, 600], [CX + 1, b - 170]]), depth: 1 },
    { line: curve([[CX + 1, b - 172], [CX + 3, b + 6]]), depth: 2.4, pucker: 0.6 }];
  const collar: Piece = { shape: outline(sided([[-h * 1.36, y + 26], [-h * 1.06, y - 30], [0, y - 54], [h * 1.06, y - 30], [h * 1.36, y + 26],
    [h * 1.44, y + 44, 1], [0, y + 24], [-h * 1.44, y + 44, 1]], 1)), cloth: w.main, lift: 1.7, round: 9, puff: 4.5 };
  return { focus: { x: CX, y: 330, scale: 2.2 }, sheets: [...sleeves(w, t, seed),
    { pieces: [{ shape, cloth: w.main, lift: 0, joined: true, seams }, ...extra], folds: longFolds(t, seed + 5) }, { ease: 0.3, pieces: [collar] }] };
}

/** The front view. In: what lies on the right front, what lies over the shoulders. */
function tailored({ w, t, seed }: Draft, parts: Piece[], over: Piece[] = []): Garment {
  const darts: Seam[] = t.round ? ([1, -1] as const).map((s) => ({ line: curve(sided([[96, 430], [100, 560], [104, 650]], s)), depth: 0.7, pucker: 0.5 })) : [];
  const folds = longFolds(t, seed), edge: Seam = { line: curve([[CX - t.lap + 5, t.roll + 20], [CX - t.lap + 5, t.hemY - (t.round ? 130 : 0)]]), depth: 0,
    pucker: 0.4, stitches: [0], stitch: 5.5, weight: 0.7 };
  const base = { cloth: w.main, joined: true }, hems = t.round ? [] : [hemSeam(t, w.main.material === 'twill' ? [0] : [], -t.lap + 8)];
  return {
    focus: { x: CX + 46, y: t.neck.y + 150, scale: 2.2 },
    sheets: [
      lining(w, t), ...sleeves(w, t, seed),
      { pieces: [{ ...base, shape: front(t, -1), lift: 0, seams: [...trunkSeams(t).slice(1), ...darts.slice(1),
        ...hems.map((q): Seam => ({ ...q, line: q.line.map((p) => ({ x: 2 * CX - p.x, y: p.y })) }))] }], folds },
      { pieces: [{ ...base, shape: front(t, 1), lift: 1.1, seams: [...trunkSeams(t).slice(0, 1), ...darts.slice(0, 1), edge, ...hems] }, ...parts],
        folds },
      { ease: 0.3, pieces: [backCollar(w, t), ...lapels(w, t, -1), ...lapels(w, t, 1), ...over] },
    ],
  };
}

/** A blazer: two buttons, flap pockets, breast welt. Cuts: patch, double. */
export function blazer(w: Wardrobe, seed: number, back: boolean): Garment {
  const double = w.cut.includes('double'), t: Tailoring = double ? { ...BLAZER, lap: 62, roll: 548, lapel: 128, round: false } : BLAZER;
  const draft: Draft = { w, t, seed }, pocket: Box = { x: 84, y: 676, width: 104, height: 42 };
  if (back) return backView(draft, cuffButtons(draft));
  return tailored(draft, [flapPocket(w, pocket, 1), flapPocket(w, pocket, -1), welt(w, { x: 108, y: 436, width: 78, height: 19 }), ...cuffButtons(draft),
    ...fasten(w, t, { rows: 2, gap: 104, twin: double ? 50 : 0, radius: 10.5 })]);
}

/** A long coat. Cuts: double. */
export function coat(w: Wardrobe, seed: number, back: boolean): Garment {
  const double = w.cut.includes('double'), t: Tailoring = double ? { ...COAT, lap: 66, lapel: 138, roll: 500 } : COAT;
  const draft: Draft = { w, t, seed }, pocket: Box = { x: 96, y: 712, width: 112, height: 48 };
  if (back) return backView(draft);
  return tailored(draft, [flapPocket(w, pocket, 1), flapPocket(w, pocket, -1), ...cuffs(draft),
    ...fasten(w, t, double ? { rows: 3, gap: 122, twin: 54, radius: 13.5 } : { rows: 3, gap: 128, twin: 0, radius: 13.5 })]);
}

/** A trench coat: double-breasted, storm flap, shoulder tabs, belt with a buckle. */
export function trench(w: Wardrobe, seed: number, back: boolean): Garment {
  const t: Tailoring = { ...COAT, lap: 72, lapel: 136, roll: 470, waist: 200, hem: 262, hemY: 1150 }, draft: Draft = { w, t, seed };
  const rows = (line: readonly Point[], o: readonly number[]): Seam => ({ line, depth: 0, pucker: 0.7, stitches: o });
  const y = 664, line = curve([[CX - 212, y - 2], [CX - 90, y + 6], [CX + 60, y + 4], [CX + 212, y - 4]]);
  const belt: Piece = { shape: ribbon(line, 45), cloth: w.main, grain: Math.PI / 2, lift: 1.5, round: 6, puff: 3.4, seams: [rows(line, [-17, -9, 0, 9, 17])] };
  const frame = (a: number, b: number): Point[] => outline(sided([[20 - a, y - b, 1], [20 + a, y - b - 1, 1], [20 + a, y + b + 9, 1], [20 - a, y + b + 9, 1]],
    1));
  const tail = curve([[CX + 30, y + 4], [CX + 92, y + 30], [CX + 116, y + 118], [CX + 108, y + 196]]);
  const buckle: Piece[] = [
    { shape: ribbon(tail, 43), cloth: w.main, grain: 0.1, lift: 2, round: 6, puff: 3.4, inner: true, seams: [rows(tail, [-16, -8, 0, 8, 16])] },
    { shape: frame(25, 29), cloth: w.hard, lift: 1.5, round: 5, puff: 4, inner: true }, { shape: frame(15, 19), cloth: w.main, lift: 0, inner: true },
      { shape: frame(2, 21), cloth: w.hard, lift: 0.7, round: 2, inner: true },
  ];
  const tabs = ([1, -1] as const).flatMap((s): Piece[] => [
    { shape: outline(sided([[84, 218, 1], [186, 254, 1], [196, 272], [178, 282, 1], [82, 246, 1]], s)), cloth: w.main, grain: s * 0.35, lift: 1.1, round: 4,
      inner: true, seams: [rows(curve(sided([[86, 240], [176, 274]], s)), [0])] }, ...button({ x: CX + s * 112, y: 243, radius: 6.5 }, w.hard, w.main.thread),
  ]);
  if (back) {
    const cape: Piece = { shape: outline(sided([[-194, 290], [-110, 240], [0, 236], [110, 240], [194, 290], [196, 420, 1], [90, 448], [0, 456], [-90, 448],
      [-196, 420, 1]], 1)), cloth: w.main, lift: 1.4, round: 7, inner: true, seams: [rows(curve(sided([[-192, 414], [0, 449], [192, 414]], 1)), [0, -6])] };
    return backView(draft, [cape, belt, ...tabs]);
  }
  const flap: Piece = { shape: outline(sided([[-90, 254, 1], [-192, 290], [-186, 372], [-170, 446, 1], [-110, 462], [-52, 440, 1], [-64, 330]], 1)),
    cloth: w.main, lift: 1.4, round: 6, inner: true, seams: [rows(curve(sided([[-178, 380], [-164, 440], [-110, 455], [-58, 434]], 1)), [0, 5])] };
  const pockets = ([1, -1] as const).map((s): Piece => ({ shape: outline(sided([[120, 742, 1], [146, 736, 1], [172, 872, 1], [146, 880, 1]], s)), cloth: w.main,
    grain: -0.2 * s, lift: 1, round: 4, inner: true, seams: [rows(curve(sided([[126, 746], [150, 874]], s)), [0])] }));
  const buttons = [...fasten(w, t, { rows: 2, gap: 122, twin: 62, radius: 13 }),
    ...fasten(w, { ...t, roll: t.roll + 290 }, { rows: 1, gap: 0, twin: 62, radius: 13 })];
  return tailored(draft, [flap, ...pockets, ...buttons, belt, ...buckle, ...cuffs(draft)], tabs);
}
