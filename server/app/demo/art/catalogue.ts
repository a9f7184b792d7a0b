import type { MaterialName } from './cloth.ts';
import { type Colourway, figured, type Kind, plainColour as p } from './palette.ts';

/** A product of the demo catalogue as its pictures need it; names, words and prices live elsewhere. */
export interface DemoGarment {
  readonly slug: string;
  readonly kind: Kind;
  readonly category: 'women' | 'men' | 'accessories';
  readonly cloth: MaterialName;
  /** Variations of the cut, read by the drawing functions. */
  readonly cut: readonly string[];
  /** The first is shown first and has back, detail and fabric pictures too. */
  readonly colourways: readonly Colourway[];
}

/** What a product is; its cuts in one string, parted by spaces. */
interface Article extends Pick<DemoGarment, 'kind' | 'category' | 'cloth'> { readonly cut?: string }

const item = (slug: string, { cut, ...article }: Article, ...colourways: Colourway[]): DemoGarment =>
  ({ slug, ...article, cut: cut ? cut.split(' ') : [], colourways });

const gold = { thread: '#c99a4e' };

const shirts: DemoGarment[] = [
  item('nizami-linen-shirt', { kind: 'shirt', category: 'women', cloth: 'linen' }, p('fog'), p('indigo'), p('sand'), p('rust')),
  item('icheri-poplin-shirt', { kind: 'shirt', category: 'women', cloth: 'poplin', cut: 'easy' }, p('white'),
    figured('blue-stripe', { ground: 'white', type: 'stripe', size: 13, inks: ['blue'] }), p('sky')),
  item('bulvar-oxford-shirt', { kind: 'shirt', category: 'men', cloth: 'oxford' }, p('sky'), p('white'),
    figured('navy-check', { ground: 'white', type: 'check', size: 46, inks: ['blue', 'navy'], swatch: 'blue' })),
  item('sabail-band-collar-shirt', { kind: 'shirt', category: 'men', cloth: 'linen', cut: 'band nopocket' }, p('white'), p('sage'),
    figured('sand-stripe', { ground: 'ecru', type: 'stripe', size: 18, inks: ['sand'] })),
  item('absheron-short-sleeve-shirt', { kind: 'shirt', category: 'men', cloth: 'linen', cut: 'short straight easy' }, p('ecru'), p('teal'),
    figured('rust-check', { ground: 'ecru', type: 'check', size: 50, inks: ['brick', 'indigo'] })),
  item('mugham-flannel-shirt', { kind: 'shirt', category: 'men', cloth: 'flannel' },
    figured('red-tartan', { ground: 'wine', type: 'tartan', size: 84, inks: ['ink', 'red', 'ochre'], swatch: 'red' }),
    figured('moss-tartan', { ground: 'moss', type: 'tartan', size: 84, inks: ['ink', 'navy', 'ecru'], swatch: 'moss' })),
  item('gulistan-silk-shirt', { kind: 'shirt', category: 'women', cloth: 'silk', cut: 'easy nopocket' }, p('blush'), p('navy'),
    figured('sage-sprig', { ground: 'ecru', type: 'sprig', size: 34, inks: ['sage', 'ochre'] })),
  item('khazar-gingham-shirt', { kind: 'shirt', category: 'women', cloth: 'poplin', cut: 'short straight nopocket' },
    figured('blue-gingham', { ground: 'white', type: 'gingham', size: 15, inks: ['blue'] }),
    figured('rust-gingham', { ground: 'white', type: 'gingham', size: 15, inks: ['rust'] })),
  item('port-overshirt', { kind: 'overshirt', category: 'men', cloth: 'twill' }, p('indigo', gold), p('moss'), p('rust'),
    figured('charcoal-check', { ground: 'charcoal', type: 'windowpane', size: 64, inks: ['ecru'], swatch: 'charcoal' })),
  item('qala-wool-overshirt', { kind: 'overshirt', category: 'women', cloth: 'flannel' }, p('camel'), p('charcoal'),
    figured('oat-check', { ground: 'oat', type: 'tartan', size: 96, inks: ['camel', 'chocolate', 'rust'], swatch: 'oat' })),
  item('yanar-corduroy-overshirt', { kind: 'overshirt', category: 'men', cloth: 'corduroy' }, p('ochre'), p('forest')),
];

