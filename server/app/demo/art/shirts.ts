import { type SleeveCut, sleevePair, type Torso, torsoFolds } from './bodice.ts';
import { bandCollar, type Neck, neckInside, shirtCollar } from './collars.ts';
import type { Cloth, Garment, Piece, Seam, Sheet, Wardrobe } from './piece.ts';
import { CX, curve, type Knot, mirrored, outline, type Point, ribbon, sided } from './shape.ts';
import { button, buttonhole, patch, unfigured } from './trims.ts';

const NECK: Neck = { half: 70, y: 224, front: 268 };
const SHOULDER: readonly [number, number] = [190, 262];

/** How a shirt is cut: how much wider than usual, short sleeves, a rounded tail, made as an overshirt. */
interface ShirtCut { readonly wide: number; readonly short: boolean; readonly tail: boolean; readonly work: boolean }

const half = ({ wide, tail }: ShirtCut, drop: number): Knot[] => [
  [0, 250, 1], [NECK.half - 6, NECK.y + 4, 1], [NECK.half + 8, NECK.y - 2, 1], [132, 238], [SHOULDER[0], SHOULDER[1], 1],
  [176, 318], [178, 372], [206 + wide, 438, 1], [203 + wide, 540], [200 + wide, 680], [206 + wide, 800],
  ...(tail ? [[208 + wide, 838, 1], [196 + wide, 868], [150 + wide, 922 + drop], [70, 950 + drop], [0, 954 + drop]] as Knot[]
    : [[208 + wide, 890 + drop, 1], [100, 897 + drop], [0, 898 + drop]] as Knot[]),
];

const hemLine = (cut: ShirtCut, inset: number): Knot[] => {
  const right = half(cut, 0).slice(11).map((k): Knot => [k[0] - (k[0] > 190 ? inset * 0.7 : 0), k[1] - inset]);
  return [...sided(right, 1), ...sided(right.slice(0, -1).reverse(), -1)];
};

function sleeveCut({ short, wide }: ShirtCut): SleeveCut {
  return short
    ? { shoulder: SHOULDER, under: [200 + wide, 434], length: 214, angle: 0.5, wrist: 150, cuff: 'hem', depth: 16, bend: 6 }
    : { shoulder: SHOULDER, under: [200 + wide, 434], length: 560, angle: 0.3, wrist: 92, cuff: 'band', depth: 52, full: 9 };
}

const torsoOf = ({ wide, tail }: ShirtCut): Torso => ({ under: [206 + wide, 438], hemY: tail ? 930 : 890 });

function frontSeams(cut: ShirtCut): Seam[] {
  const seams: Seam[] = [{ line: curve(hemLine(cut, 9)), depth: 0.35, pucker: 1, stitches: [0] }];
  for (const side of [1, -1] as const) {
    seams.push(
      { line: curve(sided([[SHOULDER[0] - 3, SHOULDER[1] + 2], [173, 318], [175, 372], [203 + cut.wide, 436]], side)), depth: 0.9, pucker: 1.1,
        stitches: [side * 5], lap: side * 8 },
      { line: curve(sided([[NECK.half + 4, 252], [130, 268], [184, 290]], side)), depth: 0.8, pucker: 0.6, stitches: [side * -4] },
    );
  }
  return seams;
}

/** A breast pocket: its upper corner from the centre line, its width, whether a flap closes it. */
interface BreastPocket extends Point { readonly width: number; readonly flap: boolean }

function breast(cloth: Cloth, { x, y, width: w, flap }: BreastPocket): Piece[] {
  const h = w * 1.16, s = sided([[x, y, 1], [x + w, y - 3, 1], [x + w + 1, y + h * 0.82, 1], [x + w / 2 + 1, y + h, 1], [x + 1, y + h * 0.84, 1]], 1);
  const pocket = patch(cloth, { shape: outline(s), hem: curve([[CX + x + 3, y + 15], [CX + x + w - 2, y + 12]]), grain: 0.012, twice: flap });
  if (!flap) return [pocket];
  const f = outline(sided([[x - 4, y - 12, 1], [x + w + 4, y - 15, 1], [x + w + 5, y + 14, 1], [x + w / 2, y + 32, 1], [x - 3, y + 16, 1]], 1));
  return [pocket, { ...patch(cloth, { shape: f, hem: curve([[CX + x - 2, y - 8], [CX + x + w + 2, y - 11]]), grain: 0.012, twice: true }), lift: 1.3 }];
}

