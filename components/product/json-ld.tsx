import { localise } from "@/server/catalogue/rules";
import type { ProductView } from "@/server/catalogue/schema";

/** Text that is safe inside a script element: no tag, comment or line separator can begin. */
export const toSafeJson = (value: object): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

const toPlainText = (html: string) =>
  html
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

/** A product as schema.org JSON-LD. `origin` without a slash at the end, or "" for addresses relative to the page. */
function buildProductData(product: ProductView, locale: "en" | "ru" | "az", origin: string): object {
  const prices = product.variants.map((v) => v.price.minor);
  return {
    "@context": "https://schema.org",
    "@type": "Product",
    name: localise(product.title, locale),
    description: toPlainText(localise(product.description, locale)),
    ...(product.vendor ? { brand: { "@type": "Brand", name: product.vendor } } : {}),
    image: product.pictures.slice(0, 4).map((p) => `${origin}${p.src}-${Math.max(...(p.webpWidths ?? p.widths))}.webp`),
    offers: {
      "@type": "AggregateOffer",
      priceCurrency: product.variants[0]?.price.currency,
      lowPrice: (Math.min(...prices) / 100).toFixed(2),
      highPrice: (Math.max(...prices) / 100).toFixed(2),
      offerCount: product.variants.length,
      availability: `https://schema.org/${product.variants.some((v) => v.available) ? "InStock" : "OutOfStock"}`,
    },
  };
}

/** The product for search engines. */
export function ProductJsonLd({
  product,
  locale,
  origin,
}: {
  product: ProductView;
  locale: "en" | "ru" | "az";
  origin: string;
}) {
  return (
    <script
      type="application/ld+json"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON with every character escaped that could end the element
      dangerouslySetInnerHTML={{ __html: toSafeJson(buildProductData(product, locale, origin)) }}
    />
  );
}
