"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useState } from "react";
import { paths } from "@/components/catalogue/paths";
import { useRouter } from "@/components/i18n/navigation";
import { useTRPC } from "@/components/trpc/client";
import { Icon } from "@/components/ui/icon";
import { localise } from "@/server/catalogue/rules";
import { type Choice, SearchChoices } from "./search-choices";

const pauseMs = 120;

/** The text once the shopper has paused. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return useDeferredValue(paused);
}

function useChoices(text: string): Choice[] {
  const trpc = useTRPC();
  const locale = useLocale();
  const query = usePaused(text.trim());
  const { data } = useQuery({
    ...trpc.catalogue.suggest.queryOptions({ query }),
    enabled: query.length >= 2,
    placeholderData: (before) => before,
  });
  if (text.trim().length < 2 || !data) return [];
  return [
    ...data.categories.map(
      (c): Choice => ({ kind: "category", href: paths.category(c.slug), name: localise(c.name, locale) }),
    ),
    ...data.products.map(
      (p): Choice => ({ kind: "product", href: paths.product(p.handle), name: localise(p.title, locale), card: p }),
    ),
  ];
}

/** Search with suggestions (an ARIA combobox); without JavaScript it is a plain form. */
export function SearchBox({
  className = "",
  initial = "",
  large = false,
}: {
  className?: string;
  initial?: string;
  large?: boolean;
}) {
  const t = useTranslations("catalogue.search");
  const locale = useLocale();
  const router = useRouter();
  const listId = useId();
  const [text, setText] = useState(initial);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const choices = useChoices(text);
  const shown = open && choices.length > 0;
  const go = (href: string) => {
    setOpen(false);
    router.push(href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setOpen(false);
    if (!shown || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    setActive((at) => ((at + 1 + step + choices.length + 1) % (choices.length + 1)) - 1);
  };
  return (
    <search
      className={`relative ${className}`}
      onBlur={(e) => e.currentTarget.contains(e.relatedTarget) || setOpen(false)}
    >
      <form
        action={`/${locale}${paths.search}`}
        onSubmit={(event) => {
          event.preventDefault();
          const chosen = choices[active];
          if (shown && chosen) go(chosen.href);
          else if (text.trim()) go(`${paths.search}?q=${encodeURIComponent(text.trim())}`);
        }}
        className={`flex items-center border-b border-field focus-within:border-ink ${large ? "h-14" : "h-11"}`}
      >
        <input
          type="search"
          name="q"
          role="combobox"
          aria-label={t("label")}
          aria-expanded={shown}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={shown && active >= 0 ? `${listId}-${active}` : undefined}
          autoComplete="off"
          enterKeyHint="search"
          maxLength={120}
          placeholder={t("placeholder")}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(-1);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onKeyDown={onKeyDown}
          className={`h-full min-w-0 flex-1 bg-transparent text-ellipsis placeholder:text-soft focus:outline-none [&::-webkit-search-cancel-button]:hidden ${large ? "text-lg" : "text-sm"}`}
        />
        <button type="submit" aria-label={t("go")} className="grid size-11 place-items-center text-soft hover:text-ink">
          <Icon name="search" size={18} />
        </button>
      </form>
      <p className="sr-only" role="status">
        {shown ? t("found", { count: choices.length }) : ""}
      </p>
      {shown ? (
        <SearchChoices id={listId} choices={choices} active={active} query={text.trim()} onChoose={go} wide={!large} />
      ) : null}
    </search>
  );
}
