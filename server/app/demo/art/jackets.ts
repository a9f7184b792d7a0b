import { bandCollar, type Neck, neckInside, ribNeck, shirtCollar } from './collars.ts';
import type { Cloth, Garment, Piece, Seam, Sheet, Wardrobe } from './piece.ts';
import { type Box, CX, curve, type Knot, outline, type Point, ribbon, sided } from './shape.ts';
import { across, hemRib, innerBack, sleeves, type TopCut, trunk, trunkFolds } from './tops.ts';
import { button, buttonhole, patch, rivet, unfigured, zip } from './trims.ts';

const BODY: TopCut = {
  neck: { half: 72, y: 228, front: 276 }, shoulder: [208, 272], under: [222, 452], waist: 218, hem: 214, hemY: 830, rib: 0,
  sleeve: { length: 570, angle: 0.3, wrist: 100, cuff: 'band', depth: 50, full: 10, creases: 1.1 },
};

const rowsOf = (line: readonly Point[], stitches: readonly number[]): Seam => ({ line, depth: 0, pucker: 0.8, stitches });

/** Trucker details: yoke, V seams, two flap pockets, waistband. */
function trucker(w: Wardrobe, c: TopCut): { seams: Seam[]; pieces: Piece[] } {
  const seams: Seam[] = [], pieces: Piece[] = [];
  const bandLine = across([-c.hem, c.hemY - 22], [c.hem, c.hemY - 22], 5);
  for (const s of [1, -1] as const) {
    seams.push(
      { line: curve(sided([[16, 402], [110, 396], [198, 384]], s)), depth: 1, stitches: [s * -3, s * -7.5] },
      { line: curve(sided([[58, 404], [50, 600], [34, c.hemY - 44]], s)), depth: 0.9, stitches: [s * 3, s * 7] },
      { line: curve(sided([[138, 398], [112, 600], [66, c.hemY - 44]], s)), depth: 0.9, stitches: [s * 3, s * 7] },
    );
    const flap = outline(sided([[50, 390, 1], [148, 383, 1], [149, 410, 1], [100, 440, 1], [52, 417, 1]], s));
    pieces.push({ ...patch(w.main, { shape: flap, hem: curve(sided([[54, 396], [144, 389]], s)), twice: true }), lift: 1.4 },
      ...rivet({ x: CX + s * 100, y: 425, radius: 7 }, w.hard));
    pieces.push({ shape: outline(sided([[170, 640, 1], [183, 644, 1], [158, 752, 1], [145, 747, 1]], s)), cloth: w.main, lift: 0.5, round: 2.5, inner: true,
      seams: [{ line: curve(sided([[174, 646], [150, 746]], s)), depth: 0.6, stitches: [-4, 4] }] });
  }
  pieces.push({ shape: ribbon(bandLine, 46), cloth: w.main, grain: Math.PI / 2, lift: 0.6, round: 5,
    seams: [rowsOf(bandLine.map((p) => ({ x: p.x, y: p.y - 18 })), [0]), rowsOf(bandLine.map((p) => ({ x: p.x, y: p.y + 17 })), [0])] });
  return { seams, pieces };
}

/** Chore-coat details: three patch pockets. */
function chore(w: Wardrobe, c: TopCut): { seams: Seam[]; pieces: Piece[] } {
  const pocket = ({ x, y, width: a, height: h }: Box, s: 1 | -1): Piece =>
    patch(w.main, { shape: outline(sided([[x, y, 1], [x + a, y - 4, 1], [x + a + 3, y + h * 0.82], [x + a - 8, y + h - 2], [x + a / 2, y + h + 2],
      [x + 9, y + h], [x + 1, y + h * 0.84]], s)), hem: curve(sided([[x + 2, y + 19], [x + a, y + 15]], s)), twice: true });
  const low: Box = { x: 60, y: 652, width: 128, height: 140 };
  return {
    seams: [{ line: across([-c.hem, c.hemY - 18], [c.hem, c.hemY - 18], 4), depth: 0.3, stitches: [0, 3.5] }],
    pieces: [pocket(low, 1), pocket(low, -1), pocket({ x: 66, y: 402, width: 88, height: 96 }, 1)],
  };
}

