import { neckInside, ribNeck, shirtCollar } from './collars.ts';
import { drape, fold } from './folds.ts';
import type { Cloth, Fold, Garment, Piece, Seam, Sheet, Wardrobe } from './piece.ts';
import { CX, curve, type Knot, mirrored, outline, type Point, ribbon, sided } from './shape.ts';
import { across, sideKnots, sleeves, type TopCut, trunkSeams } from './tops.ts';
import { button, buttonhole, label, patch, unfigured } from './trims.ts';

interface SkirtCut { waist: number; top: number; hip: number; hem: number; hemY: number; waves: number; depth: number }

/** The skirt's hem: a wave, deeper where folds fall. */
function hemKnots({ hem: width, hemY: y, waves, depth }: SkirtCut, seed: number): Knot[] {
  const n = waves * 2, out: Knot[] = [];
  for (let i = 0; i <= n; i++) {
    const t = i / n, x = width - 2 * width * t, bow = 16 * (1 - (2 * t - 1) ** 2);
    out.push([x, y + bow + (i % 2 ? 1 : -1) * depth * (0.6 + (((seed >>> (i % 20)) & 7) / 7) * 0.6) * (i === 0 || i === n ? 0 : 1),
      i === 0 || i === n ? 1 : undefined]);
  }
  return out;
}

function skirtShape(c: SkirtCut, seed: number): Point[] {
  const h = c.hemY - c.top;
  return outline(sided([
    [-c.waist, c.top, 1], [0, c.top + 6], [c.waist, c.top, 1], [c.waist + (c.hip - c.waist) * 0.6, c.top + h * 0.14], [c.hip, c.top + h * 0.32],
      [(c.hip + c.hem) / 2 + 3, c.top + h * 0.66],
    ...hemKnots(c, seed), [-(c.hip + c.hem) / 2 - 3, c.top + h * 0.66], [-c.hip, c.top + h * 0.32],
      [-c.waist - (c.hip - c.waist) * 0.6, c.top + h * 0.14],
  ], 1));
}

function skirtFolds(c: SkirtCut, seed: number, amount: number): Fold[] {
  const top = across([-c.waist + 6, c.top + 4], [c.waist - 6, c.top + 4]), hem = across([-c.hem + 14, c.hemY], [c.hem - 14, c.hemY]);
  const small = drape(seed + 3, { from: top, to: across([-c.waist - 20, c.top + 130], [c.waist + 20, c.top + 130]) },
    { count: c.waves * 3, width: 7, height: 2.4 * amount }).map((f): Fold => ({ ...f, open: 'start' }));
  return [...drape(seed, { from: top, to: hem }, { count: c.waves * 2, width: 26, height: 8 * amount }),
    ...drape(seed + 1, { from: top, to: hem }, { count: c.waves, width: 15, height: 4 * amount }), ...small];
}

function pleats(c: SkirtCut, n: number): Fold[] {
  return Array.from({ length: n }, (_, i) => {
    const t = (i + 0.5) / n * 2 - 1;
    return fold([[CX + t * c.waist, c.top], [CX + t * (c.hip + c.hem) / 2, (c.top + c.hemY) / 2], [CX + t * c.hem, c.hemY + 30]],
      { width: 14, height: 5.5, skew: 0.95, open: 'both' });
  });
}

/** A waistband's measures: half its width, its upper edge, its depth. */
interface Waist { readonly half: number; readonly y: number; readonly depth: number }

function waistband(cloth: Cloth, { half, y, depth }: Waist): Piece {
  return {
    shape: outline(sided([[-half, y, 1], [0, y + 7], [half, y, 1], [half + 5, y + depth, 1], [0, y + depth + 6], [-half - 5, y + depth, 1]], 1)), cloth,
      lift: 0.6, round: 5, puff: 3,
    seams: [{ line: across([-half - 2, y + depth - 4], [half + 2, y + depth - 4], 6), depth: 0.2, pucker: 1, stitches: [0] },
      { line: across([-half, y + 4], [half, y + 4], 7), depth: 0, stitches: [0] }],
  };
}

