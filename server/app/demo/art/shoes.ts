import { fold } from './folds.ts';
import type { Cloth, Fold, Garment, Piece, Seam, Sheet, Wardrobe } from './piece.ts';
import { CX, curve, type Knot, outline, type Point, ribbon, shifted } from './shape.ts';
import { plainCloth, RED, rivet, unfigured } from './trims.ts';

const SOLE_Y = 300;

/** Places one shoe (written from its own heel corner, toe to the right) in the picture. */
type Seat = (k: Knot) => Knot;

/** A shoe's proportions against its drawing. */
interface Form { readonly wide: number; readonly tall: number }

/** Where a shoe stands: its heel's place, its turn in radians, its size against the drawing, whether its toe points left. */
interface Stand extends Point { readonly turn: number; readonly size: number; readonly flip: boolean }

const seat = ({ x, y, turn, size, flip }: Stand, { wide, tall }: Form): Seat => {
  const c = Math.cos(turn) * size, s = Math.sin(turn) * size;
  return ([kx, ky, corner]) => {
    const px = kx * wide, py = SOLE_Y - (SOLE_Y - ky) * tall;
    return [x + (flip ? -1 : 1) * (px * c - py * s), y + px * s + py * c, corner];
  };
};

interface Kit { at: Seat; shape: (k: Knot[]) => Point[]; line: (k: Knot[]) => Point[]; seam: (k: Knot[], stitches?: readonly number[], depth?: number) => Seam }

function kitOf(at: Seat): Kit {
  return {
    at, shape: (k) => outline(k.map(at)), line: (k) => curve(k.map(at)),
    seam: (k, stitches = [], depth = 0.8) => ({ line: curve(k.map(at)), depth, pucker: 0.3, stitches }),
  };
}

/** A shoe's laces: their cloth, the eyelets' metal, and each row from its eyelet to its end. */
interface Lacing { readonly lace: Cloth; readonly eyelet: Cloth; readonly rows: readonly (readonly [number, number, number, number])[] }

function laces(kit: Kit, { lace, eyelet, rows }: Lacing): Piece[] {
  return rows.flatMap(([x0, y0, x1, y1], i): Piece[] => {
    const hole = kit.at([x0, y0]);
    const line = kit.line([[x0, y0], [(x0 + x1) / 2, Math.min(y0, y1) - 4], [x1, y1]]);
    return [
      ...rivet({ x: hole[0], y: hole[1], radius: 5.4 }, eyelet),
      { shape: ribbon(line, 12.5), cloth: lace, grain: 0.4, lift: 1, round: 4, puff: 3, inner: i > 0 },
    ];
  });
}

