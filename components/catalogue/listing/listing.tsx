import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Link } from "@/components/i18n/navigation";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import type { ListView } from "@/server/catalogue/schema";
import { ProductGrid } from "../product-grid";
import { buildListAddress, countFilters, type ListState } from "./address";
import { Facets } from "./facets";
import { FilterSheet } from "./filter-sheet";
import { Toolbar } from "./toolbar";

function Pages({ list, state, at }: { list: ListView; state: ListState; at: string }) {
  const t = useTranslations("catalogue.list");
  if (list.pages < 2) return null;
  const step = (page: number, label: string) =>
    page >= 1 && page <= list.pages ? (
      <Link
        href={`${at}${buildListAddress(state, { page })}`}
        className={buttonClass({ variant: "outline", size: "small" })}
      >
        {label}
      </Link>
    ) : (
      <span />
    );
  return (
    <nav aria-label={t("pages")} className="mt-14 grid grid-cols-3 items-center border-t border-hairline pt-6">
      <span className="justify-self-start">{step(list.page - 1, t("previous"))}</span>
      <span className="justify-self-center text-sm text-soft tabular">
        {t("page", { page: list.page, pages: list.pages })}
      </span>
      <span className="justify-self-end">{step(list.page + 1, t("next"))}</span>
    </nav>
  );
}

/** Products with their filters: a column beside them on wide screens, a sheet on phones, plain links in both. */
export function Listing({
  list,
  state,
  at,
  head,
  empty,
}: {
  list: ListView;
  state: ListState;
  /** The page's path without what follows the question mark. */
  at: string;
  head: ReactNode;
  /** Instead of the products when nothing is found without any filter. */
  empty?: ReactNode;
}) {
  const t = useTranslations("catalogue.list");
  const bare = { sizes: [], colours: [], from: null, to: null, store: null };
  const none =
    countFilters(state) === 0 && empty ? (
      empty
    ) : (
      <Empty
        title={t("none")}
        text={t("noneText")}
        action={
          <Link href={`${at}${buildListAddress(state, bare)}`} className={buttonClass()}>
            {t("clear")}
          </Link>
        }
      />
    );
  return (
    <main id="main" className="mx-auto max-w-[1440px] px-4 pt-6 md:px-8 md:pt-10 lg:px-14">
      {head}
      <div className="gap-12 lg:grid lg:grid-cols-[232px_1fr]">
        <div className="lg:col-start-2">
          <Toolbar
            facets={list.facets}
            state={state}
            total={list.total}
            at={at}
            sheet={
              <FilterSheet on={countFilters(state)} total={list.total}>
                <Facets facets={list.facets} state={state} at={at} />
              </FilterSheet>
            }
          />
          {list.total === 0 ? none : <ProductGrid items={list.items} width="three" eager={4} />}
          <Pages list={list} state={state} at={at} />
        </div>
        <aside
          id="filters"
          aria-label={t("filter")}
          className="hidden pt-14 target:block lg:col-start-1 lg:row-start-1 lg:block lg:pt-3"
        >
          <Facets facets={list.facets} state={state} at={at} />
        </aside>
      </div>
    </main>
  );
}
