import type { LocalisedText } from "../../../../db/columns";

export type Kind =
  | "shirt"
  | "overshirt"
  | "t-shirt"
  | "polo"
  | "jumper"
  | "cardigan"
  | "hoodie"
  | "jacket"
  | "coat"
  | "trench"
  | "blazer"
  | "jeans"
  | "chinos"
  | "shorts"
  | "skirt"
  | "dress"
  | "scarf"
  | "cap"
  | "tote"
  | "sneakers"
  | "boots"
  | "belt";
export type Department = "women" | "men" | "accessories";

/** A product of the demo; its pictures are drawn under the same slug and colour keys. */
export type DemoProduct = {
  slug: string;
  kind: Kind;
  department: Department;
  cloth: string;
  colours: string[];
  /** Minor units of AZN. */
  priceMinor: number;
  title: LocalisedText;
  text: LocalisedText;
};

type Words = [en: string, ru: string, az: string];

/** Three languages, in the order en, ru, az. */
export const inThree = ([en, ru, az]: Words): LocalisedText => ({ en, ru, az });

/** One product; `colours` are keys separated by spaces, `manat` its price. */
export function garment(
  slug: string,
  kind: Kind,
  department: Department,
  cloth: string,
  colours: string,
  manat: number,
  words: { title: Words; text: Words },
): DemoProduct {
  return {
    slug,
    kind,
    department,
    cloth,
    colours: colours.split(" "),
    priceMinor: manat * 100,
    title: inThree(words.title),
    text: inThree(words.text),
  };
}
