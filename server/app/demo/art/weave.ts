import { type Field, noise } from './noise.ts';
import type { TilePainter } from './pattern.ts';

interface Weave {
  /** Threads per tile in each direction; a multiple of the weave's repeat. */
  readonly threads: number;
  /** Tells whether the lengthwise thread lies on top at this crossing. */
  readonly over: (warp: number, weft: number) => boolean;
  /** Height of a thread, units. */
  readonly depth: number;
  /** How uneven the threads' thickness and tone are, 0..1. */
  readonly slub: number;
  /** How much lighter (or, below zero, darker) the crosswise threads are. */
  readonly weft?: number;
  /** Length of a slub in units. */
  readonly reach?: number;
}

const TILE = 128;

/** A woven cloth's tile painter; heights in units, tone about 1. */
export function woven(seed: number, w: Weave): TilePainter {
  const pitch = TILE / w.threads, reach = w.reach ?? 32;
  const across: Field = noise(seed, TILE / reach, w.threads);
  const down: Field = noise(seed + 1, w.threads, TILE / reach);
  const cloud = noise(seed + 2, 4, 4);
  return (x, y) => {
    const i = Math.floor(x / pitch), j = Math.floor(y / pitch);
    const fx = x / pitch - i - 0.5, fy = y / pitch - j - 0.5;
    const top = w.over(i, j);
    const warpSlub = down(i + 0.5, y / reach), weftSlub = across(x / reach, j + 0.5);
    const warp = Math.cos(Math.PI * fx), weft = Math.cos(Math.PI * fy);
    const height = top ? warp * (0.55 + 0.45 * weft) : weft * (0.55 + 0.45 * warp);
    const slub = top ? warpSlub : weftSlub;
    const streak = (warpSlub + weftSlub) * 0.5;
    return {
      height: w.depth * (height * (1 + w.slub * slub * 0.6) + w.slub * streak * 0.7),
      tone: 1 + w.slub * (0.1 * slub + 0.11 * streak) + (top ? 0 : w.weft ?? 0) + 0.015 * cloud(x / 32, y / 32) - 0.12 * (1 - height) * w.slub,
    };
  };
}

/** Plain weave: over one, under one. */
export const plain = (i: number, j: number): boolean => ((i + j) & 1) === 0;

/** Twill: a diagonal, `span` threads over of `span + 1`. */
export const twill = (span: number) => (i: number, j: number): boolean => (((i - j) % (span + 1)) + span + 1) % (span + 1) !== 0;

/** Basket: two by two. */
export const basket = (i: number, j: number): boolean => (((i >> 1) + (j >> 1)) & 1) === 0;

/** Herringbone: a twill that turns every `turn` threads. */
export const herringbone = (turn: number) => (i: number, j: number): boolean => {
  const k = Math.floor(i / turn) % 2 === 0 ? i - j : -i - j;
  return (((k % 4) + 4) % 4) < 2;
};

/** Cloth with lengthwise cords (corduroy). In: seed and cords in a tile. */
export function corded(seed: number, cords: number): TilePainter {
  const nap = noise(seed, 64, 16), cloud = noise(seed + 1, 4, 4);
  return (x, y) => {
    const f = ((x * cords) / TILE) % 1;
    const dome = Math.sqrt(Math.max(0, Math.sin(Math.PI * f)));
    return { height: 1.5 * dome + 0.12 * nap(x / 2, y / 8), tone: 0.86 + 0.16 * dome + 0.05 * nap(x / 2, y / 8) + 0.02 * cloud(x / 32, y / 32) };
  };
}

/** A grain: cell size (divides 128), depth in units, tone spread. */
interface Grain { readonly cell: number; readonly depth: number; readonly spread: number }

/** Leather, suede and rubber: a grain of fine irregular cells. */
export function grained(seed: number, { cell, depth, spread }: Grain): TilePainter {
  const n = TILE / cell;
  const a = noise(seed, n, n), a2 = noise(seed + 7, n, n), b = noise(seed + 1, n * 2, n * 2), cloud = noise(seed + 2, 4, 4);
  return (x, y) => {
    const fine = Math.abs(a(x / cell, y / cell) + a2(x / cell + 0.5, y / cell + 0.5)) * 0.5 + Math.abs(b((x / cell) * 2, (y / cell) * 2)) * 0.45;
    return { height: depth * Math.min(0.4, fine), tone: 1 + spread * (cloud(x / 32, y / 32) + fine - 0.3) };
  };
}

/** Felted wool: no threads to see, a soft fibrous surface with flecks. */
export function felted(seed: number, depth: number, fleck: number): TilePainter {
  const a = noise(seed, 64, 64), b = noise(seed + 1, 24, 48), c = noise(seed + 2, 128, 128), cloud = noise(seed + 3, 4, 4);
  return (x, y) => {
    const f = 0.5 * a(x / 2, y / 2) + 0.5 * b((x * 24) / TILE, (y * 48) / TILE);
    return { height: depth * (f + 0.4 * c(x, y)), tone: 1 + fleck * (0.6 * f + 0.5 * c(x, y)) + 0.03 * cloud(x / 32, y / 32) };
  };
}
