import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { parseListState, type SearchParams, toListInput } from "@/components/catalogue/listing/address";
import { Listing } from "@/components/catalogue/listing/listing";
import { buildAlternates } from "@/components/catalogue/metadata";
import { paths } from "@/components/catalogue/paths";
import { getPageLocale } from "@/components/i18n/page-locale";
import { api } from "@/server/app/rsc";

export const dynamicParams = false;

type Props = { params: Promise<{ locale: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const locale = await getPageLocale(params);
  const t = await getTranslations({ locale, namespace: "catalogue.list" });
  return { title: t("newTitle"), description: t("newText"), alternates: buildAlternates(locale, paths.newIn) };
}

export default async function NewPage({ params, searchParams }: Props) {
  const locale = await getPageLocale(params);
  const t = await getTranslations({ locale, namespace: "catalogue.list" });
  const state = parseListState(await searchParams);
  const list = await api(locale).catalogue.list(toListInput({ ...state, query: "" }));
  return (
    <Listing
      list={list}
      state={state}
      at={paths.newIn}
      head={
        <header className="mb-6 md:mb-8">
          <h1 className="font-serif text-[38px] leading-tight tracking-[-0.01em] md:text-[52px]">{t("newTitle")}</h1>
          <p className="mt-1 text-soft">{t("newText")}</p>
        </header>
      }
    />
  );
}
