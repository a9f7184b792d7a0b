import { localiseOption } from "@/server/catalogue/rules";
import type { LocalisedText, VariantCard } from "@/server/catalogue/schema";

/** A text in the page's language, or in English where it has none. */
export const inLocale = (text: LocalisedText, locale: "en" | "ru" | "az"): string => text[locale] ?? text.en;

/** The title of a variant: "Nizami linen shirt, M · Fog". */
export function variantTitle(card: VariantCard, locale: "en" | "ru" | "az"): string {
  const options = optionsOf(card, locale);
  return options ? `${inLocale(card.title, locale)}, ${options}` : inLocale(card.title, locale);
}

/** The options of a variant in the page's language: "M · Fog". */
export function optionsOf(card: Pick<VariantCard, "options" | "colour">, locale: "en" | "ru" | "az"): string {
  return card.options
    .filter((o) => o !== "Default Title")
    .map((o) => localiseOption(o, card.colour, locale))
    .join(" · ");
}
