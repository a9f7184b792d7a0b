/** What the invented catalogue is called in: [English, Russian, Azerbaijani]. */
export const garments = [
  ["Shirt", "Рубашка", "Köynək"],
  ["T-shirt", "Футболка", "Futbolka"],
  ["Polo", "Поло", "Polo"],
  ["Jumper", "Свитер", "Sviter"],
  ["Cardigan", "Кардиган", "Kardiqan"],
  ["Hoodie", "Худи", "Hudi"],
  ["Jacket", "Куртка", "Gödəkçə"],
  ["Coat", "Пальто", "Palto"],
  ["Trench", "Плащ", "Plaş"],
  ["Blazer", "Пиджак", "Pencək"],
  ["Jeans", "Джинсы", "Cins"],
  ["Trousers", "Брюки", "Şalvar"],
  ["Shorts", "Шорты", "Şort"],
  ["Skirt", "Юбка", "Yubka"],
  ["Dress", "Платье", "Don"],
  ["Scarf", "Шарф", "Şərf"],
  ["Sneakers", "Кроссовки", "Krossovka"],
  ["Boots", "Ботинки", "Çəkmə"],
  ["Bag", "Сумка", "Çanta"],
  ["Belt", "Ремень", "Kəmər"],
] as const;

export const stuffs = [
  ["Linen", "льняная", "kətan"],
  ["Cotton", "хлопковая", "pambıq"],
  ["Wool", "шерстяная", "yun"],
  ["Silk", "шёлковая", "ipək"],
  ["Denim", "джинсовая", "denim"],
  ["Leather", "кожаная", "dəri"],
  ["Flannel", "фланелевая", "flanel"],
  ["Corduroy", "вельветовая", "velvet"],
  ["Cashmere", "кашемировая", "kaşmir"],
  ["Suede", "замшевая", "zamşa"],
] as const;

const beginnings = ["Ba", "Ca", "Da", "Fe", "Ga", "Ha", "Ka", "Le", "Ma", "Na", "Po", "Ra", "Sa", "Ta", "Va", "Za"];
const middles = ["lan", "mir", "ren", "vos", "dal", "gor", "bel", "tan", "ser", "kim", "nov", "ras", "fon", "lun"];
const ends = ["a", "eth", "ino", "ov", "is", "um", "ar", "el", "ik", "ora", "ent", "az", "eno", "ul"];

/** The name of a line, one of 3,136, e.g. "Balana". */
export const buildName = (n: number): string =>
  `${beginnings[n % 16]}${middles[Math.floor(n / 16) % 14]}${ends[Math.floor(n / 224) % 14]}`;

/** What shoppers type: exact, misspelt, inflected, in three languages, transliterated, on the wrong layout, many and few answers. */
export const queries = [
  "linen shirt",
  "linnen shrit",
  "льняная рубашка",
  "рубашку из льна",
  "ketan koynek",
  "he,firf",
  "dress",
  "вечернее платье",
  "jeans",
  "djinsi",
  "kojanaya kurtka",
  "leather jaket",
  "dəri gödəkçə",
  "пальто",
  "yun palto",
  "sneekers",
  "кроссовок",
  `${buildName(5)} coat`,
  `${buildName(77)} ${buildName(78)}`,
  buildName(1_234).slice(0, -1),
  `${buildName(2_000)} suede boots`,
  "сумка замшевая",
  "canta",
  "silk scarf",
];