/** Bomber details: slanted welt pockets. */
function bomber(w: Wardrobe): { seams: Seam[]; pieces: Piece[] } {
  const pieces = ([1, -1] as const).map((s): Piece => ({
    shape: outline(sided([[92, 618, 1], [108, 610, 1], [160, 706, 1], [143, 714, 1]], s)), cloth: w.main, grain: s * 0.5, lift: 0.9, round: 3, inner: true,
    seams: [{ line: curve(sided([[96, 622], [146, 711]], s)), depth: 0, stitches: [2.5 * s] }],
  }));
  return { seams: [], pieces };
}

/** Biker details: diagonal zip, lapels with snaps, zip pockets, belt. */
function biker(w: Wardrobe, c: TopCut): { seams: Seam[]; pieces: Piece[] } {
  const tape = { ...w.main, hex: '#1b1a1a' }, pieces: Piece[] = [];
  const main = curve([[CX + 92, 372], [CX + 62, 560], [CX + 26, 700], [CX + 22, c.hemY - 6]]);
  const lapel = (s: 1 | -1): Piece => ({
    shape: outline(sided([[6, 420, 1], [s > 0 ? 84 : 30, 386, 1], [s > 0 ? 132 : 118, 322, 1], [70, 290, 1], [40, 282], [20, 330]], s)), cloth: w.main,
      grain: s * 0.4, lift: 1.8, round: 7, puff: 4,
    seams: [rowsOf(curve(sided([[12, 410], [s > 0 ? 82 : 34, 378], [s > 0 ? 122 : 108, 322]].map(([x, y]): Knot => [x, y, 1]), s)), [0])],
  });
  for (const s of [1, -1] as const) pieces.push(...zip(curve(sided([[106, 604], [160, 706]], s)), { tape, metal: w.hard, width: 13 }));
  pieces.push(...zip(curve(sided([[-146, 424], [-92, 404]], 1)), { tape, metal: w.hard, width: 12 }), ...zip(main, { tape, metal: w.hard, width: 18 }),
    lapel(-1), lapel(1),
    ...rivet({ x: CX + 114, y: 330, radius: 5 }, w.hard), ...rivet({ x: CX - 102, y: 330, radius: 5 }, w.hard));
  const belt = across([-c.hem - 3, c.hemY - 20], [c.hem + 3, c.hemY - 20], 4);
  pieces.push({ shape: ribbon(belt, 34), cloth: w.main, lift: 1, round: 5, puff: 3.6, seams: [rowsOf(belt, [-13, 13])] });
  pieces.push({ shape: outline(sided([[-96, c.hemY - 42, 1], [-54, c.hemY - 42, 1], [-54, c.hemY + 8, 1], [-96, c.hemY + 8, 1]], 1)), cloth: w.hard, lift: 1.4,
    round: 4, puff: 3, inner: true });
  pieces.push({ shape: outline(sided([[-88, c.hemY - 34, 1], [-62, c.hemY - 34, 1], [-62, c.hemY, 1], [-88, c.hemY, 1]], 1)), cloth: w.main, lift: 0,
    inner: true }, { shape: outline(sided([[-76, c.hemY - 20, 1], [-52, c.hemY - 20, 1], [-52, c.hemY - 15, 1], [-76, c.hemY - 15, 1]], 1)), cloth: w.hard,
    lift: 0.6, round: 2, inner: true });
  return { seams: [{ line: across([-196, 392], [196, 392], 4), depth: 1 }], pieces };
}

function placket(w: Wardrobe, c: TopCut, clip: readonly Point[]): Piece {
  const line = curve([[CX + 2, c.neck.front + 2], [CX + 4, 520], [CX + 2, c.hemY + 8]]);
  return { shape: ribbon(line, 48), clip, cloth: w.main, lift: 1, round: 4, inner: true, seams: [rowsOf(line, [-19, 19])] };
}

/** Snaps or buttons down the placket. */
function fasteners(w: Wardrobe, c: TopCut, snaps: boolean): Piece[] {
  const first = c.neck.front + 70, last = snaps ? c.hemY - 22 : c.hemY - 96, n = snaps ? 6 : 5;
  return Array.from({ length: n }, (_, i) => {
    const x = CX + 4, y = first + ((last - first) * i) / (n - 1);
    if (snaps) return rivet({ x, y, radius: 8.5 }, w.hard);
    return [buttonhole({ x, y, half: 10, angle: 0 }, w.main.thread), ...button({ x, y, radius: 10.5 }, w.hard, w.main.thread)];
  }).flat();
}

