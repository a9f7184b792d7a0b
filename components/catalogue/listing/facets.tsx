import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Link } from "@/components/i18n/navigation";
import { Icon } from "@/components/ui/icon";
import { localise } from "@/server/catalogue/rules";
import type { Facets as FacetsView } from "@/server/catalogue/schema";
import { buildListAddress, type ListState, toggleValue } from "./address";
import { PriceForm } from "./price-form";

const coloursOpen = 10;

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-b border-hairline py-5 first:pt-0 last:border-b-0">
      <h3 className="mb-2 text-sm font-medium">{title}</h3>
      {children}
    </section>
  );
}

function Choice({ href, on, children, count }: { href: string; on: boolean; children: ReactNode; count: number }) {
  const empty = count === 0 && !on;
  return (
    <Link
      href={href}
      rel="nofollow"
      scroll={false}
      aria-current={on ? "true" : undefined}
      aria-disabled={empty || undefined}
      className={`flex min-h-11 items-center gap-3 ${empty ? "pointer-events-none opacity-50" : "hover:underline"} ${on ? "font-semibold" : ""}`}
    >
      {children}
      <span className="ml-auto text-[13px] font-normal text-soft tabular">{count}</span>
    </Link>
  );
}

function Sizes({ facets, state, at }: { facets: FacetsView; state: ListState; at: string }) {
  return (
    <ul className="flex flex-wrap gap-2">
      {facets.sizes.map(({ value, count }) => {
        const on = state.sizes.includes(value);
        return (
          <li key={value}>
            <Link
              href={`${at}${buildListAddress(state, { sizes: toggleValue(state.sizes, value) })}`}
              rel="nofollow"
              scroll={false}
              aria-current={on ? "true" : undefined}
              aria-label={`${value}, ${count}`}
              className={`grid min-h-11 min-w-11 place-items-center rounded border px-2 text-sm tabular md:min-h-10 md:min-w-10 ${on ? "border-ink bg-ink text-on-ink" : count === 0 ? "pointer-events-none border-hairline text-soft opacity-60" : "border-field bg-paper hover:border-ink"}`}
            >
              {value}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function Colours({ facets, state, at }: { facets: FacetsView; state: ListState; at: string }) {
  const t = useTranslations("catalogue.list");
  const locale = useLocale();
  const rows = facets.colours.map((colour) => {
    const on = state.colours.includes(colour.key);
    return (
      <li key={colour.key}>
        <Choice
          href={`${at}${buildListAddress(state, { colours: toggleValue(state.colours, colour.key) })}`}
          on={on}
          count={colour.count}
        >
          <span
            aria-hidden="true"
            style={{ backgroundColor: colour.hex ?? undefined }}
            className={`grid size-5 shrink-0 place-items-center rounded-full ring-1 ${on ? "ring-2 ring-ink ring-offset-2 ring-offset-ecru" : "ring-field/50"}`}
          />
          {localise(colour.name, locale)}
        </Choice>
      </li>
    );
  });
  const hidden = facets.colours.slice(coloursOpen).some((colour) => state.colours.includes(colour.key));
  return (
    <>
      <ul>{rows.slice(0, coloursOpen)}</ul>
      {rows.length > coloursOpen ? (
        <details open={hidden} className="group">
          <summary className="flex min-h-11 cursor-pointer list-none items-center gap-1 text-sm underline underline-offset-4 group-open:hidden [&::-webkit-details-marker]:hidden">
            {t("moreColours")}
          </summary>
          <ul>{rows.slice(coloursOpen)}</ul>
        </details>
      ) : null}
    </>
  );
}

/** The filters of a listing as plain links, with how many products each would leave. `at` is the page without its filters. */
export function Facets({ facets, state, at }: { facets: FacetsView; state: ListState; at: string }) {
  const t = useTranslations("catalogue.list");
  return (
    <div>
      <Group title={t("today")}>
        <ul>
          {facets.stores.map(({ code, name, city, count }) => (
            <li key={code}>
              <Choice
                href={`${at}${buildListAddress(state, { store: state.store === code ? null : code })}`}
                on={state.store === code}
                count={count}
              >
                <span
                  aria-hidden="true"
                  className={`grid size-5 shrink-0 place-items-center rounded-full border ${state.store === code ? "border-ink bg-ink text-on-ink" : "border-field bg-paper"}`}
                >
                  {state.store === code ? <Icon name="check" size={14} /> : null}
                </span>
                <span className="min-w-0 leading-tight text-pretty">
                  {name} <span className="font-normal text-soft">{city}</span>
                </span>
              </Choice>
            </li>
          ))}
        </ul>
      </Group>
      {facets.sizes.length > 0 ? (
        <Group title={t("size")}>
          <Sizes facets={facets} state={state} at={at} />
        </Group>
      ) : null}
      {facets.colours.length > 0 ? (
        <Group title={t("colour")}>
          <Colours facets={facets} state={state} at={at} />
        </Group>
      ) : null}
      {facets.price ? (
        <Group title={t("price")}>
          <PriceForm price={facets.price} state={state} />
        </Group>
      ) : null}
    </div>
  );
}
