import { type Neck, neckInside, ribNeck, shirtCollar } from './collars.ts';
import { fold } from './folds.ts';
import type { Cloth, Garment, Piece, Sheet, Wardrobe } from './piece.ts';
import { CX, curve, type Knot, mirrored, outline, ribbon, sided } from './shape.ts';
import { across, hemRib, innerBack, sideKnots, sleeves, type TopCut, trunk, trunkFolds, trunkSeams } from './tops.ts';
import { button, buttonhole, label, patch, rivet, unfigured, zip } from './trims.ts';

const LONG = { length: 566, angle: 0.29, wrist: 86, cuff: 'rib', depth: 62, full: 12 } as const;
const ribOf = (w: Wardrobe): Cloth => w.trim;

const TEE: TopCut = {
  neck: { half: 84, y: 230, front: 306 }, shoulder: [196, 264], under: [206, 428], waist: 202, hem: 206, hemY: 862, rib: 0,
  sleeve: { length: 206, angle: 0.56, wrist: 142, cuff: 'hem', depth: 15, bend: 5 },
};

/** A T-shirt. Cuts: long, pocket, boxy. */
export function tee(w: Wardrobe, seed: number, back: boolean): Garment {
  const long = w.cut.includes('long'), boxy = w.cut.includes('boxy') ? 18 : 0;
  const c: TopCut = {
    ...TEE, under: [206 + boxy, 432 + boxy], waist: 202 + boxy, hem: 206 + boxy, hemY: 862 - boxy,
    sleeve: long ? { ...LONG, cuff: 'hem', depth: 16, wrist: 84 } : TEE.sleeve,
  };
  const body = trunk(c, w.main, back), neck: Neck = back ? { ...c.neck, front: c.neck.y + 16 } : c.neck;
  const pocket = !back && w.cut.includes('pocket') ? [patch(w.main,
    { shape: outline(sided([[74, 408, 1], [156, 405, 1], [157, 486], [150, 500], [116, 504], [82, 501], [75, 488]], 1)),
    hem: across([76, 422], [154, 419]) })] : [];
  return {
    focus: { x: CX + 34, y: 338, scale: 2.6 },
    sheets: [
      { ease: 0.4, pieces: [innerBack(c, w.main)] }, ...sleeves(w, c, seed), ...(back ? [] : [neckInside(unfigured(w.main), c.neck, 26)]),
      { pieces: [body.piece, ...pocket], folds: trunkFolds(c, seed, 1.1) }, ribNeck(ribOf(w), neck, 17),
    ],
  };
}

/** A polo shirt with a knitted collar. Cuts: long. */
export function polo(w: Wardrobe, seed: number, back: boolean): Garment {
  const c: TopCut = { ...TEE, neck: { half: 68, y: 226, front: 262 }, hemY: 868,
    sleeve: w.cut.includes('long') ? LONG : { length: 218, angle: 0.5, wrist: 132, cuff: 'rib', depth: 22, bend: 6 } };
  const body = trunk({ ...c, neck: { ...c.neck, front: c.neck.y + 10 } }, w.main, true);
  const collar: Cloth = { ...w.trim, material: w.main.material };
  if (back) {
    const fall = outline(sided([[-84, 240], [-70, 190], [0, 172], [70, 190], [84, 240], [94, 258, 1], [0, 252], [-94, 258, 1]], 1));
    return { focus: { x: CX, y: 320, scale: 2.4 }, sheets: [...sleeves(w, c, seed), { pieces: [body.piece], folds: trunkFolds(c, seed + 3) },
      { ease: 0.2, pieces: [{ shape: fall, cloth: collar, grain: Math.PI / 2, lift: 1.4, puff: 4 }] }] };
  }
  const line = curve([[CX + 1, 262], [CX + 1, 340], [CX + 2, 428]]);
  const strip: Piece = {
    shape: ribbon(line, 36), cloth: unfigured(w.main), lift: 0.8, round: 3, inner: true,
    seams: [...[-15, 15].map((o) => ({ line: line.map((p) => ({ x: p.x + o, y: p.y })), depth: 0, pucker: 0.7, stitches: [0] })),
      { line: across([-16, 412], [18, 412]), depth: 0.3, stitches: [0, 6] }],
  };
  const buttons = [318, 384].flatMap((y) => [buttonhole({ x: CX + 2, y, half: 7, angle: Math.PI / 2 }, w.main.thread),
    ...button({ x: CX + 2, y, radius: 6.8 }, w.hard, w.main.thread)]);
  const front = trunk({ ...c, neck: { ...c.neck, front: 266 } }, w.main, false);
  return {
    focus: { x: CX + 20, y: 330, scale: 2.7 },
    sheets: [{ ease: 0.4, pieces: [innerBack(c, w.main)] }, ...sleeves(w, c, seed), neckInside(unfigured(w.main), c.neck),
      { pieces: [front.piece, strip, ...buttons], folds: trunkFolds(c, seed) },
        shirtCollar({ ...collar }, c.neck, { point: 50, hard: w.hard, spread: 14, stitched: false })],
  };
}