/** One low trainer from the side. */
function sneaker(w: Wardrobe, at: Seat): Sheet[] {
  const k = kitOf(at), sole: Cloth = { material: 'rubber', hex: '#f1ece0', thread: '#d8d0bf' },
    white: Cloth = { material: 'finerib', hex: '#f4f0e6', thread: '#e4ddcd' };
  const upper = k.shape([[10, 262, 1], [2, 190], [10, 116], [26, 76, 1], [52, 66], [92, 92], [134, 112], [168, 98], [196, 72, 1], [222, 70], [268, 112],
    [330, 158], [402, 182], [468, 200], [512, 234], [522, 262, 1], [260, 270]]);
  const tongue = k.shape([[150, 120], [168, 60], [188, 38], [214, 44], [228, 72], [282, 122], [250, 140]]);
  const lining = k.shape([[30, 84], [52, 74], [96, 98], [136, 118], [170, 106], [196, 84], [190, 60], [150, 74], [96, 76], [54, 60]]);
  const toe = k.shape([[388, 268, 1], [398, 214], [424, 188, 1], [474, 202], [514, 234], [524, 264, 1]]);
  const heel = k.shape([[10, 264, 1], [3, 190], [10, 118], [24, 84, 1], [62, 100], [76, 160], [74, 268, 1]]);
  const stay = k.shape([[150, 130, 1], [196, 72], [222, 68], [268, 110], [330, 156], [350, 172, 1], [318, 194], [262, 162], [214, 128], [182, 134],
    [164, 160, 1]]);
  const foxing = k.shape([[-4, 256, 1], [130, 262], [260, 264], [400, 262], [516, 246], [540, 262], [538, 292], [516, 306], [260, 308], [20, 306], [-6, 294]]);
  const mid = k.line([[-4, 276], [130, 282], [260, 284], [400, 282], [538, 268]]);
  const folds: Fold[] = [fold([[370, 170], [362, 210], [374, 250]].map(([x, y]) => at([x, y])), { width: 12, height: 2.6 }),
    fold([[345, 168], [338, 212], [346, 250]].map(([x, y]) => at([x, y])), { width: 12, height: -2 }),
    fold([[120, 130], [130, 200], [118, 250]].map(([x, y]) => at([x, y])), { width: 30, height: 4 })];
  const rows = [[206, 96, 176, 70], [230, 112, 200, 84], [256, 131, 226, 100], [282, 150, 252, 118], [306, 168, 278, 138]] as const;
  const trim = unfigured(w.trim), own = { joined: false, round: 7, puff: 3.4 };
  const stitch = (s: readonly number[]): readonly number[] => s;
  return [
    { ease: 0.2, pieces: [{ shape: lining, cloth: { ...trim, material: 'jersey' }, tone: 0.62, lift: 0 },
      { shape: tongue, cloth: unfigured(w.main), lift: 1, round: 12, puff: 7 }] },
    {
      ease: 0.5, folds, pieces: [
        { shape: upper, cloth: w.main, lift: 1.2, round: 34, puff: 22, seams: [k.seam([[30, 88], [52, 78], [92, 102], [134, 122], [160, 118]], [0, 4], 0),
          k.seam([[80, 150], [150, 170], [240, 214], [300, 256]], stitch([0, 4]), 0.4)] },
        { shape: toe, cloth: { ...trim, material: 'suede' }, lift: 0.6, ...own, round: 14, puff: 6, inner: true,
          seams: [k.seam([[394, 262], [404, 216], [426, 194]], [0, 4], 0)] },
        { shape: heel, cloth: trim, lift: 0.6, ...own, round: 12, puff: 6, inner: true,
          seams: [k.seam([[28, 90], [58, 104], [70, 162], [68, 262]], [0, 4], 0)] },
        { shape: stay, cloth: trim, lift: 0.6, ...own, inner: true, seams: [k.seam([[166, 150], [184, 128], [214, 122], [264, 156], [318, 188], [342, 172]],
          [0], 0)] },
        { shape: k.shape([[20, 128, 1], [36, 128, 1], [36, 168, 1], [20, 168, 1]]), cloth: { material: 'twill', hex: RED, thread: RED }, lift: 0.4, round: 2,
          puff: 1, inner: true },
      ],
    },
    { ease: 0, pieces: [...laces(k, { lace: white, eyelet: w.hard, rows }), { shape: foxing, cloth: sole, lift: 1, round: 8, puff: 5,
      seams: [{ line: mid, depth: 0.8, pucker: 0 }, { line: shifted(mid, -9), depth: 0, pucker: 0, stitches: [0], stitch: 6, weight: 1.3 }] }] },
  ];
}

