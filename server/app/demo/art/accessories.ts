import { drape, fold } from './folds.ts';
import { rng } from './noise.ts';
import type { Cloth, Fold, Garment, Piece, Seam, Wardrobe } from './piece.ts';
import { type Box, CX, curve, ellipse, type Knot, outline, type Point, ribbon, type Segment, shifted, sided } from './shape.ts';
import { across } from './tops.ts';
import { label, RED, rivet, unfigured } from './trims.ts';

/** A fringe along an edge. */
function fringe(cloth: Cloth, { from, to }: Segment, seed: number): Piece[] {
  const random = rng(seed), n = 24, length = 62;
  return Array.from({ length: n }, (_, i): Piece => {
    const t = (i + 0.5) / n, x = from.x + (to.x - from.x) * t, y = from.y + (to.y - from.y) * t - 4, l = length * (0.86 + random() * 0.28),
      sway = (random() - 0.5) * 18;
    return { shape: ribbon(curve([[x, y], [x + sway * 0.3, y + l * 0.5], [x + sway, y + l]]), 6.5, 4), cloth: { ...unfigured(cloth), material: 'finerib' },
      grain: 0.5, lift: 0.7, round: 2.4, puff: 2.4 };
  });
}

/** A hanging end of a scarf: its sides where it begins, its lowest place, how far it leans. */
interface Hanging { readonly left: number; readonly right: number; readonly low: number; readonly lean: number }

/** The outline of a hanging end which comes out from under the loop at `top`. */
const endOutline = ({ left: x0, right: x1, low: y, lean }: Hanging, top: number): Point[] => outline([[x0 + 4, top - 26, 1], [x1 - 2, top, 1],
  [x1 + 10 + lean * 0.5, 620], [x1 + lean, y, 1], [(x0 + x1) / 2 + lean, y + 6], [x0 + lean - 4, y + 4, 1], [x0 + 8 + lean * 0.4, 620]]);

/** A scarf laid in a loop with both ends hanging. Cuts: knit (no fringe), square. */
export function scarf(w: Wardrobe, seed: number, back: boolean): Garment {
  const s = back ? -1 : 1, m = (p: Point[]): Point[] => p.map((q) => ({ x: CX + s * (q.x - CX), y: q.y }));
  const lower: Hanging = { left: 500, right: 668, low: 968, lean: 34 }, upper: Hanging = { left: 318, right: 492, low: 890, lean: -30 };
  const loop = m(outline([[312, 420], [318, 300], [372, 222], [480, 194], [592, 224], [652, 306], [676, 420], [640, 470], [590, 452], [560, 380], [524, 338],
    [474, 326], [428, 346], [404, 392], [420, 452], [372, 478]]));
  const band = m(outline([[300, 392], [352, 356], [452, 388], [560, 446], [652, 420], [690, 446], [672, 516], [580, 560], [462, 534], [356, 500], [306, 456]]));
  const falls = ({ left, right, low, lean }: Hanging): Fold[] => drape(seed + left + 6,
    { from: m(curve([[left + 6, 400], [right - 6, 400]])), to: m(curve([[left + 6 + lean, low], [right - 6 + lean, low]])) },
    { count: 4, width: 22, height: 7 });
  const hem = (line: Point[]): Seam => ({ line: m(line), depth: 0.8, pucker: 0.4 });
  const edge = (a: Point, b: Point): Segment => { const [from, to] = m([a, b]); return { from, to }; };
  const ends = w.cut.includes('knit') ? [] : [...fringe(w.main, edge({ x: 534, y: 968 }, { x: 700, y: 964 }), seed)];
  const ends2 = w.cut.includes('knit') ? [] : [...fringe(w.main, edge({ x: 290, y: 892 }, { x: 460, y: 888 }), seed + 1)];
  const ring = (k: number): Fold => fold(m(curve([[330 + k, 430], [344 + k * 0.9, 310 + k * 0.6], [480, 214 + k], [622 - k * 0.9, 312 + k * 0.6],
    [650 - k, 430]])).map((p): Knot => [p.x, p.y]), { width: 16, height: 6, skew: 0.4, open: 'both' });
  const cross = (k: number): Fold => fold(m(curve([[310, 408 + k], [440, 424 + k], [560, 474 + k], [680, 452 + k]])).map((p): Knot => [p.x, p.y]),
    { width: 16, height: 6, skew: 0.5, open: 'both' });
  return {
    focus: { x: CX, y: 560, scale: 2.1 }, loose: 1.3,
    sheets: [
      { ease: 0.4, pieces: ends }, { pieces: [{ shape: m(endOutline(lower, 490)), cloth: w.main, grain: -0.05 * s, lift: 1, round: 10, puff: 6,
        seams: [hem(curve([[532, 958], [702, 954]]))] }], folds: falls(lower) },
      { pieces: [{ shape: loop, cloth: w.main, grain: 0.7 * s, lift: 2, round: 16, puff: 10 }], folds: [ring(20), ring(52), ring(80)] },
      { ease: 0.4, pieces: ends2 }, { pieces: [{ shape: m(endOutline(upper, 452)), cloth: w.main, grain: 0.05 * s, lift: 2.4, round: 10, puff: 6,
        seams: [hem(curve([[288, 882], [462, 878]]))] }], folds: falls(upper) },
      { pieces: [{ shape: band, cloth: w.main, grain: -1.3 * s, lift: 3, round: 18, puff: 12 }], folds: [cross(6), cross(40), cross(72)] },
    ],
  };
}