const KNIT: TopCut = {
  neck: { half: 80, y: 234, front: 304 }, shoulder: [204, 276], under: [214, 446], waist: 212, hem: 206, hemY: 866, rib: 56,
  sleeve: { ...LONG, creases: 0.7 },
};

/** A pulled-over jumper with ribbed edges. Cuts: roll (high neck), vee. */
export function jumper(w: Wardrobe, seed: number, back: boolean): Garment {
  const roll = w.cut.includes('roll'), c: TopCut = roll ? { ...KNIT, neck: { half: 66, y: 226, front: 262 } } : KNIT;
  const neck: Neck = back ? { ...c.neck, front: c.neck.y + 16 } : c.neck, body = trunk(c, w.main, back);
  const collar: Sheet = roll
    ? { ease: 0.3, pieces: [{ shape: outline(sided([[-72, 268], [-70, 214], [-62, 164, 1], [0, 152], [62, 164, 1], [70, 214], [72, 268], [46, 286], [0, 292],
      [-46, 286]], 1)), cloth: w.trim, lift: 1.3, round: 12, puff: 8, seams: [{ line: curve(sided([[-60, 168], [0, 180], [60, 168]], 1)), depth: 1.4,
      pucker: 0 }], folds: [{ line: curve(sided([[-76, 236], [0, 254], [76, 236]], 1)), width: 12, height: -3 }] }] }
    : ribNeck(w.trim, neck, 27);
  return {
    focus: { x: CX + 40, y: 372, scale: 2.5 },
    sheets: [
      { ease: 0.3, pieces: [innerBack(c, unfigured(w.main))] }, ...sleeves(w, c, seed),
        ...(back || roll ? [] : [neckInside(unfigured(w.main), c.neck, 34)]),
      hemRib(c, w.trim), { pieces: [body.piece], folds: trunkFolds(c, seed, 1.15) }, collar,
    ],
  };
}

/** A buttoned cardigan with a V neck. Cuts: pockets. */
export function cardigan(w: Wardrobe, seed: number, back: boolean): Garment {
  const c: TopCut = { ...KNIT, neck: { half: 70, y: 230, front: 480 }, hemY: 880 };
  if (back) return jumper({ ...w, cut: [] }, seed, true);
  const vee: Knot[] = [[0, 486, 1], [30, 420], [58, 320], [70, 230, 1]];
  const shape = mirrored([...vee.slice(0, 3), ...sideKnots(c, c.hemY - c.rib), [100, c.hemY - c.rib + 4], [0, c.hemY - c.rib + 5]]);
  const band = (side: 1 | -1): Piece => {
    const line = curve(sided([[side === 1 ? 4 : 4, c.hemY + 3], [4, 660], [side * 0 + 6, 500], [38, 408], [66, 318],
      [80, 236]].map(([x, y], i): Knot => [i < 3 ? side * 3 : x, y]), side));
    return { shape: ribbon(line, 33), cloth: w.trim, grain: 0, lift: side === 1 ? 1 : 0.4, round: 5, puff: 3.4,
      seams: [{ line: line.map((p) => ({ x: p.x + side * 15, y: p.y })), depth: 0.7, pucker: 0.8 }] };
  };
  const back2: Piece = { shape: outline(sided([[-86, 240], [-64, 214], [0, 204], [64, 214], [86, 240], [64, 244], [0, 232], [-64, 244]], 1)), cloth: w.trim,
    lift: 0.5, puff: 3, tone: 0.94 };
  const buttons = [0, 1, 2, 3, 4].flatMap((i) => button({ x: CX + 3, y: 512 + i * 84, radius: 10.5 }, w.hard, w.main.thread));
  const pockets = [-1, 1].map((s): Piece => ({ shape: outline(sided([[66, 664, 1], [168, 660, 1], [170, 776, 1], [66, 780, 1]], s as 1 | -1)), cloth: w.main,
    lift: 0.6, inner: true, seams: [{ line: across([s * 66, 688], [s * 168, 684]), depth: 1, pucker: 0.6 }] }));
  return {
    focus: { x: CX + 30, y: 470, scale: 2.4 },
    sheets: [
      { ease: 0.4, pieces: [{ ...innerBack(c, w.main), tone: 0.74 }, ...label({ x: CX, y: 258 }, { width: 50, height: 23 })] }, ...sleeves(w, c, seed),
        hemRib(c, w.trim),
      { pieces: [{ shape, cloth: w.main, lift: 0, joined: true, seams: trunkSeams(c) }, ...pockets], folds: trunkFolds(c, seed) },
      { ease: 0.3, pieces: [back2, band(-1), band(1), ...buttons] },
    ],
  };
}

