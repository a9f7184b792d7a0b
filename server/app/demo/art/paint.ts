import { materials, tileOf } from './cloth.ts';
import { addFold, wrinkle } from './folds.ts';
import { type Canvas, cast, ground, lit, shine } from './light.ts';
import { type Ink, inkOf, linear, type Rgb } from './pattern.ts';
import type { Garment, Piece, Sheet } from './piece.ts';
import { areaOf, blur, type Cutout, type Frame, fill, grow, type Plane, type SmallPlane } from './raster.ts';
import { sew, type Work } from './seams.ts';
import { type Box, lying, type Point, type Size, type Warp } from './shape.ts';

interface Scene {
  readonly canvas: Canvas;
  readonly frame: Frame;
  readonly place: (points: readonly Point[]) => Point[];
  readonly seed: number;
  readonly body: Float32Array;
}

interface Ready extends Cutout { readonly piece: Piece; readonly shape: Point[] }

/** A sheet with its pieces cut out; its place in the garment, the lowest first. */
interface Layer { readonly sheet: Sheet; readonly pieces: readonly Ready[]; readonly index: number }

function ready(piece: Piece, scene: Scene): Ready | null {
  const { frame } = scene, shape = scene.place(piece.shape);
  const area = areaOf(shape, 2, frame);
  if (!area) return null;
  const mask = fill(shape, area);
  if (piece.clip) {
    const keep = fill(scene.place(piece.clip), area);
    for (let i = 0; i < mask.length; i++) mask[i] *= keep[i];
  }
  return { piece, shape, area, mask };
}

function unionOf(scene: Scene, all: readonly Ready[], wanted: (p: Piece) => boolean): Float32Array {
  const { width, height } = scene.frame, union = new Float32Array(width * height);
  for (const { piece, area, mask } of all) {
    if (!wanted(piece)) continue;
    for (let y = 0; y < area.height; y++) for (let x = 0; x < area.width; x++) {
      const k = (y + area.y) * width + x + area.x;
      union[k] = Math.max(union[k], mask[y * area.width + x]);
    }
  }
  return union;
}

function groundShadow(scene: Scene, union: Float32Array): void {
  const { width, height, scale } = scene.frame;
  const whole: Cutout = { area: { x: 0, y: 0, width, height }, mask: union };
  cast(scene.canvas, whole, { radius: 46 * scale, dx: 20 * scale, dy: 28 * scale, strength: 0.3 });
  cast(scene.canvas, whole, { radius: 15 * scale, dx: 7 * scale, dy: 10 * scale, strength: 0.34 });
  cast(scene.canvas, whole, { radius: 4 * scale, dx: 1.5 * scale, dy: 2.4 * scale, strength: 0.4 });
}

/** The drape of one sheet: heights (pixels) and darkness of hollows over its area. */
interface Drape { readonly area: Box; readonly height: Float32Array; readonly dark: Float32Array }

/** A piece's fields and the drape they lie in. */
interface Surface extends Work { readonly drape: Drape | null }

function drapeOf(scene: Scene, { sheet, pieces, index }: Layer): Drape | null {
  const { frame } = scene, f = Math.max(2, Math.round(frame.scale * 1.7));
  const area = areaOf(pieces.flatMap((p) => p.shape), 4, frame);
  if (!area) return null;
  const w = Math.ceil(area.width / f) + 1, h = Math.ceil(area.height / f) + 1, scale = frame.scale / f;
  const m = materials[pieces[0].piece.cloth.material], amount = m.crease * (sheet.ease ?? 1) * frame.scale;
  const run = sheet.run ?? 0, c = Math.cos(run), s = Math.sin(run), off = (scene.seed % 509) + index * 137;
  const small: SmallPlane = { values: new Float32Array(w * h), width: w, height: h, factor: f };
  for (const d of sheet.folds ?? []) {
    addFold(small, { ...d, line: scene.place(d.line).map((p) => ({ x: (p.x - area.x) / f, y: (p.y - area.y) / f })) }, scale);
  }
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) {
    const u = frame.x + (x * f + area.x) / frame.scale, v = frame.y + (y * f + area.y) / frame.scale;
    const loose = amount === 0 ? 0 : wrinkle((u * c + v * s) * 1.25 + off, (v * c - u * s) * 0.7 + off * 1.7, m.crumple);
    small.values[y * w + x] = small.values[y * w + x] * f + amount * loose;
  }
  return { area, height: blur(grow(small, area), f), dark: hollows(small, frame.scale, area) };
}

/** Darkness of hollows: how far each place lies below its neighbourhood. */
function hollows(small: SmallPlane, scale: number, size: Size): Float32Array {
  const wide = blur(small, (26 * scale) / small.factor), near = blur(small, (4 * scale) / small.factor);
  for (let i = 0; i < near.length; i++) near[i] = Math.max(-0.08, Math.min(0.4, ((wide[i] - near[i]) / scale) * 0.06));
  return grow({ ...small, values: near }, size).values;
}