function capBack(w: Wardrobe, eyelet: (x: number, y: number) => Piece[]): Garment {
  const crown = outline(sided([[-196, 592, 1], [-204, 510], [-178, 404], [-106, 328], [0, 304], [106, 328], [178, 404], [204, 510], [196, 592, 1], [120, 632],
    [0, 644], [-120, 632]], 1));
  const panel = (k: Knot[]): Seam => ({ line: curve(sided(k, 1)), depth: 1.3, pucker: 1, stitches: [-5, 5] });
  const seams = [panel([[0, 308], [2, 420], [0, 560]]), panel([[4, 310], [-82, 420], [-132, 626]]), panel([[-4, 310], [88, 420], [132, 626]])];
  const gap = outline(sided([[-78, 650, 1], [-66, 594], [0, 558], [66, 594], [78, 650, 1]], 1)), strap = across([-88, 622], [88, 622], 8);
  const folds = [fold([[CX - 160, 560], [CX - 140, 480], [CX - 150, 410]], { width: 30, height: 6 }),
    fold([[CX + 150, 570], [CX + 140, 480], [CX + 148, 410]], { width: 30, height: 6 })];
  return {
    focus: { x: CX, y: 540, scale: 2.3 }, loose: 0.4,
    sheets: [
      { ease: 0.6, folds, pieces: [{ shape: crown, cloth: w.main, lift: 1.2, round: 46, puff: 34, seams }, ...eyelet(CX - 52, 410), ...eyelet(CX + 58, 410),
        { shape: ellipse({ x: CX, y: 308 }, 14, 8), cloth: unfigured(w.main), lift: 1, round: 6, puff: 5 }] },
      { ease: 0, pieces: [{ shape: gap, cloth: unfigured(w.trim), tone: 0.5, lift: 0, puff: -6, inner: true },
        ...label({ x: CX, y: 588 }, { width: 40, height: 20 }),
        { shape: ribbon(strap, 28), cloth: unfigured(w.main), lift: 1.4, round: 4, puff: 3, seams: [{ line: strap, depth: 0, stitches: [-10, 10] }] },
        { shape: outline(sided([[18, 608, 1], [46, 606, 1], [47, 650, 1], [19, 652, 1]], 1)), cloth: w.hard, lift: 1.2, round: 4, puff: 3, inner: true }] },
    ],
  };
}