function hood(w: Wardrobe): Sheet {
  const outer = outline(sided([[-104, 262], [-122, 196], [-92, 122], [0, 92], [92, 122], [122, 196], [104, 262], [58, 296], [0, 312], [-58, 296]], 1));
  const mouth = outline(sided([[0, 300], [-46, 262], [-78, 204], [-62, 148], [0, 128], [62, 148], [78, 204], [46, 262]], 1));
  const rim = curve(sided([[-4, 304], [-54, 268], [-88, 206], [-70, 142], [0, 119], [70, 142], [88, 206], [54, 268], [4, 304]], 1));
  const cord = (s: 1 | -1): Piece => ({ shape: ribbon(curve(sided([[34, 282], [38, 320], [30 + s * 3, 372], [38 + s * 4, 428 + s * 12]], s)), 6),
    cloth: { material: 'finerib', hex: w.main.thread, thread: w.main.thread }, lift: 1, round: 2.5, puff: 2.6, grain: 0.2, inner: true });
  return {
    ease: 0.7, folds: [fold([[CX - 100, 240], [CX - 60, 270], [CX - 20, 296]], { width: 16, height: 4 }),
      fold([[CX + 104, 220], [CX + 70, 262], [CX + 30, 292]], { width: 16, height: 4 }),
      fold([[CX - 60, 110], [CX - 84, 160], [CX - 92, 220]], { width: 18, height: 4 })],
    pieces: [
      { shape: outer, cloth: w.main, lift: 1.8, round: 14, puff: 8, seams: [{ line: rim, depth: 0, pucker: 0.8, stitches: [0, 3] }] },
      { shape: mouth, cloth: w.main, tone: 0.66, lift: 0, round: 12, puff: -7, inner: true,
        seams: [{ line: curve(sided([[0, 130], [2, 200], [0, 256]], 1)), depth: 1, stitches: [-4, 4] }] },
      ...label({ x: CX, y: 232 }, { width: 50, height: 23 }), ...rivet({ x: CX + 34, y: 282, radius: 5 }, w.hard),
        ...rivet({ x: CX - 34, y: 282, radius: 5 }, w.hard), cord(-1), cord(1),
    ],
  };
}

/** A hooded sweatshirt. Cuts: zip, crew (no hood: a sweatshirt). */
export function hoodie(w: Wardrobe, seed: number, back: boolean): Garment {
  const crew = w.cut.includes('crew'), c: TopCut = { ...KNIT, under: [222, 456], waist: 220, hem: 208, hemY: 872,
    sleeve: { ...LONG, wrist: 92, creases: 0.9 } };
  const body = trunk({ ...c, neck: { ...c.neck, front: crew ? 282 : 270 } }, w.main, back);
  const pouch = outline(sided([[-92, 646, 1], [92, 646, 1], [112, 664], [152, 752, 1], [150, 804, 1], [0, 812], [-150, 804, 1], [-152, 752, 1], [-112, 664]],
    1));
  const closed = [...pouch, pouch[0]];
  const pocket: Piece = { shape: pouch, cloth: w.main, lift: 0.9, round: 5, inner: true,
    seams: [{ line: closed, depth: 0, stitches: [-4, 4, -8, 8], pucker: 0.5 }] };
  const zipper = w.cut.includes('zip') ? zip(curve([[CX, 312], [CX + 2, 560], [CX, c.hemY]]), { tape: unfigured(w.main), metal: w.hard }) : [];
  const cap = crew ? ribNeck(w.trim, back ? { ...c.neck, front: c.neck.y + 16 } : c.neck, 23) : hood(w);
  const hoodBack: Sheet = { ease: 0.8, pieces: [{ shape: outline(sided([[-106, 262], [-118, 300], [-84, 384], [0, 424], [84, 384], [118, 300], [106, 262],
    [60, 226], [0, 216], [-60, 226]], 1)), cloth: w.main, lift: 2, round: 16, puff: 9,
    seams: [{ line: curve([[CX, 220], [CX + 2, 320], [CX, 422]]), depth: 1.2, stitches: [-4, 4] }] }] };
  return {
    focus: { x: CX + 20, y: crew ? 350 : 320, scale: 2.1 },
    sheets: [
      { ease: 0.3, pieces: [innerBack(c, w.main)] }, ...sleeves(w, c, seed), ...(back || !crew ? [] : [neckInside(w.main, c.neck, 30)]),
        hemRib(c, w.trim),
      { pieces: [body.piece, ...(back || crew ? [] : [pocket]), ...(back ? [] : zipper)], folds: trunkFolds(c, seed, 1.3) }, back && !crew ? hoodBack : cap,
    ],
  };
}
