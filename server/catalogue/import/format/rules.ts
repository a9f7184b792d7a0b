import { cleanCode } from "@/server/platform/code";
import { cleanText } from "@/server/platform/text";

/** The longest list in a report of an import; what exceeds it is only counted. */
export const listLimit = 1_000;

/** The handle as it is stored, or null when it is invalid: letters, digits, `-` and `_`. */
export function toHandle(text: string): string | null {
  const handle = text.trim().toLowerCase().normalize("NFC");
  return /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,199}$/u.test(handle) ? handle : null;
}

/** A SKU or barcode as it is stored; null when empty. */
export const toCode = (text: string): string | null => cleanCode(text) || null;

const maxQuantity = 1_000_000;

/** A stock figure: an integer; below 0 (oversold elsewhere) becomes 0; `null` when it is not one. */
export function parseQuantity(text: string): number | null {
  const number = text.replace(/\s*(?:шт|pcs|pc|əd|ədəd)\.?$/iu, "").replace(/(?<=\d)\s(?=\d{3}(?!\d))/g, "");
  if (!/^-?\d{1,9}(?:\.0+|,0{1,2})?$/.test(number)) return null;
  const quantity = Math.max(0, Number.parseInt(number, 10));
  return quantity <= maxQuantity ? quantity : null;
}

/** The file name at the end of a picture's URL, without its query string, or null when it is not a valid file name. */
export function toPictureName(address: string): string | null {
  const last = address.split(/[?#]/, 1)[0]?.split(/[/\\]/).at(-1) ?? "";
  const name = decodeAddress(last).trim();
  const unfit = ["", ".", ".."].includes(name) || /[/\\]/.test(name) || name.length > 250 || name !== cleanText(name);
  return unfit ? null : name;
}

function decodeAddress(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const sizeWords = new Set(
  "size sizes größe grösse groesse taille talla taglia maat размер размеры ölçü olcu ölçüsü beden bədən rozmiar".split(
    " ",
  ),
);
const colourWords = new Set(
  "color colors colour colours colourway colorway farbe couleur colore kleur kolor цвет цвета расцветка rəng reng renk".split(
    " ",
  ),
);

/** The kind of an option by its name: `Wheel-Type` is neither, `COLOR`, `Farbe`, `Цвет` are colours. */
export function detectOptionKind(name: string): "size" | "colour" | "other" {
  const words = name
    .toLocaleLowerCase("en")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  if (words.some((w) => colourWords.has(w))) return "colour";
  return words.some((w) => sizeWords.has(w)) ? "size" : "other";
}

const latin: Record<string, string> = {
  ə: "e",
  ğ: "g",
  ı: "i",
  ş: "s",
  ç: "c",
  ö: "o",
  ü: "u",
  ß: "ss",
  æ: "ae",
  ø: "o",
  ł: "l",
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
  й: "y",
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
  ы: "y",
  ь: "",
  э: "e",
  ю: "yu",
  я: "ya",
};

/** A key of `[a-z0-9-]` for a name in any of the shop's languages, or "" when nothing of it is left. */
export function toSlug(text: string): string {
  return [...text.toLowerCase().normalize("NFC")]
    .map((c) => latin[c] ?? c)
    .join("")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 80);
}