/** A six-panel cap lying on its side, the brim to the right; or seen from behind. */
export function cap(w: Wardrobe, _seed: number, back: boolean): Garment {
  const eyelet = (x: number, y: number): Piece[] => [
    { shape: ellipse({ x, y }, 7.5, 7), cloth: { ...w.main, material: 'finerib' }, lift: 0.3, round: 2, puff: 2, inner: true },
    { shape: ellipse({ x, y }, 3.4), cloth: w.hard, tone: 0.1, lift: 0, puff: -1, inner: true },
  ];
  if (back) return capBack(w, eyelet);
  const crown = outline([[226, 604, 1], [214, 520], [238, 420], [312, 344], [412, 316], [520, 334], [604, 392], [652, 480], [664, 572, 1], [600, 618],
    [470, 642], [330, 634]]);
  const panel = (k: Knot[]): Seam => ({ line: curve(k), depth: 1.3, pucker: 1, stitches: [-5, 5] });
  const seams = [panel([[418, 318], [560, 410], [632, 598]]), panel([[412, 318], [446, 430], [468, 640]]), panel([[406, 318], [330, 420], [306, 630]]),
    { line: curve([[222, 586], [330, 614], [468, 622], [598, 598], [662, 554]]), depth: 0.3, stitches: [0], pucker: 0.7 }];
  const brim = outline([[492, 634, 1], [586, 614], [664, 560, 1], [742, 566], [820, 600], [872, 652], [880, 690], [846, 706], [760, 700], [650, 690],
    [552, 672]]);
  const rows = [0, 1, 2, 3, 4].map((i): Seam => ({ line: curve([[520 + i * 10, 648 - i * 5], [650 + i * 4, 680 - i * 14], [760 - i * 6, 690 - i * 16],
    [838 - i * 12, 692 - i * 17], [866 - i * 16, 682 - i * 17], [858 - i * 18, 654 - i * 14], [812 - i * 16, 610 - i * 8], [744 - i * 14, 576 - i * 3]]),
    depth: 0.2, pucker: 0.4, stitches: [0] }));
  const edge = curve([[552, 672], [650, 690], [760, 700], [846, 706], [878, 692]]);
  const badge: Piece[] = [{ shape: outline([[536, 520, 1], [554, 516, 1], [562, 564, 1], [544, 568, 1]]),
    cloth: { material: 'silk', hex: '#f3eee2', thread: RED }, lift: 0.5, round: 1.5, puff: 0.6, inner: true },
    { shape: ribbon(curve([[546, 522], [552, 562]]), 3.4), cloth: { material: 'twill', hex: RED, thread: RED }, lift: 0, puff: 0.6, inner: true }];
  const opening = outline([[224, 604, 1], [226, 566], [250, 548], [276, 566], [284, 624, 1], [250, 614]]), strap = curve([[218, 594], [250, 608], [292, 618]]);
  const folds = [fold([[270, 560], [262, 480], [300, 410]], { width: 34, height: 7 }), fold([[580, 560], [566, 500], [520, 430]], { width: 40, height: 5 }),
    fold([[400, 600], [392, 540], [400, 470]], { width: 40, height: 5 })];
  return {
    focus: { x: 560, y: 540, scale: 2.3 }, loose: 0.4,
    sheets: [
      { ease: 0.6, folds, pieces: [{ shape: crown, cloth: w.main, lift: 1.2, round: 52, puff: 40, seams }, ...eyelet(508, 404), ...eyelet(382, 410),
        { shape: ellipse({ x: 412, y: 318 }, 14, 7), cloth: unfigured(w.main), lift: 1, round: 6, puff: 5 }, ...badge] },
      { ease: 0.15, pieces: [
        { shape: opening, cloth: unfigured(w.trim), tone: 0.5, lift: 0, puff: -5, inner: true },
          { shape: ribbon(strap, 22), cloth: unfigured(w.main), lift: 1, round: 4, puff: 3, inner: true,
          seams: [{ line: strap, depth: 0, stitches: [-8, 8] }] },
        { shape: brim, cloth: w.main, grain: 0.2, lift: 3, round: 22, puff: 9, seams: [...rows, { line: edge, depth: 0.6, pucker: 0 }],
          folds: [fold([[600, 640], [720, 640], [850, 670]], { width: 60, height: 16, skew: 0.3, open: 'both' })] },
      ] },
    ],
  };
}

