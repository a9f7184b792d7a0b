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

/** Draws an article in a variation of its cut. */
const cutAs = (cut: string, draw: Draw): Draw => (w, seed, back) => draw({ ...w, cut: [...w.cut, cut] }, seed, back);

/** Kind to drawing function. */
export const garments: Record<Kind, Draw> = {
  shirt,
  overshirt: cutAs('work', shirt),
  't-shirt': tee,
  polo,
  jumper,
  cardigan,
  hoodie,
  jacket,
  coat,
  trench,
  blazer,
  jeans: cutAs('jeans', trousers),
  chinos: trousers,
  shorts: cutAs('short', trousers),
  skirt,
  dress,
  scarf,
  cap,
  tote,
  sneakers: shoes,
  boots: cutAs('boots', shoes),
  belt,
};
