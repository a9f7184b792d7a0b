import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type Asked, readAddress, toListInput } from "@/components/catalogue/listing/address";
import { CategoryHead } from "@/components/catalogue/listing/category-head";
import { Listing } from "@/components/catalogue/listing/listing";
import { alternates } from "@/components/catalogue/metadata";
import { paths } from "@/components/catalogue/paths";
import { pageLocale } from "@/components/i18n/page-locale";
import { localised } from "@/server/catalogue/rules";
import { api, categoriesForShell, orNull, recently } from "@/server/app/rsc";

export const dynamicParams = false;

type Props = { params: Promise<{ locale: string; slug: string }>; searchParams: Promise<Asked> };

const pathOf = (slug: string) =>
  recently(`category ${slug}`, 30, () => orNull(api().catalogue.category({ handle: slug })));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = await pageLocale(params);
  const { slug } = await params;
  const path = await pathOf(slug);
  const here = path?.at(-1);
  if (!path || !here) return {};
  const t = await getTranslations({ locale, namespace: "catalogue" });
  const title = path.map(({ name }) => localised(name, locale)).join(" · ");
  return {
    title,
    description: `${title}. ${t("home.description")}`,
    alternates: alternates(locale, paths.category(slug)),
  };
}

export default async function CategoryPage({ params, searchParams }: Props) {
  const locale = await pageLocale(params);
  const { slug } = await params;
  const state = readAddress(await searchParams);
  const [path, tree, list] = await Promise.all([
    pathOf(slug),
    categoriesForShell(),
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
