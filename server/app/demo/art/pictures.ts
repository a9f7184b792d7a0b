import sharp, { type Sharp } from 'sharp';
import type { DemoGarment } from './catalogue.ts';
import { garments } from './garments.ts';
import { bytes } from './light.ts';
import { seedOf } from './noise.ts';
import { close, framed, paint } from './paint.ts';
import type { Colourway } from './palette.ts';
import { linear } from './pattern.ts';
import type { View } from './piece.ts';
import type { Size } from './shape.ts';
import { swatch, swatchFrame } from './swatch.ts';
import { wardrobeOf } from './wardrobe.ts';

/** Width of a drawn picture in pixels; pictures are 4:5. */
export const WIDTH = 960;
/** Height of a drawn picture in pixels. */
export const HEIGHT = 1200;

/** One picture: its size and raw RGB bytes. */
export interface Drawn extends Size { readonly data: Uint8Array }

/** What a picture is to show: a product in one of its colours, seen from one side. */
export interface Shot { readonly item: DemoGarment; readonly colour: Colourway; readonly view: View }

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

/** Draws a picture. */
export function draw({ item, colour, view }: Shot, size: Size = { width: WIDTH, height: HEIGHT }): Drawn {
  const wardrobe = wardrobeOf(item, colour), seed = seedOf(`${item.slug}`), groundHex = groundOf(colour.ground ?? colour.hex);
  if (view === 'fabric') return { ...size, data: bytes(paint(swatch(wardrobe.main, seed), { seed, groundHex, frame: swatchFrame(size) })) };
  const garment = garments[item.kind](wardrobe, seed, view === 'back');
  const frame = view === 'detail' ? close(garment.focus, size) : framed(garment, size);
  return { ...size, data: bytes(paint(garment, { seed, groundHex, frame })) };
}

/** A sharp image of a drawn picture. */
export const image = (d: Drawn): Sharp => sharp(d.data, { raw: { width: d.width, height: d.height, channels: 3 } });