const knits: DemoGarment[] = [
  item('everyday-t-shirt', { kind: 't-shirt', category: 'women', cloth: 'jersey' }, p('white'), p('navy'), p('rose'),
    figured('navy-stripe', { ground: 'ecru', type: 'breton', size: 30, inks: ['navy'] })),
  item('heavy-pocket-t-shirt', { kind: 't-shirt', category: 'men', cloth: 'jersey', cut: 'pocket boxy' }, p('ecru'), p('charcoal'), p('olive')),
  item('sahil-striped-long-sleeve', { kind: 't-shirt', category: 'women', cloth: 'jersey', cut: 'long' },
    figured('navy-stripe', { ground: 'white', type: 'breton', size: 26, inks: ['navy'] }),
    figured('red-stripe', { ground: 'white', type: 'breton', size: 26, inks: ['red'] })),
  item('court-pique-polo', { kind: 'polo', category: 'men', cloth: 'pique' }, p('white'), p('forest'), p('navy')),
  item('fine-knit-polo', { kind: 'polo', category: 'men', cloth: 'merino', cut: 'long' }, p('camel'), p('ink'), p('sage')),
  item('shusha-cable-jumper', { kind: 'jumper', category: 'women', cloth: 'cable' }, p('ecru'), p('sky'), p('moss')),
  item('merino-crew-jumper', { kind: 'jumper', category: 'men', cloth: 'merino' }, p('navy'), p('oat'), p('brick')),
  item('lahij-roll-neck', { kind: 'jumper', category: 'women', cloth: 'finerib', cut: 'roll' }, p('black'), p('oat'), p('wine')),
  item('karabakh-fair-isle-jumper', { kind: 'jumper', category: 'women', cloth: 'merino' },
    figured('oat-pattern', { ground: 'oat', type: 'fairisle', size: 44, inks: ['indigo', 'rust'], swatch: 'oat' }),
    figured('navy-pattern', { ground: 'navy', type: 'fairisle', size: 44, inks: ['ecru', 'brick'], swatch: 'navy' })),
  item('guba-chunky-jumper', { kind: 'jumper', category: 'men', cloth: 'chunky' }, p('grey'), p('ochre')),
  item('library-cardigan', { kind: 'cardigan', category: 'women', cloth: 'merino', cut: 'pockets' }, p('rose'), p('charcoal'), p('sage')),
  item('sheki-cable-cardigan', { kind: 'cardigan', category: 'men', cloth: 'cable', cut: 'pockets' }, p('oat'), p('forest')),
  item('loopback-hoodie', { kind: 'hoodie', category: 'men', cloth: 'fleece' }, p('grey'), p('navy'), p('rust')),
  item('weekend-zip-hoodie', { kind: 'hoodie', category: 'women', cloth: 'fleece', cut: 'zip' }, p('oat'), p('black')),
  item('loopback-sweatshirt', { kind: 'hoodie', category: 'women', cloth: 'fleece', cut: 'crew' }, p('lilac'), p('ecru'), p('forest')),
];

