import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { parseListState, type SearchParams, toListInput } from "@/components/catalogue/listing/address";
import { Listing } from "@/components/catalogue/listing/listing";
import { paths } from "@/components/catalogue/paths";
import { getPageLocale } from "@/components/i18n/page-locale";
import { SearchBox } from "@/components/shell/search-box";
import { Empty } from "@/components/ui/empty";
import { api } from "@/server/app/rsc";

export const dynamicParams = false;

type Props = { params: Promise<{ locale: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const locale = await getPageLocale(params);
  const t = await getTranslations({ locale, namespace: "catalogue.search" });
  const { query } = parseListState(await searchParams);
  return { title: query ? t("results", { query }) : t("title"), robots: { index: false } };
}

export default async function SearchPage({ params, searchParams }: Props) {
  const locale = await getPageLocale(params);
  const t = await getTranslations({ locale, namespace: "catalogue.search" });
  const state = parseListState(await searchParams);
  const box = <SearchBox key={state.query} large initial={state.query} className="max-w-2xl" />;
  if (!state.query) {
    return (
      <main id="main" className="mx-auto max-w-[1440px] px-4 pt-6 md:px-8 md:pt-10 lg:px-14">
        <h1 className="mb-2 font-serif text-[38px] leading-tight md:text-[52px]">{t("prompt")}</h1>
        {box}
        <p className="mt-4 text-soft">{t("promptText")}</p>
      </main>
    );
  }
  const list = await api(locale).catalogue.list(toListInput(state));
  return (
    <Listing
      list={list}
      state={state}
      at={paths.search}
      empty={<Empty title={t("none", { query: state.query })} text={t("noneText")} />}
      head={
        <header className="mb-8 grid gap-3">
          <h1 className="font-serif text-[30px] leading-tight md:text-[40px]">
            {t("results", { query: state.query })}
          </h1>
          {box}
        </header>
      }
    />
  );
}