/** A skirt. Cuts: pleated, buttons, mini, slip. */
export function skirt(w: Wardrobe, seed: number, back: boolean): Garment {
  const mini = w.cut.includes('mini'), slip = w.cut.includes('slip'), pleated = w.cut.includes('pleated');
  const c: SkirtCut = mini ? { waist: 150, top: 240, hip: 204, hem: 230, hemY: 760, waves: 2, depth: 4 } : slip ? { waist: 142, top: 220, hip: 190, hem: 262,
    hemY: 980, waves: 4, depth: 9 } : pleated ? { waist: 136, top: 220, hip: 206, hem: 318, hemY: 940, waves: 9, depth: 6 } : { waist: 140, top: 220, hip: 216,
    hem: 306, hemY: 960, waves: 4, depth: 12 };
  const shape = skirtShape(c, seed), hemmed: Seam = { line: across([-c.hem + 3, c.hemY - 14], [c.hem - 3, c.hemY - 14], 14), depth: 0.15, pucker: 0.8,
    stitches: [0] };
  const extra: Piece[] = [];
  if (w.cut.includes('buttons') && !back) {
    const line = curve([[CX, c.top + 6], [CX + 2, 560], [CX + 2, c.hemY + 14]]);
    extra.push({ shape: ribbon(line, 40), cloth: w.main, lift: 0.9, round: 3, inner: true, clip: shape, seams: [{ line, depth: 0, stitches: [-16, 16] }] });
    for (let y = c.top + 64; y < c.hemY - 40; y += 84) extra.push(buttonhole({ x: CX + 2, y, half: 9, angle: 0 }, w.main.thread),
      ...button({ x: CX + 2, y, radius: 9 }, w.hard, w.main.thread));
  }
  if (mini && !back) for (const s of [1, -1] as const) extra.push(patch(w.main,
    { shape: outline(sided([[64, 356, 1], [160, 348, 1], [163, 446, 1], [112, 468, 1], [66, 452, 1]], s)), hem: curve(sided([[66, 370], [160, 362]], s)),
    twice: true }));
  const inside: Piece = { shape: outline(sided([[-c.waist + 4, c.top - 30, 1], [0, c.top - 44], [c.waist - 4, c.top - 30, 1], [0, c.top + 10]], 1)),
    cloth: unfigured(w.trim), tone: 0.8, lift: 0 };
  const under: Piece = { shape: skirtShape({ ...c, hem: c.hem - 6, hemY: c.hemY - 4 }, seed ^ 0x5a5a5a), cloth: unfigured(w.main), tone: 0.66, lift: 0 };
  return {
    focus: { x: CX + 30, y: c.top + 140, scale: 2.2 },
    sheets: [
      ...(back ? [] : [{ ease: 0.3, pieces: [inside, ...label({ x: CX, y: c.top - 17 }, { width: 46, height: 16 })] }]), { ease: 0.3, pieces: [under] },
      { pieces: [{ shape, cloth: w.main, lift: 0.4, round: 14, puff: 5, seams: mini || !pleated ? [hemmed] : [] }, ...extra],
        folds: pleated ? pleats(c, 13) : skirtFolds(c, seed, mini ? 0.4 : slip ? 0.8 : 1), ease: 0.8 },
      { ease: 0.3, pieces: [waistband(w.main, { half: c.waist + 1, y: c.top - 30, depth: slip ? 26 : 42 }),
        ...(mini && !back ? button({ x: CX, y: c.top - 8, radius: 10 }, w.hard, w.main.thread) : [])] },
    ],
  };
}

const DRESS: TopCut = {
  neck: { half: 72, y: 196, front: 252 }, shoulder: [176, 226], under: [182, 366], waist: 150, hem: 144, hemY: 528, rib: 0,
  sleeve: { length: 178, angle: 0.6, wrist: 128, cuff: 'hem', depth: 14, bend: 8 },
};

