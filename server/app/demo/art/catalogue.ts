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

const item = (slug: string, kind: Kind, category: DemoGarment['category'], cloth: MaterialName, cut: string, ...colourways: Colourway[]): DemoGarment =>
  ({ slug, kind, category, cloth, cut: cut ? cut.split(' ') : [], colourways });

const gold = { thread: '#c99a4e' };

const shirts: DemoGarment[] = [
  item('nizami-linen-shirt', 'shirt', 'women', 'linen', '', p('fog'), p('indigo'), p('sand'), p('rust')),
  item('icheri-poplin-shirt', 'shirt', 'women', 'poplin', 'easy', p('white'), figured('blue-stripe', 'white', 'stripe', 13, ['blue']), p('sky')),
  item('bulvar-oxford-shirt', 'shirt', 'men', 'oxford', '', p('sky'), p('white'), figured('navy-check', 'white', 'check', 46, ['blue', 'navy'], 'blue')),
  item('sabail-band-collar-shirt', 'shirt', 'men', 'linen', 'band nopocket', p('white'), p('sage'), figured('sand-stripe', 'ecru', 'stripe', 18, ['sand'])),
  item('absheron-short-sleeve-shirt', 'shirt', 'men', 'linen', 'short straight easy', p('ecru'), p('teal'),
    figured('rust-check', 'ecru', 'check', 50, ['brick', 'indigo'])),
  item('mugham-flannel-shirt', 'shirt', 'men', 'flannel', '', figured('red-tartan', 'wine', 'tartan', 84, ['ink', 'red', 'ochre'], 'red'),
    figured('moss-tartan', 'moss', 'tartan', 84, ['ink', 'navy', 'ecru'], 'moss')),
  item('gulistan-silk-shirt', 'shirt', 'women', 'silk', 'easy nopocket', p('blush'), p('navy'), figured('sage-sprig', 'ecru', 'sprig', 34, ['sage', 'ochre'])),
  item('khazar-gingham-shirt', 'shirt', 'women', 'poplin', 'short straight nopocket', figured('blue-gingham', 'white', 'gingham', 15, ['blue']),
    figured('rust-gingham', 'white', 'gingham', 15, ['rust'])),
  item('port-overshirt', 'overshirt', 'men', 'twill', '', p('indigo', gold), p('moss'), p('rust'),
    figured('charcoal-check', 'charcoal', 'windowpane', 64, ['ecru'], 'charcoal')),
  item('qala-wool-overshirt', 'overshirt', 'women', 'flannel', '', p('camel'), p('charcoal'),
    figured('oat-check', 'oat', 'tartan', 96, ['camel', 'chocolate', 'rust'], 'oat')),
  item('yanar-corduroy-overshirt', 'overshirt', 'men', 'corduroy', '', p('ochre'), p('forest')),
];

