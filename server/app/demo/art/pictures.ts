import sharp, { type Sharp } from 'sharp';
import type { DemoGarment } from './catalogue.ts';
import { garments } from './garments.ts';
import { bytes } from './light.ts';
import { seedOf } from './noise.ts';
import { close, framed, paint } from './paint.ts';
import type { Colourway } from './palette.ts';
import { linear } from './pattern.ts';
import type { View } from './piece.ts';
import { swatch, swatchFrame } from './swatch.ts';
import { wardrobeOf } from './wardrobe.ts';

/** Width of a drawn picture in pixels; pictures are 4:5. */
export const WIDTH = 960;
/** Height of a drawn picture in pixels. */
export const HEIGHT = 1200;

/** One picture: raw RGB bytes of WIDTH x HEIGHT. */
export interface Drawn { readonly data: Uint8Array; readonly width: number; readonly height: number }

/** One line of pictures.json. */
export interface Picture {
  readonly slug: string;
  readonly colour: string;
  readonly view: View;
  /** File name without size and ending. */
  readonly base: string;
  readonly width: number;
  readonly height: number;
  /** Widths there are, by format. */
  readonly avif: readonly number[];
  readonly webp: readonly number[];
  /** data: address of a tiny picture to show blurred until the real one comes. */
  readonly blur: string;
}

/** The ground a colour is laid on: pale clothes lie on a deeper paper. */
function groundOf(hex: string): string {
  const light = linear(hex).reduce((a, b) => a + b, 0) / 3;
  return light > 0.72 ? '#e1dcd1' : light > 0.5 ? '#e7e1d6' : '#ece6da';
}

/** Draws one view of a product in one of its colours. Out: RGB bytes. */
export function draw(item: DemoGarment, colour: Colourway, view: View, width = WIDTH, height = HEIGHT): Drawn {
  const wardrobe = wardrobeOf(item, colour), seed = seedOf(`${item.slug}`), ground = groundOf(colour.ground ?? colour.hex);
  if (view === 'fabric') return { data: bytes(paint(swatch(wardrobe.main, seed), seed, ground, swatchFrame(width, height))), width, height };
  const garment = garments[item.kind](wardrobe, seed, view === 'back');
  const frame = view === 'detail' ? close(garment.focus, width, height) : framed(garment, width, height);
  return { data: bytes(paint(garment, seed, ground, frame)), width, height };
}

/** A sharp image of a drawn picture. */
export const image = (d: Drawn): Sharp => sharp(d.data, { raw: { width: d.width, height: d.height, channels: 3 } });