function slipDress(w: Wardrobe, seed: number, back: boolean): Garment {
  const c: SkirtCut = { waist: 150, top: 470, hip: 176, hem: 262, hemY: 1050, waves: 4, depth: 10 }, dip = back ? 40 : 0;
  const hem = hemKnots(c, seed);
  const shape = outline(sided([[0, 318 + dip], [56, 300 + dip * 0.7], [112, 246 + dip, 1], [134, 316], [152, 352, 1], [146, 420], [148, 500], [186, 640],
    [232, 860], ...hem, [-232, 860], [-186, 640], [-148, 500], [-146, 420], [-152, 352, 1], [-134, 316], [-112, 246 + dip, 1], [-56, 300 + dip * 0.7]], 1));
  const strap = (s: 1 | -1, x: number): Piece => ({ shape: ribbon(curve(sided([[110, 252 + dip], [104, 200], [x, 150]], s)), 8), cloth: unfigured(w.main),
    lift: 1, round: 2.5, puff: 2 });
  const top = curve(sided([[-112, 250 + dip], [-56, 305 + dip * 0.7], [0, 323 + dip], [56, 305 + dip * 0.7], [112, 250 + dip]], 1));
  const behind: Piece = { shape: outline(sided([[-150, 350], [-96, 330], [0, 350], [96, 330], [150, 350], [0, 420]], 1)), cloth: w.main, tone: 0.7, lift: 0 };
  const bust: Fold[] = [fold([[CX - 30, 330], [CX - 44, 400], [CX - 36, 470]], { width: 20, height: 4 }),
    fold([[CX + 34, 330], [CX + 46, 400], [CX + 30, 480]], { width: 20, height: 4 })];
  return {
    focus: { x: CX + 30, y: 400, scale: 2.1 },
    sheets: [{ ease: 0.3, pieces: [{ ...strap(1, 76), lift: 0.6 }, strap(-1, 76), behind,
      ...(back ? [] : label({ x: CX, y: 366 }, { width: 44, height: 18 }))] },
      { pieces: [{ shape, cloth: w.main, lift: 0.4, round: 14, puff: 5, seams: [{ line: top, depth: 0.3, pucker: 0.5, stitches: [0] }] }],
      folds: [...bust, ...skirtFolds({ ...c, waist: 130 }, seed, 0.8).filter((_, i) => i < 12)] }],
  };
}

/** How far down a dress its buttoned front runs. */
interface Opening { readonly neckFront: number; readonly end: number }

function shirtParts(w: Wardrobe, { neckFront, end }: Opening, clip: readonly Point[]): Piece[] {
  const line = curve([[CX + 1, neckFront + 2], [CX + 3, 520], [CX + 2, end]]);
  const out: Piece[] = [{ shape: ribbon(line, 40), cloth: w.main, lift: 0.9, round: 3, inner: true, clip, seams: [{ line, depth: 0, stitches: [-16, 16] }] }];
  for (let y = neckFront + 62; y < end - 60; y += 76) if (Math.abs(y - 528) > 26) {
    out.push(buttonhole({ x: CX + 2, y, half: 8, angle: Math.PI / 2 }, w.main.thread), ...button({ x: CX + 2, y, radius: 7.5 }, w.hard, w.main.thread));
  }
  return out;
}