/** A tote bag lying flat with its handles. Cuts: leather (stitched edges, tall handles). */
export function tote(w: Wardrobe, seed: number, back: boolean): Garment {
  const l = 214, t = 478, b = 960;
  const body = outline(sided([[-l, t, 1], [0, t + 8], [l, t - 2, 1], [l + 8, 640], [l + 3, b - 14], [l - 12, b, 1], [0, b + 8], [-l + 10, b, 1],
    [-l - 4, b - 14], [-l - 7, 640]], 1));
  const handle = (dy: number, lean: number, lift: number): Piece => {
    const line = curve([[CX - 108, t + 74], [CX - 104 + lean * 0.3, t - 60 + dy], [CX - 66 + lean, t - 214 + dy], [CX + 4 + lean, t - 262 + dy],
      [CX + 72 + lean, t - 212 + dy], [CX + 106 + lean * 0.3, t - 60 + dy], [CX + 110, t + 74]]);
    return { shape: ribbon(line, 30), cloth: w.trim, grain: 0, lift, round: 5, puff: 4, seams: [{ line, depth: 0, stitches: [-11, 11], pucker: 0.8 }] };
  };
  const box = (x: number): Piece => {
    const line = curve([[x - 11, t + 46, 1], [x + 11, t + 46, 1], [x + 11, t + 70, 1], [x - 11, t + 70, 1], [x - 11, t + 46, 1], [x + 11, t + 70, 1]]);
    return { shape: outline([[x - 15, t + 20, 1], [x + 15, t + 20, 1], [x + 15, t + 76, 1], [x - 15, t + 76, 1]]), cloth: w.trim, lift: 0.8, round: 4,
      inner: true, seams: [{ line, depth: 0, stitches: [0], pucker: 0.4 }] };
  };
  const folds = [fold([[CX - 90, t + 90], [CX - 60, 700], [CX - 84, b - 30]], { width: 46, height: 7 }),
    fold([[CX + 110, t + 120], [CX + 80, 720], [CX + 120, b - 60]], { width: 40, height: 6.5, skew: 0.5 }),
    fold([[CX - l, b - 60], [CX - 130, b - 120], [CX - 40, b - 90]], { width: 22, height: 5, skew: 0.5, open: 'start' }),
    fold([[CX + l, b - 80], [CX + 140, b - 130], [CX + 60, b - 150]], { width: 22, height: 5, skew: 0.5, open: 'start' }),
      fold([[CX - 20, t + 40], [CX + 10, 640], [CX - 6, 780]], { width: 30, height: 4 }),
    ...drape(seed, { from: across([-l, t + 20], [l, t + 20]), to: across([-l, b], [l, b]) }, { count: 5, width: 18, height: 2.5 })];
  const seams: Seam[] = [{ line: across([-l - 2, t + 44], [l + 2, t + 42], 6), depth: 0.4, stitches: [0, 4] },
    { line: across([-l, b - 40], [l, b - 40], 4), depth: 0.8, pucker: 0.5 }, { line: curve([[CX + l - 40, b + 4], [CX + l - 34, b - 38]]), depth: 0.9,
    pucker: 0.2 }, { line: curve([[CX - l + 40, b + 4], [CX - l + 34, b - 38]]), depth: 0.9, pucker: 0.2 }];
  const tab = back ? [] : label({ x: CX + l - 52, y: 860 }, { width: 50, height: 23 });
  const inside: Piece = { shape: outline(sided([[-l + 8, t + 2, 1], [0, t - 16], [l - 8, t, 1], [0, t + 30]], 1)), cloth: unfigured(w.main), tone: 0.72,
    lift: 0 };
  return {
    focus: { x: CX + 76, y: t + 70, scale: 2.2 }, loose: 1.1,
    sheets: [{ ease: 0.3, pieces: [handle(-12, 26, 1.4)] }, { ease: 0.3, pieces: [inside] },
      { folds, pieces: [{ shape: body, cloth: w.main, lift: 0.8, round: 16, puff: 7, seams }, ...tab] },
      { ease: 0.2, pieces: [handle(10, -14, 2), box(CX - 108), box(CX + 110),
      ...(w.main.material === 'leather' ? [...rivet({ x: CX - 108, y: t + 34, radius: 5 }, w.hard),
        ...rivet({ x: CX + 110, y: t + 34, radius: 5 }, w.hard)] : [])] }],
  };
}

