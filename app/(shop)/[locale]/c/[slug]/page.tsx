import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { parseListState, type SearchParams, toListInput } from "@/components/catalogue/listing/address";
import { CategoryHead } from "@/components/catalogue/listing/category-head";
import { Listing } from "@/components/catalogue/listing/listing";
import { buildAlternates } from "@/components/catalogue/metadata";
import { paths } from "@/components/catalogue/paths";
import { getPageLocale } from "@/components/i18n/page-locale";
import { api, loadCached, loadShellCategories, nullIfNotFound } from "@/server/app/rsc";
import { localise } from "@/server/catalogue/rules";

export const dynamicParams = false;

type Props = { params: Promise<{ locale: string; slug: string }>; searchParams: Promise<SearchParams> };

const buildPath = (slug: string) =>
  loadCached(`category ${slug}`, 30, () => nullIfNotFound(api().catalogue.getCategory({ handle: slug })));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = await getPageLocale(params);
  const { slug } = await params;
  const path = await buildPath(slug);
  const here = path?.at(-1);
  if (!path || !here) return {};
  const t = await getTranslations({ locale, namespace: "catalogue" });
  const title = path.map(({ name }) => localise(name, locale)).join(" · ");
  return {
    title,
    description: `${title}. ${t("home.description")}`,
    alternates: buildAlternates(locale, paths.category(slug)),
  };
}

export default async function CategoryPage({ params, searchParams }: Props) {
  const locale = await getPageLocale(params);
  const { slug } = await params;
  const state = parseListState(await searchParams);
  const [path, tree, list] = await Promise.all([
    buildPath(slug),
    loadShellCategories(),
    api(locale).catalogue.list(toListInput({ ...state, query: "" }, slug)),
  ]);
  if (!path) notFound();
  const siblings = tree.find(({ slug: outer }) => outer === path[0]?.slug)?.children ?? [];
  return (
    <Listing
      list={list}
      state={state}
      at={paths.category(slug)}
      head={<CategoryHead path={path} siblings={siblings} />}
    />
  );
}
