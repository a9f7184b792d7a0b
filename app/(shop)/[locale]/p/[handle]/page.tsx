import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { buildAlternates } from "@/components/catalogue/metadata";
import { paths } from "@/components/catalogue/paths";
import { ProductGrid } from "@/components/catalogue/product-grid";
import { getPageLocale } from "@/components/i18n/page-locale";
import { ProductJsonLd } from "@/components/product/json-ld";
import { ProductStage } from "@/components/product/stage";
import { RecordProductView } from "@/components/sync/react/product-seen";
import { api, getSiteOrigin, nullIfNotFound } from "@/server/app/rsc";
import { localise } from "@/server/catalogue/rules";
import { cutText } from "@/server/platform/text";

type Params = { params: Promise<{ locale: string; handle: string }> };

/** Made when first asked for, then at most every 30 seconds; what is live on it is fetched by the browser. */
export const revalidate = 30;
export const dynamicParams = true;
export const generateStaticParams = () => [];

/** The handle that an address carries, which Next gives as it was sent. */
function parseHandle(param: string): string {
  try {
    return decodeURIComponent(param).normalize("NFC");
  } catch {
    return notFound();
  }
}

const getProduct = cache((handle: string) => nullIfNotFound(api().catalogue.getProduct({ handle })));

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const locale = await getPageLocale(params);
  const handle = parseHandle((await params).handle);
  const product = await getProduct(handle);
  if (!product) return {};
  const picture = product.pictures[0];
  return {
    title: localise(product.title, locale),
    description: cutText(
      localise(product.description, locale)
        .replace(/<[^>]*>/g, " ")
        .trim(),
      200,
    ),
    alternates: buildAlternates(locale, paths.product(handle)),
    ...(picture
      ? { openGraph: { images: [`${picture.src}-${Math.max(...(picture.webpWidths ?? picture.widths))}.webp`] } }
      : {}),
  };
}

export default async function ProductPage({ params }: Params) {
  const locale = await getPageLocale(params);
  const handle = parseHandle((await params).handle);
  const product = await getProduct(handle);
  if (!product) notFound();
  const t = await getTranslations({ locale, namespace: "catalogue.product" });
  const related = await api().catalogue.listRelated({ productId: product.productId, limit: 4 });
  return (
    <main id="main">
      <ProductJsonLd product={product} locale={locale} origin={getSiteOrigin() ?? ""} />
      <RecordProductView productId={product.productId} />
      <ProductStage key={product.productId} product={product} />
      {related.length > 0 ? (
        <section aria-labelledby="related" className="mx-auto mt-20 max-w-[1440px] px-4 md:mt-28 md:px-8 lg:px-14">
          <h2 id="related" className="mb-7 font-serif text-[30px] leading-tight">
            {t("related")}
          </h2>
          <ProductGrid items={related} />
        </section>
      ) : null}
    </main>
  );
}
