/** Cyrillic (Russian, and Azerbaijani as once written) in Latin letters, as people type it. */
const latin: Record<string, string> = {
  а: "a",
  б: "b",
  в: "v",
  г: "g",
  д: "d",
  е: "e",
  ё: "e",
  ж: "zh",
  з: "z",
  и: "i",
  й: "i",
  к: "k",
  л: "l",
  м: "m",
  н: "n",
  о: "o",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ф: "f",
  х: "h",
  ц: "ts",
  ч: "ch",
  ш: "sh",
  щ: "sch",
  ъ: "",
  ы: "i",
  ь: "",
  э: "e",
  ю: "iu",
  я: "ia",
  ә: "e",
  ғ: "g",
  ҝ: "g",
  ө: "o",
  ү: "u",
  һ: "h",
  ҹ: "c",
  ј: "i",
};
const otherLetters: Record<string, string> = { ə: "e", ı: "i", ß: "ss", æ: "ae", ø: "o", đ: "d", ł: "l" };
/** Spellings of one sound made equal, longest first, so that djinsi, dzhinsy and джинсы match. */
const sounds: [RegExp, string][] = [
  [/dzh|dj/g, "j"],
  [/shch|sch/g, "s"],
  [/sh/g, "s"],
  [/tch|ch/g, "c"],
  [/zh/g, "j"],
  [/kh/g, "h"],
  [/ck/g, "k"],
  [/ts/g, "c"],
  [/y/g, "i"],
  [/w/g, "v"],
  [/x/g, "ks"],
  [/q/g, "k"],
  [/ph/g, "f"],
  [/ij|ii/g, "i"],
  [/([a-z])\1+/g, "$1"],
];

/**
 * A text as search sees it: lower case without accents (ə→e, ı→i, ё→е, ş→s), Cyrillic in Latin letters, spellings of
 * one sound made equal, words separated by one space. Queries and the index use the same fold.
 */
export function foldWords(text: string): string {
  const plain = text
    .normalize("NFC")
    .replaceAll("İ", "i")
    .toLowerCase()
    .replace(/[ьъ]/g, "")
    .replace(/[а-яёәғҝөүһҹј]/g, (c) => latin[c] ?? "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[əıßæøđł]/g, (c) => otherLetters[c] ?? c)
    .replace(/['’`]/g, "")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
  return sounds.reduce((word, [spelling, sound]) => word.replace(spelling, sound), plain);
}

const qwerty = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const jcuken = "йцукенгшщзхъфывапролджэячсмитьбюё";

/** The text as the same keys would have produced it on the other keyboard layout ("he,firf" → "рубашка"). */
export function swapKeyboardLayout(text: string): string {
  return [...text.toLowerCase()]
    .map((c) => {
      const at = qwerty.indexOf(c);
      if (at >= 0) return jcuken[at];
      const back = jcuken.indexOf(c);
      return back >= 0 ? qwerty[back] : c;
    })
    .join("");
}

/** Synonyms of shoppers; each group is indexed for a product that has any of its words. */
const synonymGroups: string[][] = [
  ["sneakers", "trainers", "кроссовки", "кеды", "krossovka", "idman ayaqqabısı"],
  ["sweater", "jumper", "pullover", "свитер", "джемпер", "пуловер", "sviter"],
  ["trousers", "pants", "брюки", "штаны", "şalvar"],
  ["jeans", "джинсы", "cins şalvar", "cins"],
  ["t-shirt", "tee", "футболка", "майка", "futbolka", "köynək"],
  ["shirt", "рубашка", "сорочка", "köynək"],
  ["dress", "платье", "сарафан", "don", "paltar"],
  ["skirt", "юбка", "yubka", "ətək"],
  ["coat", "пальто", "palto"],
  ["jacket", "куртка", "gödəkçə", "kurtka"],
  ["blazer", "пиджак", "жакет", "pencək"],
  ["hoodie", "sweatshirt", "худи", "толстовка", "свитшот", "kapüşonlu"],
  ["cardigan", "кардиган", "кофта", "kardiqan", "jaket"],
  ["shorts", "шорты", "şort"],
  ["scarf", "шарф", "şərf"],
  ["hat", "beanie", "шапка", "papaq"],
  ["cap", "кепка", "бейсболка", "kepka"],
  ["bag", "tote", "сумка", "çanta"],
  ["backpack", "рюкзак", "bel çantası"],
  ["socks", "носки", "corab"],
  ["gloves", "mittens", "перчатки", "варежки", "əlcək"],
  ["belt", "ремень", "пояс", "kəmər"],
  ["linen", "flax", "лён", "льняной", "kətan"],
  ["wool", "шерсть", "шерстяной", "yun"],
  ["cotton", "хлопок", "хлопковый", "pambıq"],
  ["denim", "деним", "джинсовый", "cins"],
  ["trench", "raincoat", "тренч", "плащ", "plaş"],
  ["boots", "ботинки", "сапоги", "çəkmə"],
  ["shoes", "туфли", "обувь", "ayaqqabı"],
];

/** Their folded forms, built once: a group per term. */
const foldedGroups = synonymGroups.map((group) => group.map(foldWords));

/** Folded synonyms of `folded` (space-separated), without the words it already has. */
export function listSynonyms(folded: string): string {
  const padded = ` ${folded} `;
  const more = foldedGroups.filter((group) => group.some((term) => padded.includes(` ${term} `))).flat();
  return [...new Set(more.flatMap((term) => term.split(" ")))].join(" ");
}

/** A folded word with each two neighbours exchanged, so that "shrit" finds "shirt"; none of a short one. */
export function listTranspositions(word: string): string[] {
  if (word.length < 4) return [];
  const forms = Array.from({ length: word.length - 1 }, (_, i) =>
    [word.slice(0, i), word[i + 1], word[i], word.slice(i + 2)].join(""),
  );
  return [...new Set(forms)].filter((form) => form !== word);
}

export type SearchForm = { words: string[]; weight: number };

/** The readings of a query: as typed, and as typed on the other keyboard layout. At most 8 words each. */
export function buildSearchForms(query: string): SearchForm[] {
  const typed = foldWords(query).split(" ").filter(Boolean).slice(0, 8);
  const swapped = foldWords(swapKeyboardLayout(query)).split(" ").filter(Boolean).slice(0, 8);
  return [
    { words: typed, weight: 1 },
    { words: swapped, weight: 0.85 },
  ].filter((form) => form.words.length > 0);
}