function placket(w: Wardrobe, { tail, work }: ShirtCut, clip: Piece['shape']): Piece[] {
  const end = tail ? 960 : 905, line = curve([[CX + 1, NECK.front + 4], [CX + 3, 500], [CX + 1, 760], [CX + 2, end]]);
  const seam = (off: number): Seam => ({ line: line.map((p) => ({ x: p.x + off, y: p.y })), depth: 0, pucker: 0.9, stitches: [0] });
  const out: Piece[] = [{ shape: ribbon(line, 45), cloth: w.main, lift: 0.9, round: 3.5, seams: [seam(-17.5), seam(17.5)], inner: true, clip }];
  const count = 7, from = NECK.front + 78, to = tail ? 868 : 836;
  for (let i = 0; i < count; i++) {
    const y = from + ((to - from) * i) / (count - 1);
    out.push(buttonhole({ x: CX + 2.5, y, half: work ? 9 : 8, angle: Math.PI / 2 }, w.main.thread),
      ...button({ x: CX + 2.5, y, radius: work ? 9 : 7.4 }, w.hard, w.main.thread));
  }
  return out;
}

function backView(w: Wardrobe, cut: ShirtCut, seed: number): Garment {
  const body = mirrored([[0, 212], [NECK.half, NECK.y - 6, 1], ...half(cut, 6).slice(3)]);
  const yoke = curve([[CX - 178, 338], [CX - 80, 346], [CX, 348], [CX + 80, 346], [CX + 178, 338]]);
  const seams: Seam[] = [...frontSeams(cut).filter((_, i) => i === 0 || i % 2 === 1), { line: yoke, depth: 0.9, pucker: 0.8, stitches: [-4] }];
  const collar = outline(sided([[-NECK.half * 1.2, 240], [-NECK.half, 188], [0, 172], [NECK.half, 188], [NECK.half * 1.2, 240], [96, 262, 1], [0, 250],
    [-96, 262, 1]], 1));
  const pleat = [-9, 9].map((x) => ({ line: curve([[CX + x, 350], [CX + x * 1.1, 430], [CX + x * 1.6, 640]]), width: 6, height: x < 0 ? 2.4 : -2, skew: 0.8,
    open: 'start' as const }));
  return {
    focus: { x: CX, y: 330, scale: 2.4 },
    sheets: [
      ...sleevePair(w, sleeveCut(cut), seed),
      { pieces: [{ shape: body, cloth: w.main, lift: 0, joined: true, seams }],
        folds: [...torsoFolds({ ...torsoOf(cut), amount: 0.9 }, seed + 9), ...(cut.work ? [] : pleat)] },
      { ease: 0.25, pieces: [{ shape: collar, cloth: w.main, lift: 1.6, round: 7, puff: 3, grain: 0.02,
        seams: [{ line: curve(sided([[-92, 256], [0, 244], [92, 256]], 1)), depth: 0, stitches: [0] }],
        folds: [{ line: curve(sided([[-70, 192], [0, 178], [70, 192]], 1)), width: 16, height: 4, open: 'both' }] }] },
    ],
  };
}

/** A shirt or, with the cut `work`, an overshirt. Cuts: short, band, straight, work, nopocket. */
export function shirt(w: Wardrobe, seed: number, back: boolean): Garment {
  const has = (c: string): boolean => w.cut.includes(c);
  const work = has('work'), wide = work ? 12 : has('easy') ? 14 : 0, cut: ShirtCut = { wide, work, short: has('short'), tail: !work && !has('straight') };
  if (back) return backView(w, cut, seed);
  const body = mirrored(half(cut, 0)), under = mirrored(half({ ...cut, wide: wide - 3 }, 9).map((k): Knot => [k[0], k[1] < 500 ? k[1] + 8 : k[1] - 4, k[2]]));
  const pockets = has('nopocket') ? [] : work
    ? [...breast(w.main, { x: 62, y: 398, width: 96, flap: true }), ...breast(w.main, { x: -158, y: 400, width: 96, flap: true })]
    : breast(w.main, { x: 70, y: 408, width: 86, flap: false });
  const sheets: Sheet[] = [
    { ease: 0.6, pieces: [{ shape: under, cloth: unfigured(w.main), tone: 0.78, lift: 0, puff: 3 }] },
    ...sleevePair(w, sleeveCut(cut), seed),
    neckInside(unfigured(w.main), NECK),
    {
      pieces: [{ shape: body, cloth: w.main, lift: 0, joined: true, seams: frontSeams(cut) }, ...pockets, ...placket(w, cut, body)],
      folds: torsoFolds(torsoOf(cut), seed),
    },
    has('band') ? bandCollar(w.main, NECK, w.hard) : shirtCollar(w.main, NECK, { point: work ? 54 : 58, hard: w.hard, spread: work ? 8 : 6 }),
  ];
  return { sheets, focus: { x: CX + 40, y: 340, scale: 2.5 } };
}
