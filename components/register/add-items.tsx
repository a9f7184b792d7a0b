"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useDeferredValue, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import type { Scans } from "@/components/scans/scan-provider";
import { CameraScanner } from "@/components/store/camera-scanner";
import { inLocale } from "@/components/sync/react/card-title";
import { useTRPC } from "@/components/trpc/client";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Picture } from "@/components/ui/picture";
import { formatMoney } from "@/server/platform/money";

/** The variants of a product found by name. */
function VariantChoice({ handle, onAdd }: { handle: string; onAdd: (variantId: string) => void }) {
  const t = useTranslations("register.sell");
  const errorText = useErrorText();
  const product = useQuery(useTRPC().catalogue.getProduct.queryOptions({ handle }));
  if (product.error) return <Notice tone="error">{errorText(product.error)}</Notice>;
  return (
    <div className="flex min-h-16 flex-wrap gap-3 pb-4">
      {product.data?.variants.map((v) => (
        <button
          key={v.variantId}
          type="button"
          aria-disabled={!v.available || undefined}
          onClick={() => v.available && onAdd(v.variantId)}
          className="min-h-14 min-w-16 rounded border border-field bg-paper px-4 text-lg font-medium hover:border-ink aria-disabled:cursor-not-allowed aria-disabled:border-hairline aria-disabled:text-soft"
        >
          {v.available ? <span className="sr-only">{t("add")} </span> : null}
          {v.options.join(" · ") || t("only")}
          {v.available ? null : <span className="block text-sm font-normal">{t("soldOut")}</span>}
        </button>
      ))}
    </div>
  );
}

function SearchResults({ query, onAdd }: { query: string; onAdd: (variantId: string) => void }) {
  const t = useTranslations("register.sell");
  const locale = useLocale();
  const errorText = useErrorText();
  const [open, setOpen] = useState<string | null>(null);
  const list = useQuery(useTRPC().catalogue.list.queryOptions({ query, page: 1 }));
  if (list.error) return <Notice tone="error">{errorText(list.error)}</Notice>;
  if (list.data?.items.length === 0) return <p className="text-lg text-soft">{t("nothingFound", { query })}</p>;
  return (
    <ul aria-busy={list.isFetching} className="max-h-[50dvh] overflow-y-auto border-t border-hairline">
      {list.data?.items.slice(0, 8).map((p) => (
        <li key={p.productId} className="border-b border-hairline">
          <button
            type="button"
            aria-expanded={open === p.handle}
            onClick={() => setOpen(open === p.handle ? null : p.handle)}
            className="grid min-h-20 w-full grid-cols-[56px_1fr_auto] items-center gap-4 py-2 text-left hover:bg-wash"
          >
            <Picture picture={p.pictures[0] ?? null} alt="" sizes="56px" className="aspect-4/5" />
            <span className="font-serif text-xl">{inLocale(p.title, locale)}</span>
            <span className="pr-2 text-lg tabular">{formatMoney(p.price, locale)}</span>
          </button>
          {open === p.handle ? <VariantChoice handle={p.handle} onAdd={onAdd} /> : null}
        </li>
      ))}
    </ul>
  );
}

/** Adds items to the basket: by hand scanner, camera, typed code or name. */
export function AddItems({ onAdd, scans }: { onAdd: (variantId: string) => void; scans: Scans }) {
  const t = useTranslations("register.sell");
  const [typed, setTyped] = useState("");
  const [unknown, setUnknown] = useState("");
  const query = useDeferredValue(typed.trim());
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!typed.trim()) return;
    const outcome = await scans.hear(typed, true);
    if (outcome === "unknown") setUnknown(typed);
    // Input typed meanwhile does not belong to this code.
    else setTyped((now) => (now === typed ? "" : now));
  };
  const isUnknown = typed !== "" && unknown === typed && /^[\d\s-]+$/.test(typed);
  return (
    <section aria-label={t("addItems")} className="grid content-start gap-3">
      <form onSubmit={submit}>
        <TextField
          size="tablet"
          type="search"
          label={t("search")}
          hint={t("searchHint")}
          error={isUnknown ? t("unknownCode", { code: typed }) : ""}
          autoComplete="off"
          maxLength={100}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
        />
      </form>
      {query.length >= 2 && !isUnknown ? (
        <SearchResults
          query={query}
          onAdd={(id) => {
            onAdd(id);
            setTyped("");
          }}
        />
      ) : null}
      {typed ? null : <CameraScanner onCode={(code) => void scans.hear(code)} />}
    </section>
  );
}