function workOf(scene: Scene, r: Ready, drape: Drape | null): Surface {
  const { area, mask, piece } = r, { frame } = scene, n = area.width * area.height;
  const m = materials[piece.cloth.material];
  const radius = (piece.round ?? 7) * frame.scale, rise = (piece.puff ?? (piece.joined ? 2.4 + m.body * 0.6 : m.body)) * frame.scale;
  const soft = piece.joined ? null : blur({ ...area, values: mask }, radius);
  const sewn = piece.seams?.some((q) => (q.stitches?.length ?? 0) > 0) ?? false;
  const work: Surface = { area, cloth: piece.cloth, drape, height: new Float32Array(n), tone: new Float32Array(n).fill(piece.tone ?? 1),
    cover: new Float32Array(sewn ? n : 0),
    thread: new Float32Array(sewn ? n * 3 : 0) };
  for (let y = 0; y < area.height; y++) for (let x = 0; x < area.width; x++) {
    const k = y * area.width + x, wide = (y + area.y) * frame.width + x + area.x;
    const e = Math.min(1, Math.max(0, (soft ? soft[k] : scene.body[wide]) * 2 - 1));
    const lies = drape ? drape.height[(y + area.y - drape.area.y) * drape.area.width + x + area.x - drape.area.x] : 0;
    work.height[k] = rise * Math.sqrt(1 - (1 - e) * (1 - e)) + lies;
    if (e < 0.6) work.tone[k] *= 0.93 + 0.07 * (e / 0.6);
  }
  if (piece.folds) {
    const own: Plane = { ...area, values: new Float32Array(n) };
    for (const f of piece.folds) addFold(own, { ...f, line: scene.place(f.line).map((p) => ({ x: p.x - area.x, y: p.y - area.y })) },
      frame.scale);
    for (let i = 0; i < n; i++) work.height[i] += own.values[i];
  }
  for (const s of piece.seams ?? []) sew(work, { ...s, line: scene.place(s.line) }, frame);
  return work;
}

function lay(scene: Scene, r: Ready, work: Surface): void {
  const { piece, area, mask } = r, { frame, canvas } = scene, { scale } = frame, { drape } = work;
  const m = materials[piece.cloth.material], tile = tileOf(piece.cloth.material, scale);
  const base = linear(piece.cloth.hex), ink: Ink | null = piece.cloth.pattern ? inkOf(piece.cloth.pattern) : null;
  const sewn = work.cover.length > 0, flat = m.gloss > 0 ? shine(0, 0, m.sharpness) * 0.8 : 0;
  const grain = piece.grain ?? 0, c = Math.cos(grain), s = Math.sin(grain), step = tile.side / 128, wrap = tile.side - 1;
  const cx = piece.shape[0].x, cy = piece.shape[0].y, rgb: Rgb = [0, 0, 0], H = work.height, w = area.width;
  for (let y = 0; y < area.height; y++) for (let x = 0; x < w; x++) {
    const k = y * w + x, a = mask[k];
    if (a < 0.004) continue;
    const left = x > 0 ? k - 1 : k, right = x < w - 1 ? k + 1 : k, up = y > 0 ? k - w : k, down = y < area.height - 1 ? k + w : k;
    let gx = (H[right] - H[left]) / Math.max(1, right - left), gy = (H[down] - H[up]) / Math.max(1, (down - up) / w);
    gx = Math.max(-1.6, Math.min(1.6, gx));
    gy = Math.max(-1.6, Math.min(1.6, gy));
    const du = frame.x + (x + area.x) / scale - cx, dv = frame.y + (y + area.y) / scale - cy;
    const u = (du * c + dv * s) + 5 * (gx * c + gy * s) + 2000, v = (dv * c - du * s) + 5 * (gy * c - gx * s) + 2000;
    const tu = u * step, tv = v * step, iu = tu | 0, iv = tv | 0, fu = tu - iu, fv = tv - iv;
    const i0 = iu & wrap, i1 = (iu + 1) & wrap, r0 = (iv & wrap) * tile.side, r1 = ((iv + 1) & wrap) * tile.side;
    const w00 = (1 - fu) * (1 - fv), w10 = fu * (1 - fv), w01 = (1 - fu) * fv, w11 = fu * fv;
    const cover = sewn ? work.cover[k] : 0, bare = 1 - cover * 0.8;
    const tx = (tile.sx[r0 + i0] * w00 + tile.sx[r0 + i1] * w10 + tile.sx[r1 + i0] * w01 + tile.sx[r1 + i1] * w11) * bare;
    const ty = (tile.sy[r0 + i0] * w00 + tile.sy[r0 + i1] * w10 + tile.sy[r1 + i0] * w01 + tile.sy[r1 + i1] * w11) * bare;
    const weave = tile.tone[r0 + i0] * w00 + tile.tone[r0 + i1] * w10 + tile.tone[r1 + i0] * w01 + tile.tone[r1 + i1] * w11;
    const sx = gx + tx * c - ty * s, sy = gy + tx * s + ty * c;
    let light = lit(sx, sy);
    const dark = drape ? drape.dark[(y + area.y - drape.area.y) * drape.area.width + x + area.x - drape.area.x] : 0;
    light *= 1 - dark;
    const t = weave * work.tone[k] * (1 - 1.6 * m.fade * dark);
    rgb[0] = base[0] * t;
    rgb[1] = base[1] * t;
    rgb[2] = base[2] * t;
    if (ink) ink(u - 2000, v - 2000, rgb);
    if (cover > 0) for (let q = 0; q < 3; q++) rgb[q] += (work.thread[k * 3 + q] - rgb[q]) * cover;
    rgb[0] *= light;
    rgb[1] *= light;
    rgb[2] *= light;
    const spec = (m.gloss > 0 ? Math.max(-0.12 * light * (rgb[0] + rgb[1] + rgb[2]),
      m.gloss * 0.8 * (shine(sx, sy, m.sharpness) - flat)) : 0) + 0.012 * (light - 0.6);
    const p = (y + area.y) * canvas.width + x + area.x;
    canvas.r[p] += (rgb[0] + spec - canvas.r[p]) * a;
    canvas.g[p] += (rgb[1] + spec - canvas.g[p]) * a;
    canvas.b[p] += (rgb[2] + spec - canvas.b[p]) * a;
  }
}