const knits: DemoGarment[] = [
  item('everyday-t-shirt', 't-shirt', 'women', 'jersey', '', p('white'), p('navy'), p('rose'), figured('navy-stripe', 'ecru', 'breton', 30, ['navy'])),
  item('heavy-pocket-t-shirt', 't-shirt', 'men', 'jersey', 'pocket boxy', p('ecru'), p('charcoal'), p('olive')),
  item('sahil-striped-long-sleeve', 't-shirt', 'women', 'jersey', 'long', figured('navy-stripe', 'white', 'breton', 26, ['navy']),
    figured('red-stripe', 'white', 'breton', 26, ['red'])),
  item('court-pique-polo', 'polo', 'men', 'pique', '', p('white'), p('forest'), p('navy')),
  item('fine-knit-polo', 'polo', 'men', 'merino', 'long', p('camel'), p('ink'), p('sage')),
  item('shusha-cable-jumper', 'jumper', 'women', 'cable', '', p('ecru'), p('sky'), p('moss')),
  item('merino-crew-jumper', 'jumper', 'men', 'merino', '', p('navy'), p('oat'), p('brick')),
  item('lahij-roll-neck', 'jumper', 'women', 'finerib', 'roll', p('black'), p('oat'), p('wine')),
  item('karabakh-fair-isle-jumper', 'jumper', 'women', 'merino', '', figured('oat-pattern', 'oat', 'fairisle', 44, ['indigo', 'rust'], 'oat'),
    figured('navy-pattern', 'navy', 'fairisle', 44, ['ecru', 'brick'], 'navy')),
  item('guba-chunky-jumper', 'jumper', 'men', 'chunky', '', p('grey'), p('ochre')),
  item('library-cardigan', 'cardigan', 'women', 'merino', 'pockets', p('rose'), p('charcoal'), p('sage')),
  item('sheki-cable-cardigan', 'cardigan', 'men', 'cable', 'pockets', p('oat'), p('forest')),
  item('loopback-hoodie', 'hoodie', 'men', 'fleece', '', p('grey'), p('navy'), p('rust')),
  item('weekend-zip-hoodie', 'hoodie', 'women', 'fleece', 'zip', p('oat'), p('black')),
  item('loopback-sweatshirt', 'hoodie', 'women', 'fleece', 'crew', p('lilac'), p('ecru'), p('forest')),
];

const outerwear: DemoGarment[] = [
  item('atelier-chore-jacket', 'jacket', 'men', 'canvas', 'chore', p('indigo', { thread: '#8794ae' }), p('sand'), p('olive')),
  item('selvedge-denim-jacket', 'jacket', 'women', 'denim', 'trucker', p('washed', gold), p('raw', gold)),
  item('baku-wind-bomber', 'jacket', 'women', 'nylon', 'bomber', p('sage'), p('black'), p('rust')),
  item('ganja-leather-jacket', 'jacket', 'women', 'leather', 'biker', p('black'), p('cognac')),
  item('khazri-wool-coat', 'coat', 'women', 'wool', '', p('camel'), p('charcoal'), p('blush')),
  item('philharmonia-double-coat', 'coat', 'men', 'wool', 'double', p('navy'), figured('grey-check', 'grey', 'windowpane', 88, ['ink'], 'grey')),
  item('old-town-herringbone-coat', 'coat', 'men', 'tweed', '', p('charcoal'), p('chocolate')),
  item('fountain-square-trench', 'trench', 'women', 'twill', '', p('sand'), p('navy'), p('olive')),
  item('nasimi-wool-blazer', 'blazer', 'men', 'suiting', '', p('navy'), p('grey'), figured('chalk-stripe', 'ink', 'pinstripe', 22, ['fog'], 'ink')),
  item('linen-blazer', 'blazer', 'women', 'linen', '', p('sand'), p('white'), p('sage')),
  item('boulevard-double-blazer', 'blazer', 'women', 'suiting', 'double', p('black'), figured('oat-check', 'oat', 'windowpane', 72, ['chocolate'], 'oat')),
  item('tweed-blazer', 'blazer', 'men', 'tweed', '', p('moss'), p('camel')),
];

