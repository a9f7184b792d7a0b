import type { Metadata } from "next";
import { connection } from "next/server";
import { getTranslations } from "next-intl/server";
import { Departments } from "@/components/catalogue/home/departments";
import { Hero } from "@/components/catalogue/home/hero";
import { StoreStrip } from "@/components/catalogue/home/store-strip";
import { SyncPromo } from "@/components/catalogue/home/sync-promo";
import { buildAlternates } from "@/components/catalogue/metadata";
import { paths } from "@/components/catalogue/paths";
import { ProductGrid } from "@/components/catalogue/product-grid";
import { Link } from "@/components/i18n/navigation";
import { getPageLocale } from "@/components/i18n/page-locale";
import { api, loadCached, loadShellCategories } from "@/server/app/rsc";

export const dynamicParams = false;

type Params = { params: Promise<{ locale: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const locale = await getPageLocale(params);
  const t = await getTranslations({ locale, namespace: "catalogue.home" });
  return {
    title: { absolute: t("title") },
    description: t("description"),
    alternates: buildAlternates(locale, paths.home),
  };
}

/** What the front page shows; asked for at most every 30 seconds. */
const loadFrontPage = () =>
  loadCached("front page", 30, async () => {
    const [categories, fresh, { stores }] = await Promise.all([
      loadShellCategories(),
      api().catalogue.listNewIn({ limit: 11 }),
      api().stores.list(),
    ]);
    const departments = await Promise.all(
      categories.slice(0, 3).map(async (node) => {
        const { items } = await api().catalogue.list({ category: node.slug, sort: "price-down" });
        return { node, card: items[1] ?? items[0] ?? null };
      }),
    );
    return { categories, fresh, stores, departments };
  });

export default async function HomePage({ params }: Params) {
  const locale = await getPageLocale(params);
  // A build has no catalogue to show: this page is made when it is asked for.
  await connection();
  const t = await getTranslations({ locale, namespace: "catalogue.home" });
  const { categories, fresh, stores, departments } = await loadFrontPage();
  return (
    <main id="main">
      <Hero pieces={fresh.slice(0, 3)} categories={categories} />
      {fresh.length > 3 ? (
        <section aria-labelledby="new-in" className="mx-auto mt-20 max-w-[1440px] px-5 md:mt-28 md:px-8 lg:px-14">
          <div className="mb-7 flex items-baseline justify-between gap-4">
            <h2 id="new-in" className="font-serif text-[34px] leading-tight">
              {t("newTitle")}
            </h2>
            <Link href={paths.newIn} className="flex min-h-11 items-center underline underline-offset-4">
              {t("newAll")}
            </Link>
          </div>
          <ProductGrid items={fresh.slice(3, 11)} />
        </section>
      ) : null}
      <Departments categories={departments} />
      <SyncPromo />
      <StoreStrip stores={stores} />
    </main>
  );
}
