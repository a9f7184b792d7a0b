import type { DemoGarment } from './catalogue.ts';
import type { MaterialName } from './cloth.ts';
import type { Colourway } from './palette.ts';
import { linear } from './pattern.ts';
import type { Cloth, Wardrobe } from './piece.ts';

/** #rrggbb made lighter (by > 0) or darker (by < 0); by is a share. */
export function shade(hex: string, by: number): string {
  const n = parseInt(hex.slice(1), 16), to = by > 0 ? 255 : 0, k = Math.abs(by);
  const one = (s: number): string => Math.round(((n >> s) & 255) * (1 - k) + to * k).toString(16).padStart(2, '0');
  return `#${one(16)}${one(8)}${one(0)}`;
}

const brightness = (hex: string): number => linear(hex).reduce((a, b) => a + b, 0) / 3;

const RIBBED: Partial<Record<MaterialName, MaterialName>> = { jersey: 'finerib', fleece: 'rib', pique: 'finerib', merino: 'finerib', chunky: 'rib',
  cable: 'rib', nylon: 'rib', suede: 'rib', finerib: 'finerib' };

function trimOf(item: DemoGarment, colour: Colourway, main: Cloth): Cloth {
  const hex = colour.trim ?? main.hex, plain = { hex, thread: main.thread };
  switch (item.kind) {
    case 't-shirt': case 'polo': case 'jumper': case 'cardigan': case 'hoodie':
      return { ...plain, hex: item.kind === 'hoodie' ? hex : hex, material: RIBBED[item.cloth] ?? 'finerib' };
    case 'jacket': return item.cut.includes('bomber') ? { ...plain, hex: shade(hex, -0.18), material: 'rib' } : { hex: shade(hex, -0.25), thread: main.thread,
      material: 'poplin' };
    case 'coat': case 'blazer': case 'trench': return { hex: brightness(hex) > 0.25 ? shade(hex, -0.12) : shade(hex, 0.12), thread: main.thread,
      material: 'silk' };
    case 'jeans': case 'chinos': case 'shorts': case 'skirt': return { hex: '#e6dfcf', thread: '#d8d0bf', material: 'poplin' };
    case 'tote': return colour.trim ? { hex: colour.trim, thread: '#d9b98a', material: 'leather' } : { ...plain, material: item.cloth };
    case 'sneakers': return { hex: colour.trim ?? main.hex, thread: shade(colour.trim ?? main.hex, 0.2), material: 'suede' };
    default: return { ...plain, material: item.cloth };
  }
}

function hardOf(item: DemoGarment, colour: Colourway): Cloth {
  const metal = (hex: string): Cloth => ({ material: 'metal', hex, thread: hex });
  switch (item.kind) {
    case 'jeans': case 'belt': return metal('#b98d55');
    case 'jacket': return item.cut.includes('chore') ? { material: 'horn', hex: '#4a3a2c',
      thread: '#4a3a2c' } : metal(item.cut.includes('trucker') ? '#b07f4b' : '#b9bbbd');
    case 'hoodie': case 'cap': case 'tote': case 'sneakers': case 'boots': return metal(item.kind === 'boots' ? '#a8854f' : '#b9bbbd');
    default: {
      const b = brightness(colour.ground ?? colour.hex), shell = item.kind === 'shirt' || item.kind === 'dress' || item.kind === 'polo';
      const hex = shell ? (b > 0.5 ? '#f2ece0' : b > 0.2 ? '#e7dcc8' : '#cabfa9') : b > 0.3 ? '#7a5a3c' : '#39302a';
      return { material: 'horn', hex, thread: hex };
    }
  }
}

/** The cloths an article is made of in one of its colours. */
export function wardrobeOf(item: DemoGarment, colour: Colourway): Wardrobe {
  const hex = colour.ground ?? colour.hex, b = brightness(hex);
  const thread = colour.thread ?? shade(hex, b > 0.45 ? -0.12 : b > 0.1 ? 0.16 : 0.24);
  const main: Cloth = { material: item.cloth, hex, thread, pattern: colour.pattern };
  return { main, trim: trimOf(item, colour, main), hard: hardOf(item, colour), cut: item.cut };
}
