import type { Pattern } from './pattern.ts';

/** The house colours, #rrggbb by key. A figured colourway's hex is its ground, or its leading ink when the ground is white. */
const palette = {
  fog: '#dfe3e2', white: '#f3f1ec', ecru: '#e9e1d0', sand: '#cbb797', stone: '#b7ad9c', oat: '#d8cab1', camel: '#b98a56', tan: '#a8703f', cognac: '#8a4f2a',
    chocolate: '#4c3327',
  rust: '#8f4229', brick: '#9b4a3c', red: '#a8322c', wine: '#5a2430', rose: '#d3a9a1', blush: '#e6cdc2', ochre: '#c08f3e', butter: '#ecd9a3', sage: '#9aa68b',
    moss: '#5d6648', olive: '#6a6446', forest: '#2f4638', teal: '#2f5a60',
  sky: '#b5c8dc', blue: '#6f8fb5', indigo: '#3d4f74', navy: '#232c44', ink: '#1e2433', washed: '#7d95b0', raw: '#2b3752', grey: '#9c9d9c', charcoal: '#45474b',
    black: '#232326', lilac: '#b9afca',
} as const;

/** The name of a house colour. */
export type Colour = keyof typeof palette;

/** A product's colour. */
export interface Colourway {
  /** Used in file names and addresses: `indigo`, `indigo-check`. */
  readonly key: string;
  /** The swatch, #rrggbb. */
  readonly hex: string;
  /** The cloth's own colour when it differs from the swatch. */
  readonly ground?: string;
  readonly pattern?: Pattern;
  /** Second colour: ribbing, lining, shoe parts. */
  readonly trim?: string;
  /** Colour of the stitching. */
  readonly thread?: string;
}

/** A plain colour. */
export const plainColour = (key: Colour, more: Partial<Colourway> = {}): Colourway => ({ key, hex: palette[key], ...more });

/** A cloth's figure in house colours; the swatch is the first ink unless told. */
interface Figure extends Omit<Pattern, 'inks'> { readonly ground: Colour; readonly inks: readonly Colour[]; readonly swatch?: Colour }

/** Figured cloth. */
export function figured(key: string, { ground, type, size, inks, swatch = inks[0] }: Figure): Colourway {
  return { key, hex: palette[swatch], ground: palette[ground], pattern: { type, size, inks: inks.map((i) => palette[i]) } };
}

/** Every kind of article the demo shop draws. */
export type Kind = 'shirt' | 'overshirt' | 't-shirt' | 'polo' | 'jumper' | 'cardigan' | 'hoodie' | 'jacket' | 'coat' | 'trench' | 'blazer'
  | 'jeans' | 'chinos' | 'shorts' | 'skirt' | 'dress' | 'scarf' | 'cap' | 'tote' | 'sneakers' | 'boots' | 'belt';
