/** A source of numbers in [0, 1), the same for the same seed. */
export type Rng = () => number;

/** A smooth field; takes a place, gives about -1..1. */
export type Field = (x: number, y: number) => number;

/** Seeded random source (mulberry32). In: any integer. Out: a function giving 0..1. */
export function rng(seed: number): Rng {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A stable 32-bit seed out of a name, so that a product always lies the same way. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

const mod = (n: number, m: number): number => ((n % m) + m) % m;

/**
 * Gradient noise. In: seed and the lattice period (cells) in x and y, after which it repeats.
 * Out: a field over lattice coordinates (one cell = one unit), about -1..1.
 */
export function noise(seed: number, periodX = 256, periodY = 256): Field {
  const random = rng(seed);
  const gx = new Float32Array(periodX * periodY);
  const gy = new Float32Array(periodX * periodY);
  for (let i = 0; i < gx.length; i++) {
    const a = random() * Math.PI * 2;
    gx[i] = Math.cos(a);
    gy[i] = Math.sin(a);
  }
  return (x, y) => {
    const ix = Math.floor(x), iy = Math.floor(y);
    const fx = x - ix, fy = y - iy;
    const x0 = mod(ix, periodX), x1 = mod(ix + 1, periodX);
    const r0 = mod(iy, periodY) * periodX, r1 = mod(iy + 1, periodY) * periodX;
    const u = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
    const v = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
    const a = gx[r0 + x0] * fx + gy[r0 + x0] * fy;
    const b = gx[r0 + x1] * (fx - 1) + gy[r0 + x1] * fy;
    const c = gx[r1 + x0] * fx + gy[r1 + x0] * (fy - 1);
    const d = gx[r1 + x1] * (fx - 1) + gy[r1 + x1] * (fy - 1);
    return (a + (b - a) * u + (c - a) * v + (a - b - c + d) * u * v) * 1.5;
  };
}

/** A smooth curve of one variable, about -1..1, never repeating within ordinary lengths. */
export function wobble(seed: number): (t: number) => number {
  const p = (seed % 628) / 100;
  return (t) => 0.5 * Math.sin(t + p) + 0.3 * Math.sin(t * 2.17 + p * 3.1) + 0.2 * Math.sin(t * 4.31 + p * 5.7);
}
