import { belt, cap, scarf, tote } from './accessories.ts';
import { blazer, coat, trench } from './coats.ts';
import { jacket } from './jackets.ts';
import { cardigan, hoodie, jumper, polo, tee } from './knits.ts';
import type { Kind } from './palette.ts';
import type { Garment, Wardrobe } from './piece.ts';
import { shirt } from './shirts.ts';
import { shoes } from './shoes.ts';
import { dress, skirt } from './skirts-dresses.ts';
import { trousers } from './trousers.ts';

/** Draws an article. In: its cloths and cut, a seed (how it lies), whether it lies on its face. */
export type Draw = (wardrobe: Wardrobe, seed: number, back: boolean) => Garment;

/** Kind to drawing function. */
export const garments: Record<Kind, Draw> = {
  shirt,
  overshirt: (w, seed, back) => shirt({ ...w, cut: [...w.cut, 'work'] }, seed, back),
  't-shirt': tee,
  polo,
  jumper,
  cardigan,
  hoodie,
  jacket,
  coat,
  trench,
  blazer,
  jeans: (w, seed, back) => trousers(w, seed, back, 'jeans'),
  chinos: (w, seed, back) => trousers(w, seed, back, 'chinos'),
  shorts: (w, seed, back) => trousers(w, seed, back, 'shorts'),
  skirt,
  dress,
  scarf,
  cap,
  tote,
  sneakers: (w, seed, back) => shoes(w, seed, back, 'sneakers'),
  boots: (w, seed, back) => shoes(w, seed, back, 'boots'),
  belt,
};