/** A dress with a gathered skirt. Cuts: slip, shirt, long (sleeves), tie. */
export function dress(w: Wardrobe, seed: number, back: boolean): Garment {
  if (w.cut.includes('slip')) return slipDress(w, seed, back);
  const isShirt = w.cut.includes('shirt'), long = w.cut.includes('long'), front = back ? DRESS.neck.y + 14 : isShirt ? 240 : DRESS.neck.front;
  const t: TopCut = { ...DRESS, neck: { ...DRESS.neck, half: isShirt ? 64 : 74, front },
    sleeve: long ? { length: 500, angle: 0.4, wrist: 78, cuff: 'band', depth: 36, full: 20 } : DRESS.sleeve };
  const c: SkirtCut = { waist: t.hem, top: t.hemY - 4, hip: 218, hem: 300, hemY: 1062, waves: 5, depth: 11 };
  const skirtOutline = skirtShape(c, seed), { half, y } = t.neck;
  const bodice = mirrored([[0, front], [half * 0.52, front - (front - y) * 0.14], [half * 0.9, (y + front) / 2 - 6], ...sideKnots(t, t.hemY), [70, t.hemY + 4],
    [0, t.hemY + 5]]);
  const darts: Fold[] = ([1, -1] as const).flatMap((s) => [fold(sided([[60, 522], [66, 470], [72, 400]], s),
    { width: 12, height: 3.4, skew: 0.5, open: 'start' }),
    fold(sided([[100, 522], [112, 470], [104, 420]], s), { width: 10, height: 3, skew: 0.5, open: 'start' }),
      fold(sided([[176, 372], [120, 350], [70, 356]], s), { width: 13, height: 3, skew: 0.4, open: 'start' })]);
  const under: Piece = { shape: skirtShape({ ...c, hem: c.hem - 6, hemY: c.hemY - 4 }, seed ^ 0x5a5a5a), cloth: unfigured(w.main), tone: 0.66, lift: 0 };
  const hem: Seam = { line: across([-c.hem + 4, c.hemY - 13], [c.hem - 4, c.hemY - 13], 14), depth: 0.15, pucker: 0.8, stitches: [0] };
  const sash = across([-t.hem - 4, t.hemY + 1], [t.hem + 4, t.hemY + 1], 5);
  const belt: Piece = { shape: ribbon(sash, w.cut.includes('tie') ? 30 : 20), cloth: w.main, grain: Math.PI / 2, lift: 0.9, round: 5, puff: 3, inner: true,
    seams: [{ line: sash, depth: 0, stitches: w.cut.includes('tie') ? [-11, 11] : [-7, 7], pucker: 1 }] };
  const tie = w.cut.includes('tie') && !back ? [[-14, 170, -34], [16, 200,
    22]].map(([a, l, b]): Piece => ({ shape: ribbon(curve([[CX - 40, t.hemY + 6], [CX - 40 + a, t.hemY + l * 0.5], [CX - 40 + b, t.hemY + l]]), 22, 27),
    cloth: w.main, lift: 1.5, round: 5, puff: 3, inner: true })).concat([{ shape: outline(sided([[-58, t.hemY - 12], [-38, t.hemY - 15], [-22, t.hemY - 8],
    [-24, t.hemY + 14], [-42, t.hemY + 18], [-58, t.hemY + 10]], 1)), cloth: w.main, lift: 1.4, round: 8, puff: 5, inner: true }]) : [];
  const sheets: Sheet[] = [
    { ease: 0.3, pieces: [under] }, ...sleeves(w, t, seed), ...(back ? [] : [neckInside(unfigured(w.main), t.neck, 30)]),
    { pieces: [{ shape: skirtOutline, cloth: w.main, lift: 0, joined: true, seams: [hem] },
      ...(isShirt && !back ? shirtParts(w, { neckFront: t.hemY, end: c.hemY + 14 }, skirtOutline) : [])], folds: skirtFolds(c, seed, 1), ease: 0.8 },
    { pieces: [{ shape: bodice, cloth: w.main, lift: 0, joined: true, seams: trunkSeams(t) },
      ...(isShirt && !back ? shirtParts(w, { neckFront: front, end: t.hemY }, bodice) : []),
      belt, ...tie], folds: darts },
  ];
  if (isShirt && !back) sheets.push(shirtCollar(w.main, t.neck, { point: 48, hard: w.hard, spread: 8 }));
  else sheets.push(ribNeck(unfigured(w.main), back ? { ...t.neck, front: y + 14 } : t.neck, 12));
  return { focus: { x: CX + 26, y: isShirt ? 310 : 460, scale: 2.2 }, sheets };
}