/** A belt laid in an open coil, its buckle at the end. Cuts: plait, web. */
export function belt(w: Wardrobe, _seed: number, back: boolean): Garment {
  const s = back ? -1 : 1, m = (k: Knot[]): Point[] => curve(k.map(([x, y]): Knot => [CX + s * (x - CX), y]));
  const wide = 58, half = wide / 2;
  const outer = m([[690, 330], [590, 268], [440, 262], [296, 334], [216, 480], [218, 650], [300, 800], [450, 868], [610, 838], [716, 730], [742, 590],
    [690, 462], [580, 396], [452, 402], [366, 484], [352, 600], [410, 704], [510, 726]]);
  const cut = Math.round(outer.length * 0.56), edge = { depth: 0, pucker: 0.2 };
  const strap = (line: Point[], lift: number, w1 = wide): Piece => ({ shape: ribbon(line, w1), cloth: w.main, grain: 0.5, lift, round: 6, puff: 4,
    seams: [{ ...edge, line, stitches: [-half + 6, half - 6], stitch: 6.2, weight: 1.5 }] });
  const first = outer.slice(0, cut + 2), second = outer.slice(cut);
  const last = second[second.length - 1], before = second[second.length - 8], dx = last.x - before.x, dy = last.y - before.y, dl = Math.hypot(dx, dy),
    ux = dx / dl, uy = dy / dl;
  const tip: Piece = { ...strap([...second, { x: last.x + ux * 14, y: last.y + uy * 14 }], 1.6),
    shape: [...ribbon(second, wide)].flatMap((p, i, all) => (i === all.length / 2 - 1 ? [p,
    { x: last.x + ux * 34 + (p.x - last.x) * 0.55, y: last.y + uy * 34 + (p.y - last.y) * 0.55 }, { x: last.x + ux * 46, y: last.y + uy * 46 }] : [p])) };
  const holes = [24, 32, 40, 48, 56].flatMap((n): Piece[] => {
    const p = second[second.length - n + 12];
    return [{ shape: ellipse(p, 4.6), cloth: w.main, tone: 0.55, lift: 0, puff: -2, round: 2, inner: true },
      { shape: ellipse(p, 3.2), cloth: w.hard, tone: 0.08, lift: 0, puff: -1, inner: true }];
  });
  const a = outer[0], bx = CX + s * (700 - CX);
  const turn = (x: number, y: number): Knot => { const c = Math.cos(s * 0.52),
    n = Math.sin(s * 0.52); return [a.x + s * x * c - y * n, a.y + s * x * n + y * c, 1]; };
  const rect = ({ x, y, width, height }: Box): Point[] => outline([turn(x, y), turn(x + width, y), turn(x + width, y + height), turn(x, y + height)]);
  const rounded = ({ x: x0, y: y0, width, height }: Box): Point[] => {
    const x1 = x0 + width, y1 = y0 + height, r = 5, k = r * 0.3;
    return outline([[x0 + r, y0], [x1 - r, y0], [x1 - k, y0 + k], [x1, y0 + r], [x1, y1 - r], [x1 - k, y1 - k], [x1 - r, y1], [x0 + r, y1],
      [x0 + k, y1 - k], [x0, y1 - r], [x0, y0 + r], [x0 + k, y0 + k]].map(([x, y]): Knot => { const [tx, ty] = turn(x, y); return [tx, ty]; }));
  };
  const bar = (p: Point[], lift = 1): Piece => ({ shape: p, cloth: w.hard, lift, round: 4.5, puff: 4.2 });
  const frame = [bar(rounded({ x: -6, y: -44, width: 74, height: 12 })), bar(rounded({ x: -6, y: 32, width: 74, height: 12 })),
    bar(rounded({ x: 56, y: -44, width: 12, height: 88 })), bar(rounded({ x: -6, y: -44, width: 12, height: 88 })),
    bar(rect({ x: -4, y: -3.6, width: 72, height: 7.2 }), 1.6)];
  const keeper = (n: number): Piece => { const line = shifted(outer.slice(n, n + 5), 0); return { shape: ribbon(line, wide + 9), cloth: w.main, grain: 1.5,
    lift: 1.3, round: 4, puff: 4 }; };
  return {
    focus: back ? { x: CX, y: 520, scale: 2 } : { x: bx - 30, y: 340, scale: 2.3 }, loose: 0.4,
    sheets: [
      { ease: 0, pieces: [tip, ...holes] }, { ease: 0, pieces: [strap(first, 1.6), keeper(12),
        { shape: rect({ x: -46, y: -24, width: 4, height: 48 }), cloth: { material: 'twill', hex: RED, thread: RED }, lift: 0, puff: 0.6, inner: true },
          ...frame] },
    ],
  };
}
