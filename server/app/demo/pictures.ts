import { readFileSync } from "node:fs";
import path from "node:path";
import type { LocalisedText } from "../../../db/columns";

/**
 * One line of the list of drawn pictures (server/app/demo/art/pictures.json): files `/demo/{base}-{width}.{avif,webp}`.
 */
export type DrawnPicture = {
  slug: string;
  colour: string;
  view: "front" | "back" | "detail" | "fabric";
  base: string;
  width: number;
  height: number;
  avif: number[];
  webp: number[];
  blur: string;
};

export const viewNames: Record<DrawnPicture["view"], LocalisedText> = {
  front: { en: "front", ru: "вид спереди", az: "öndən" },
  back: { en: "back", ru: "вид сзади", az: "arxadan" },
  detail: { en: "detail", ru: "деталь", az: "detal" },
  fabric: { en: "the cloth", ru: "ткань", az: "parça" },
};

/** The list of drawn pictures; empty when they have not been drawn. */
export function drawnPictures(): DrawnPicture[] {
  const file = path.resolve("server/app/demo/art/pictures.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")) as DrawnPicture[];
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw err;
  }
}