function collarOf(w: Wardrobe, neck: Neck, style: string): Sheet[] {
  if (style === 'bomber') return [ribNeck(w.trim, { ...neck, front: neck.front - 4 }, 30)];
  if (style === 'biker') return [bandCollar(w.main, neck, w.hard)].map((s) => ({ ...s, pieces: s.pieces.slice(0, 1) }));
  return [shirtCollar(w.main, neck, { point: style === 'chore' ? 48 : 54, spread: 16 })];
}

function backSeams(c: TopCut, style: string): Seam[] {
  const twin = style === 'trucker' || style === 'chore' ? [3, 7] : [];
  const seams: Seam[] = [{ line: across([-190, 372], [190, 372], 4), depth: 1, stitches: twin }];
  if (style !== 'chore') for (const s of [1, -1] as const) seams.push({ line: curve(sided([[104, 376], [92, 560], [70, c.hemY - 40]], s)), depth: 0.9,
    stitches: twin });
  else seams.push({ line: across([-c.hem, c.hemY - 18], [c.hem, c.hemY - 18], 4), depth: 0.3, stitches: [0] });
  return seams;
}

/** A jacket. Cuts: trucker, chore, bomber, biker. */
export function jacket(w: Wardrobe, seed: number, back: boolean): Garment {
  const style = ['trucker', 'chore', 'bomber', 'biker'].find((s) => w.cut.includes(s)) ?? 'chore';
  const ribs = style === 'bomber';
  const c: TopCut = {
    ...BODY, hemY: style === 'chore' ? 876 : ribs ? 848 : 806, rib: ribs ? 58 : 0, hem: style === 'chore' ? 224 : 206, stitched: false,
    sleeve: { ...BODY.sleeve, cuff: ribs ? 'rib' : style === 'biker' ? 'hem' : 'band', depth: ribs ? 58 : style === 'biker' ? 16 : 46, wrist: ribs ? 96 : 100,
      full: ribs ? 18 : 8 },
  };
  const lining: Cloth = unfigured(w.trim), body = trunk({ ...c, neck: { ...c.neck, front: style === 'biker' ? 330 : c.neck.front } }, w.main, back);
  const parts = style === 'trucker' ? trucker(w, c) : style === 'bomber' ? bomber(w) : style === 'biker' ? biker(w, c) : chore(w, c);
  const piece: Piece = { ...body.piece, seams: [...(body.piece.seams ?? []).slice(0,
    2).map((s): Seam => ({ ...s, stitches: ribs ? [] : s.line[0].x > CX ? [5] : [-5] })), ...(back ? backSeams(c, style) : parts.seams)] };
  const closing = style === 'trucker' || style === 'chore' ? [placket(w, c, body.shape),
    ...fasteners(w, c, style === 'trucker')] : ribs ? zip(curve([[CX, 286], [CX + 2, 560], [CX, c.hemY]]),
    { tape: { ...w.main, hex: w.trim.hex }, metal: w.hard, width: 20 }) : [];
  const band = style === 'trucker' && back ? trucker(w, c).pieces.slice(-1) : [];
  const collar = back ? [{ ease: 0.25, pieces: [{ shape: outline(sided([[-88, 246], [-74, 192], [0, 174], [74, 192], [88, 246], [96, 264, 1], [0, 254],
    [-96, 264, 1]], 1)), cloth: ribs ? w.trim : w.main, lift: 1.6, round: 8, puff: 4 }] }] : collarOf(w, c.neck, style);
  return {
    focus: { x: CX + 52, y: back ? 340 : 390, scale: 2.2 },
    sheets: [
      { ease: 0.3, pieces: [innerBack(c, lining)] }, ...sleeves(w, c, seed),
        ...(back ? [] : [neckInside(lining, style === 'biker' ? { ...c.neck, front: 330 } : c.neck, 40)]),
      ...(ribs ? [hemRib(c, w.trim)] : []),
      { pieces: [piece, ...(back ? band : style === 'trucker' ? [...parts.pieces.slice(0, -1), ...parts.pieces.slice(-1), ...closing] : [...parts.pieces,
        ...closing])], folds: trunkFolds(c, seed, 0.9) }, ...collar,
    ],
  };
}