const outerwear: DemoGarment[] = [
  item('atelier-chore-jacket', { kind: 'jacket', category: 'men', cloth: 'canvas', cut: 'chore' }, p('indigo', { thread: '#8794ae' }), p('sand'), p('olive')),
  item('selvedge-denim-jacket', { kind: 'jacket', category: 'women', cloth: 'denim', cut: 'trucker' }, p('washed', gold), p('raw', gold)),
  item('baku-wind-bomber', { kind: 'jacket', category: 'women', cloth: 'nylon', cut: 'bomber' }, p('sage'), p('black'), p('rust')),
  item('ganja-leather-jacket', { kind: 'jacket', category: 'women', cloth: 'leather', cut: 'biker' }, p('black'), p('cognac')),
  item('khazri-wool-coat', { kind: 'coat', category: 'women', cloth: 'wool' }, p('camel'), p('charcoal'), p('blush')),
  item('philharmonia-double-coat', { kind: 'coat', category: 'men', cloth: 'wool', cut: 'double' }, p('navy'),
    figured('grey-check', { ground: 'grey', type: 'windowpane', size: 88, inks: ['ink'], swatch: 'grey' })),
  item('old-town-herringbone-coat', { kind: 'coat', category: 'men', cloth: 'tweed' }, p('charcoal'), p('chocolate')),
  item('fountain-square-trench', { kind: 'trench', category: 'women', cloth: 'twill' }, p('sand'), p('navy'), p('olive')),
  item('nasimi-wool-blazer', { kind: 'blazer', category: 'men', cloth: 'suiting' }, p('navy'), p('grey'),
    figured('chalk-stripe', { ground: 'ink', type: 'pinstripe', size: 22, inks: ['fog'], swatch: 'ink' })),
  item('linen-blazer', { kind: 'blazer', category: 'women', cloth: 'linen' }, p('sand'), p('white'), p('sage')),
  item('boulevard-double-blazer', { kind: 'blazer', category: 'women', cloth: 'suiting', cut: 'double' }, p('black'),
    figured('oat-check', { ground: 'oat', type: 'windowpane', size: 72, inks: ['chocolate'], swatch: 'oat' })),
  item('tweed-blazer', { kind: 'blazer', category: 'men', cloth: 'tweed' }, p('moss'), p('camel')),
];

const lower: DemoGarment[] = [
  item('straight-selvedge-jeans', { kind: 'jeans', category: 'men', cloth: 'denim', cut: 'cuffed' }, p('raw', gold), p('washed', gold), p('black')),
  item('wide-leg-jeans', { kind: 'jeans', category: 'women', cloth: 'denim', cut: 'wide' }, p('washed', gold), p('ecru', { thread: '#c8b48c' }),
    p('raw', gold)),
  item('slim-jeans', { kind: 'jeans', category: 'women', cloth: 'denim', cut: 'slim' }, p('indigo', gold), p('charcoal')),
  item('harbour-chinos', { kind: 'chinos', category: 'men', cloth: 'twill' }, p('sand'), p('navy'), p('olive')),
  item('pleated-wool-trousers', { kind: 'chinos', category: 'women', cloth: 'suiting', cut: 'pleat wide' }, p('charcoal'), p('camel'),
    figured('grey-stripe', { ground: 'grey', type: 'pinstripe', size: 20, inks: ['white'], swatch: 'grey' })),
  item('linen-wide-trousers', { kind: 'chinos', category: 'women', cloth: 'linen', cut: 'wide' }, p('white'), p('sage'), p('rust')),
  item('corduroy-trousers', { kind: 'chinos', category: 'men', cloth: 'corduroy', cut: 'slim' }, p('tan'), p('forest')),
  item('linen-shorts', { kind: 'shorts', category: 'men', cloth: 'linen' }, p('stone'), p('navy'),
    figured('blue-stripe', { ground: 'white', type: 'stripe', size: 16, inks: ['blue'] })),
  item('chino-shorts', { kind: 'shorts', category: 'women', cloth: 'twill', cut: 'pleat' }, p('oat'), p('brick'), p('olive')),
  item('gathered-midi-skirt', { kind: 'skirt', category: 'women', cloth: 'linen' }, p('rust'), p('ecru'),
    figured('navy-dot', { ground: 'navy', type: 'dot', size: 24, inks: ['ecru'], swatch: 'navy' })),
  item('pleated-wool-skirt', { kind: 'skirt', category: 'women', cloth: 'suiting', cut: 'pleated' }, p('forest'),
    figured('camel-check', { ground: 'camel', type: 'tartan', size: 90, inks: ['chocolate', 'wine', 'ecru'], swatch: 'camel' })),
  item('denim-mini-skirt', { kind: 'skirt', category: 'women', cloth: 'denim', cut: 'mini buttons' }, p('washed', gold), p('ecru', { thread: '#c8b48c' })),
  item('satin-slip-skirt', { kind: 'skirt', category: 'women', cloth: 'silk', cut: 'slip' }, p('sage'), p('black'), p('butter')),
  item('nizami-shirt-dress', { kind: 'dress', category: 'women', cloth: 'poplin', cut: 'shirt' }, p('sky'), p('white'),
    figured('blue-stripe', { ground: 'white', type: 'stripe', size: 14, inks: ['blue'] })),
  item('garden-tie-dress', { kind: 'dress', category: 'women', cloth: 'linen', cut: 'tie' },
    figured('indigo-sprig', { ground: 'indigo', type: 'sprig', size: 38, inks: ['ecru', 'ochre'], swatch: 'indigo' }), p('brick'),
    figured('sage-sprig', { ground: 'ecru', type: 'sprig', size: 38, inks: ['moss', 'brick'], swatch: 'ecru' })),
  item('evening-slip-dress', { kind: 'dress', category: 'women', cloth: 'silk', cut: 'slip' }, p('wine'), p('black'), p('blush')),
];