const lower: DemoGarment[] = [
  item('straight-selvedge-jeans', 'jeans', 'men', 'denim', 'cuffed', p('raw', gold), p('washed', gold), p('black')),
  item('wide-leg-jeans', 'jeans', 'women', 'denim', 'wide', p('washed', gold), p('ecru', { thread: '#c8b48c' }), p('raw', gold)),
  item('slim-jeans', 'jeans', 'women', 'denim', 'slim', p('indigo', gold), p('charcoal')),
  item('harbour-chinos', 'chinos', 'men', 'twill', '', p('sand'), p('navy'), p('olive')),
  item('pleated-wool-trousers', 'chinos', 'women', 'suiting', 'pleat wide', p('charcoal'), p('camel'),
    figured('grey-stripe', 'grey', 'pinstripe', 20, ['white'], 'grey')),
  item('linen-wide-trousers', 'chinos', 'women', 'linen', 'wide', p('white'), p('sage'), p('rust')),
  item('corduroy-trousers', 'chinos', 'men', 'corduroy', 'slim', p('tan'), p('forest')),
  item('linen-shorts', 'shorts', 'men', 'linen', '', p('stone'), p('navy'), figured('blue-stripe', 'white', 'stripe', 16, ['blue'])),
  item('chino-shorts', 'shorts', 'women', 'twill', 'pleat', p('oat'), p('brick'), p('olive')),
  item('gathered-midi-skirt', 'skirt', 'women', 'linen', '', p('rust'), p('ecru'), figured('navy-dot', 'navy', 'dot', 24, ['ecru'], 'navy')),
  item('pleated-wool-skirt', 'skirt', 'women', 'suiting', 'pleated', p('forest'),
    figured('camel-check', 'camel', 'tartan', 90, ['chocolate', 'wine', 'ecru'], 'camel')),
  item('denim-mini-skirt', 'skirt', 'women', 'denim', 'mini buttons', p('washed', gold), p('ecru', { thread: '#c8b48c' })),
  item('satin-slip-skirt', 'skirt', 'women', 'silk', 'slip', p('sage'), p('black'), p('butter')),
  item('nizami-shirt-dress', 'dress', 'women', 'poplin', 'shirt', p('sky'), p('white'), figured('blue-stripe', 'white', 'stripe', 14, ['blue'])),
  item('garden-tie-dress', 'dress', 'women', 'linen', 'tie', figured('indigo-sprig', 'indigo', 'sprig', 38, ['ecru', 'ochre'], 'indigo'), p('brick'),
    figured('sage-sprig', 'ecru', 'sprig', 38, ['moss', 'brick'], 'ecru')),
  item('evening-slip-dress', 'dress', 'women', 'silk', 'slip', p('wine'), p('black'), p('blush')),
];

const extras: DemoGarment[] = [
  item('caspian-wool-scarf', 'scarf', 'accessories', 'wool', '', figured('camel-check', 'camel', 'tartan', 110, ['chocolate', 'red', 'ecru'], 'camel'),
    p('grey'), p('forest')),
  item('ribbed-scarf', 'scarf', 'accessories', 'rib', 'knit', p('oat'), p('wine')),
  item('six-panel-cap', 'cap', 'accessories', 'twill', '', p('navy'), p('sand'), p('rust')),
  item('market-tote', 'tote', 'accessories', 'canvas', '', p('ecru', { trim: '#8a4f2a' }), p('indigo', gold),
    figured('navy-stripe', 'ecru', 'stripe', 44, ['navy'])),
  item('leather-tote', 'tote', 'accessories', 'leather', 'leather', p('cognac', { thread: '#d9b98a' }), p('black')),
  item('court-sneakers', 'sneakers', 'accessories', 'leather', '', p('white', { trim: '#2f4638' }), p('ecru', { trim: '#b98a56' }),
    p('black', { trim: '#45474b' })),
  item('suede-runners', 'sneakers', 'accessories', 'suede', '', p('indigo', { trim: '#9c9d9c' }), p('sage', { trim: '#e9e1d0' })),
  item('chelsea-boots', 'boots', 'accessories', 'suede', 'chelsea', p('tan', { trim: '#3b2a20' }), p('black')),
  item('derby-work-boots', 'boots', 'accessories', 'leather', 'lace', p('cognac', { thread: '#d9b98a' }), p('chocolate')),
  item('bridle-belt', 'belt', 'accessories', 'leather', '', p('tan', { thread: '#e6cfa3' }), p('black'), p('chocolate', { thread: '#b98a56' })),
];

/** Every product of the demo catalogue, in the shop's order. */
export const demoGarments: readonly DemoGarment[] = [...shirts, ...knits, ...outerwear, ...lower, ...extras];