function paintLayer(scene: Scene, layer: Layer): void {
  const { scale } = scene.frame, { sheet, pieces } = layer;
  const flat = (sheet.ease ?? 1) === 0 && !sheet.folds?.length;
  const drape = flat ? null : drapeOf(scene, layer);
  for (const r of pieces) {
    const lift = (r.piece.lift ?? 1) * scale;
    if (lift > 0) {
      cast(scene.canvas, r, { radius: lift * 3.2, dx: lift * 1.1, dy: lift * 1.5, strength: 0.42 });
      if (lift > 1.4) cast(scene.canvas, r, { radius: lift * 1.1, dx: lift * 0.35, dy: lift * 0.5, strength: 0.36 });
    }
    lay(scene, r, workOf(scene, r, drape));
  }
}

/** How a garment is shown: a seed (how it lies), the ground's #rrggbb and the frame. */
interface Setting { readonly seed: number; readonly groundHex: string; readonly frame: Frame }

/** Paints a garment on its ground. Out: the canvas in linear light. */
export function paint(garment: Garment, { seed, groundHex, frame }: Setting): Canvas {
  const canvas = ground(groundHex, frame);
  const warp: Warp = lying(seed, garment.loose ?? 1);
  const place = (points: readonly Point[]): Point[] => points.map((q) => {
    const p = warp(q);
    return { x: (p.x - frame.x) * frame.scale, y: (p.y - frame.y) * frame.scale };
  });
  const empty: Scene = { canvas, frame, place, seed, body: new Float32Array(0) };
  const layers = garment.sheets.map((sheet, index): Layer => ({ sheet, index, pieces: sheet.pieces.map((p) => ready(p, empty)).filter((p) => p !== null) }));
  const all = layers.flatMap((l) => l.pieces);
  groundShadow(empty, unionOf(empty, all, (p) => !p.inner));
  const body = blur({ ...frame, values: unionOf(empty, all, (p) => p.joined === true) }, 9.5 * frame.scale);
  const scene = { ...empty, body };
  for (const layer of layers) if (layer.pieces.length > 0) paintLayer(scene, layer);
  return canvas;
}

/** The frame which shows the whole garment in the middle, at most 1.08 pixels per unit at 960 wide. In: picture size in pixels. */
export function framed(garment: Garment, { width, height }: Size): Frame {
  let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
  for (const sheet of garment.sheets) for (const piece of sheet.pieces) for (const p of piece.shape) {
    x0 = Math.min(x0, p.x); x1 = Math.max(x1, p.x);
    y0 = Math.min(y0, p.y); y1 = Math.max(y1, p.y);
  }
  const unit = width / 960, scale = unit * Math.min(1.08, 836 / (x1 - x0), 1000 / (y1 - y0));
  return { width, height, scale, x: (x0 + x1) / 2 - width / 2 / scale, y: (y0 + y1) / 2 - height / 2 / scale };
}

/** The frame of a close view. In: picture size, the place and magnification at 960 wide. */
export function close(focus: Garment['focus'], { width, height }: Size): Frame {
  const scale = (focus.scale * 1.2 * width) / 960;
  return { width, height, scale, x: focus.x - width / 2 / scale, y: focus.y - height / 2 / scale };
}
