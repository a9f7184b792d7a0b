import { sql } from "drizzle-orm";
import type { LocalisedText } from "../../../db/columns";
import type { product, productImage, variant } from "../../../db/schema/catalogue";
import { shelves, sizesOf } from "./garments/categories";
import { demoCloths } from "./garments/cloths";
import { demoColours } from "./garments/colours";
import { extras } from "./garments/extras";
import type { DemoProduct } from "./garments/garment";
import { knits } from "./garments/knits";
import { lower } from "./garments/lower";
import { outerwear } from "./garments/outerwear";
import { shirts } from "./garments/shirts";
import { type DrawnPicture, viewNames } from "./pictures";
import { chance } from "./stock";

/** Every product of the demo. */
export const demoProducts: DemoProduct[] = [...shirts, ...knits, ...outerwear, ...lower, ...extras];

/** Former prices, in AZN, of reduced products. */
const before: Record<string, number> = {
  "slim-jeans": 159,
  "corduroy-trousers": 169,
  "gathered-midi-skirt": 139,
  "suede-runners": 189,
  "old-town-herringbone-coat": 529,
  "khazar-gingham-shirt": 119,
};

const colourOf = new Map(demoColours.map((colour) => [colour.key, colour]));
const languages = ["en", "ru", "az"] as const;
const inEach = (text: (language: "en" | "ru" | "az") => string): LocalisedText => ({
  en: text("en"),
  ru: text("ru"),
  az: text("az"),
});
const told = (text: LocalisedText | undefined, language: (typeof languages)[number]) =>
  text?.[language] ?? text?.en ?? "";

/** The category of a product, e.g. `women-shirts`. */
export const shelfSlug = ({ kind, department }: DemoProduct): string =>
  `${department}-${shelves.find((shelf) => shelf.kinds.includes(kind))?.slug ?? "more"}`;

/** The row of a product; its age is derived from its name, so that "new" is always the same few. */
export function productRow(demo: DemoProduct, categoryId: string | undefined): typeof product.$inferInsert {
  const hours = demo.slug === "nizami-linen-shirt" ? 1 : Math.floor(12 + chance(`age ${demo.slug}`) * 24 * 110);
  const paragraph = (text: string) => `<p>${text}</p>`;
  return {
    handle: demo.slug,
    title: demo.title,
    description: inEach(
      (language) => paragraph(told(demo.text, language)) + paragraph(told(demoCloths[demo.cloth], language)),
    ),
    vendor: "Selvedge",
    productType: demo.kind,
    categoryId: categoryId ?? null,
    tags: [demo.cloth],
    optionNames: sizesOf(demo.kind, demo.department).length > 0 ? ["Size", "Colour"] : ["Colour"],
    createdAt: sql`clock_now() - make_interval(hours => ${hours})` as unknown as Date,
  };
}

/** EAN-13 of the range for internal use (2…), from a running number. */
function ean13(number: number): string {
  const digits = `20${String(number).padStart(10, "0")}`;
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** The rows of a product's variants, colour by colour; `firstNumber` starts their barcodes. */
export function variantRows(
  demo: DemoProduct,
  productId: string,
  firstNumber: number,
): (typeof variant.$inferInsert & { colourKey: string })[] {
  const sizes = sizesOf(demo.kind, demo.department);
  const formerly = before[demo.slug];
  return demo.colours.flatMap((colourKey, c) =>
    (sizes.length > 0 ? sizes : [null]).map((size, s) => {
      const colourName = colourOf.get(colourKey)?.name.en ?? colourKey;
      const position = c * Math.max(1, sizes.length) + s;
      return {
        productId,
        sku: [demo.slug, colourKey, size?.toLowerCase()].filter(Boolean).join("-"),
        barcode: ean13(firstNumber + position),
        option1: size ?? colourName,
        option2: size ? colourName : "",
        size,
        colourKey,
        priceMinor: demo.priceMinor,
        compareAtMinor: formerly ? formerly * 100 : null,
        currency: "AZN",
        position,
      };
    }),
  );
}

/** The rows of a product's drawn pictures. */
export function pictureRows(
  demo: DemoProduct,
  productId: string,
  drawn: DrawnPicture[],
): (typeof productImage.$inferInsert)[] {
  return drawn.map((picture, position) => {
    const colour = colourOf.get(picture.colour)?.name;
    return {
      productId,
      colourKey: picture.colour,
      position,
      src: `/demo/${picture.base}`,
      widths: [...picture.avif].sort((a, b) => a - b),
      webpWidths: [...picture.webp].sort((a, b) => a - b),
      width: picture.width,
      height: picture.height,
      blur: picture.blur,
      alt: inEach((language) =>
        [
          told(demo.title, language),
          told(colour, language).toLocaleLowerCase(language),
          told(viewNames[picture.view], language),
        ]
          .filter(Boolean)
          .join(", "),
      ),
    };
  });
}
