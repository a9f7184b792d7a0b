import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Link } from "@/components/i18n/navigation";
import { Icon } from "@/components/ui/icon";
import { localise } from "@/server/catalogue/rules";
import type { Facets } from "@/server/catalogue/schema";
import type { Sort } from "@/server/catalogue/sorts.rules";
import { buildListAddress, countFilters, type ListState, toggleValue } from "./address";

const labels: Record<Sort, "relevance" | "newest" | "priceUp" | "priceDown"> = {
  relevance: "relevance",
  new: "newest",
  "price-up": "priceUp",
  "price-down": "priceDown",
};

/** The order of a listing: a menu of links that opens without JavaScript. */
function SortMenu({ state, at }: { state: ListState; at: string }) {
  const t = useTranslations("catalogue.list");
  const offered = (Object.keys(labels) as Sort[]).filter((sort) => sort !== "relevance" || state.query);
  const current = state.sort ?? (state.query ? "relevance" : "new");
  return (
    <details key={current} className="group relative">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-1.5 text-sm whitespace-nowrap [&::-webkit-details-marker]:hidden">
        <span className="text-soft max-sm:sr-only">{t("sort")}</span> {t(labels[current])}
        <Icon name="down" size={16} className="group-open:rotate-180" />
      </summary>
      <ul className="absolute right-0 z-20 min-w-56 rounded border border-hairline bg-paper py-2 shadow-float">
        {offered.map((sort) => (
          <li key={sort}>
            <Link
              href={`${at}${buildListAddress(state, { sort })}`}
              rel="nofollow"
              scroll={false}
              aria-current={sort === current ? "true" : undefined}
              className={`flex min-h-11 items-center px-4 hover:bg-wash ${sort === current ? "font-semibold" : ""}`}
            >
              {t(labels[sort])}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The active filters, each removable. */
function Chips({ facets, state, at }: { facets: Facets; state: ListState; at: string }) {
  const t = useTranslations("catalogue.list");
  const locale = useLocale();
  const colour = (key: string) => {
    const found = facets.colours.find((c) => c.key === key);
    return found ? localise(found.name, locale) : key;
  };
  const chips: { name: string; patch: Partial<ListState> }[] = [
    ...(state.store
      ? [{ name: facets.stores.find((s) => s.code === state.store)?.name ?? state.store, patch: { store: null } }]
      : []),
    ...state.sizes.map((size) => ({ name: size, patch: { sizes: toggleValue(state.sizes, size) } })),
    ...state.colours.map((key) => ({ name: colour(key), patch: { colours: toggleValue(state.colours, key) } })),
    ...(state.from !== null || state.to !== null
      ? [{ name: `${state.from ?? 0}–${state.to ?? "…"}`, patch: { from: null, to: null } }]
      : []),
  ];
  if (chips.length === 0) return null;
  const bare = { sizes: [], colours: [], from: null, to: null, store: null };
  return (
    <ul className="flex flex-wrap items-center gap-2 pb-5">
      {chips.map(({ name, patch }) => (
        <li key={name}>
          <Link
            href={`${at}${buildListAddress(state, patch)}`}
            rel="nofollow"
            scroll={false}
            aria-label={t("remove", { name })}
            className="flex min-h-11 items-center gap-2 rounded border border-field bg-paper pr-2.5 pl-3.5 text-sm hover:border-ink"
          >
            {name}
            <Icon name="close" size={14} />
          </Link>
        </li>
      ))}
      <li>
        <Link
          href={`${at}${buildListAddress(state, bare)}`}
          rel="nofollow"
          scroll={false}
          className="flex min-h-11 items-center px-2 text-sm underline underline-offset-4"
        >
          {t("clear")}
        </Link>
      </li>
    </ul>
  );
}

/** The line above the products: how many, filters on phones, order; below it what is filtered. */
export function Toolbar({
  facets,
  state,
  total,
  at,
  sheet,
}: {
  facets: Facets;
  state: ListState;
  total: number;
  at: string;
  sheet: ReactNode;
}) {
  const t = useTranslations("catalogue.list");
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 pb-4">
        {sheet}
        <p role="status" className="text-sm text-soft max-lg:order-last max-lg:basis-full">
          {t("count", { count: total })}
        </p>
        <SortMenu state={state} at={at} />
      </div>
      {countFilters(state) > 0 ? <Chips facets={facets} state={state} at={at} /> : null}
    </>
  );
}