const extras: DemoGarment[] = [
  item('caspian-wool-scarf', { kind: 'scarf', category: 'accessories', cloth: 'wool' },
    figured('camel-check', { ground: 'camel', type: 'tartan', size: 110, inks: ['chocolate', 'red', 'ecru'], swatch: 'camel' }), p('grey'), p('forest')),
  item('ribbed-scarf', { kind: 'scarf', category: 'accessories', cloth: 'rib', cut: 'knit' }, p('oat'), p('wine')),
  item('six-panel-cap', { kind: 'cap', category: 'accessories', cloth: 'twill' }, p('navy'), p('sand'), p('rust')),
  item('market-tote', { kind: 'tote', category: 'accessories', cloth: 'canvas' }, p('ecru', { trim: '#8a4f2a' }), p('indigo', gold),
    figured('navy-stripe', { ground: 'ecru', type: 'stripe', size: 44, inks: ['navy'] })),
  item('leather-tote', { kind: 'tote', category: 'accessories', cloth: 'leather', cut: 'leather' }, p('cognac', { thread: '#d9b98a' }), p('black')),
  item('court-sneakers', { kind: 'sneakers', category: 'accessories', cloth: 'leather' }, p('white', { trim: '#2f4638' }), p('ecru', { trim: '#b98a56' }),
    p('black', { trim: '#45474b' })),
  item('suede-runners', { kind: 'sneakers', category: 'accessories', cloth: 'suede' }, p('indigo', { trim: '#9c9d9c' }), p('sage', { trim: '#e9e1d0' })),
  item('chelsea-boots', { kind: 'boots', category: 'accessories', cloth: 'suede', cut: 'chelsea' }, p('tan', { trim: '#3b2a20' }), p('black')),
  item('derby-work-boots', { kind: 'boots', category: 'accessories', cloth: 'leather', cut: 'lace' }, p('cognac', { thread: '#d9b98a' }), p('chocolate')),
  item('bridle-belt', { kind: 'belt', category: 'accessories', cloth: 'leather' }, p('tan', { thread: '#e6cfa3' }), p('black'),
    p('chocolate', { thread: '#b98a56' })),
];

/** Every product of the demo catalogue, in the shop's order. */
export const demoGarments: readonly DemoGarment[] = [...shirts, ...knits, ...outerwear, ...lower, ...extras];