/** One boot from the side. Cuts: chelsea, lace. */
function boot(w: Wardrobe, at: Seat, lace: boolean): Sheet[] {
  const k = kitOf(at), sole: Cloth = { material: 'rubber', hex: lace ? '#3a3029' : '#2c2521', thread: '#d8c29a' },
    welt: Cloth = { material: 'leather', hex: '#8a623d', thread: '#e3d1aa' };
  const upper = k.shape([[22, 262, 1], [6, 196], [22, 110], [30, 20], [26, -76, 1], [60, -86], [130, -88], [182, -80, 1], [184, -20], [190, 40], [212, 88],
    [270, 130], [350, 158], [440, 182], [494, 214], [510, 262, 1], [260, 268]]);
  const mouth = k.shape([[28, -70], [60, -94], [130, -98], [180, -76], [130, -70], [70, -68]]);
  const elastic = k.shape([[84, -84, 1], [138, -86, 1], [146, 20], [128, 96], [112, 106], [96, 92], [80, 20]]);
  const vamp = k.seam([[112, 108], [150, 150], [210, 200], [236, 262]], [0, 5], 1), counter = k.seam([[30, 60], [78, 104], [96, 170], [92, 264]], [0, 5], 1);
  const stay = k.shape([[140, -84, 1], [182, -80], [184, -20], [190, 40], [212, 88], [266, 126, 1], [236, 152], [186, 116], [156, 60], [144, -10]]);
  const rows = [[158, -58, 186, -64], [160, -26, 188, -34], [164, 6, 190, -2], [170, 38, 196, 28], [184, 68, 208, 56], [206, 94, 230, 80],
    [230, 112, 254, 98]] as const;
  const outsole = k.shape([[2, 258, 1], [130, 264], [260, 266], [420, 262], [512, 250], [534, 264], [530, 288], [500, 296], [330, 296], [196, 292], [166, 300],
    [162, 318, 1], [12, 320, 1], [4, 290]]);
  const weltLine = k.line([[0, 262], [130, 266], [260, 268], [420, 264], [530, 260]]);
  const p = ([x, y]: readonly [number, number]): Knot => at([x, y]);
  const folds: Fold[] = [fold([p([196, 60]), p([150, 86]), p([96, 84])], { width: 16, height: 4, skew: 0.4 }),
    fold([p([200, 96]), p([150, 122]), p([104, 128])], { width: 15, height: 3.6, skew: 0.4 }),
    fold([p([370, 166]), p([350, 214]), p([362, 254])], { width: 13, height: 3 }),
      fold([p([340, 158]), p([322, 206]), p([330, 252])], { width: 13, height: -2.4 }),
    fold([p([60, -40]), p([70, 20]), p([56, 90])], { width: 26, height: 4 })];
  return [
    { ease: 0, pieces: [{ shape: mouth, cloth: { ...unfigured(w.trim), material: 'suede' }, tone: 0.55, lift: 0 },
      { shape: k.shape([[8, -64, 1], [26, -112], [42, -112], [52, -60, 1], [42, -60], [36, -96], [30, -96], [22, -58]]),
      cloth: { material: 'finerib', hex: w.main.hex, thread: RED }, lift: 0.6, round: 3, puff: 2.4 }] },
    {
      ease: 0.5, folds, pieces: [
        { shape: upper, cloth: w.main, lift: 1.2, round: 38, puff: 26, seams: [counter,
          ...(lace ? [k.seam([[180, 122], [210, 180], [236, 262]], [0, 5], 1), k.seam([[398, 172], [384, 214], [392, 262]], [0, 5], 1)] : [vamp])] },
        lace ? { shape: stay, cloth: w.main, lift: 0.7, round: 6, puff: 3.4, inner: true,
          seams: [k.seam([[146, -78], [150, -10], [162, 58], [190, 110], [236, 145]], [0], 0)] }
          : { shape: elastic, cloth: { material: 'rib', hex: w.trim.hex, thread: w.trim.hex }, grain: 0.03, lift: 0, round: 6, puff: -2.5, inner: true },
      ],
    },
    { ease: 0, pieces: [...(lace ? laces(k, { lace: plainCloth('finerib', '#c9b58c'), eyelet: w.hard, rows }) : []),
      { shape: outsole, cloth: sole, lift: 1, round: 7, puff: 5 }, { shape: ribbon(weltLine, 15), cloth: welt, lift: 0.5, round: 4, puff: 3, inner: true,
      seams: [{ line: weltLine, depth: 0, pucker: 0, stitches: [0], stitch: 7, weight: 1.8 }] }] },
  ];
}

/**
 * A pair of shoes: one behind, one in front, both seen from the side (from the other side for the back view).
 * Cuts: boots, and of these chelsea or lace.
 */
export function shoes(w: Wardrobe, _seed: number, back: boolean): Garment {
  const boots = w.cut.includes('boots'), form: Form = boots ? { wide: 0.9, tall: 0.9 } : { wide: 1, tall: 0.8 };
  const draw = (at: Seat): Sheet[] => (boots ? boot(w, at, w.cut.includes('lace')) : sneaker(w, at));
  const x = back ? 780 : 180, gap = boots ? 400 : 286;
  const rear = seat({ x: x + (back ? -66 : 66), y: 560 - gap / 2 - SOLE_Y / 2, turn: back ? 0.03 : -0.03, size: 1, flip: back }, form),
    near = seat({ x, y: 560 + gap / 2 - SOLE_Y / 2 + 60, turn: back ? -0.035 : 0.02, size: 1.06, flip: back }, form);
  return { focus: { x: CX + (back ? 60 : -40), y: 560 + gap / 2 + (boots ? -30 : 40), scale: 2 }, loose: 0.25,
    sheets: [...draw(rear), ...draw(near)] };
}
