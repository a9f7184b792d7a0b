"use client";
import { useLocale, useTranslations } from "next-intl";
import { paths } from "@/components/catalogue/paths";
import { Picture } from "@/components/ui/picture";
import { Price } from "@/components/ui/price";
import type { ProductCard } from "@/server/catalogue/schema";

export type Choice = { kind: "category" | "product"; href: string; name: string; card?: ProductCard };

/** The list under the search field; the field keeps the focus, `active` is what Enter would take. */
export function SearchChoices({
  id,
  choices,
  active,
  query,
  onChoose,
  wide,
}: {
  id: string;
  choices: Choice[];
  active: number;
  query: string;
  onChoose: (href: string) => void;
  wide: boolean;
}) {
  const t = useTranslations("catalogue");
  const locale = useLocale();
  return (
    <div
      className={`absolute top-full z-40 mt-1 rounded border border-hairline bg-paper py-2 shadow-float ${wide ? "right-0 w-[400px]" : "inset-x-0"}`}
    >
      <div role="listbox" id={id} aria-label={t("search.suggestions")}>
        {choices.map((choice, i) => (
          <div
            key={choice.href}
            id={`${id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === active}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(choice.href)}
            onKeyDown={(event) => event.key === "Enter" && onChoose(choice.href)}
            className={`flex min-h-12 cursor-pointer items-center gap-3 px-4 py-1.5 ${i === active ? "bg-wash" : "hover:bg-wash"}`}
          >
            {choice.card ? (
              <span className="w-10 shrink-0">
                <Picture picture={choice.card.pictures[0] ?? null} alt="" sizes="40px" className="aspect-4/5" />
              </span>
            ) : null}
            <span className={`min-w-0 flex-1 truncate ${choice.card ? "font-serif" : ""}`}>{choice.name}</span>
            {choice.card?.soldOut ? (
              <span className="text-sm text-soft">{t("card.soldOut")}</span>
            ) : choice.card ? (
              <Price
                price={choice.card.price}
                compareAt={null}
                locale={locale}
                labels={{ now: t("card.now"), was: t("card.was") }}
                className="text-sm text-soft"
              />
            ) : (
              <span className="text-sm text-soft">{t("search.categories")}</span>
            )}
          </div>
        ))}
      </div>
      <button
        type="button"
        onPointerDown={(event) => event.preventDefault()}
        onClick={() => onChoose(`${paths.search}?q=${encodeURIComponent(query)}`)}
        className="mt-1 block min-h-11 w-full border-t border-hairline px-4 pt-1 text-left text-sm underline underline-offset-4"
      >
        {t("search.all", { query })}
      </button>
    </div>
  );
}
