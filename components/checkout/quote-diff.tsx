"use client";
import { useLocale, useTranslations } from "next-intl";
import { useVariantTitle } from "@/components/orders/quote/use-variant-title";
import { Notice } from "@/components/ui/notice";
import type { QuoteChange } from "@/server/orders/quote/rules";
import type { Quote } from "@/server/orders/quote/schema";
import { formatMoney } from "@/server/platform/money";

/** The differences between the reviewed and the present quote, line by line. */
export function QuoteDiff({ changes, before, after }: { changes: QuoteChange[]; before: Quote; after: Quote }) {
  const t = useTranslations("checkout.changes");
  const locale = useLocale();
  const variantTitle = useVariantTitle();
  const { currency } = after.total;
  const formatSum = (minor: number) => formatMoney({ minor, currency }, locale);
  const getTitle = (variantId: string) => {
    const line = [...after.lines, ...before.lines].find((l) => l.variantId === variantId);
    return line ? variantTitle(line) : "";
  };
  const buildSentence = (c: QuoteChange): string => {
    if (c.kind === "delivery" || c.kind === "total")
      return t(c.kind, { from: formatSum(c.fromMinor), to: formatSum(c.toMinor) });
    const title = getTitle(c.variantId);
    if (c.kind === "price") return t("price", { title, from: formatSum(c.fromMinor), to: formatSum(c.toMinor) });
    if (c.kind === "quantity") return t("quantity", { title, from: c.from, to: c.to });
    return c.kind === "stock" ? t("stock", { title, count: c.available }) : t(c.kind, { title });
  };
  if (changes.length === 0) return null;
  return (
    <Notice tone="refused">
      <p className="font-semibold">{t("title")}</p>
      <ul className="mt-1 list-disc pl-5 tabular">
        {changes.map((c) => (
          <li key={JSON.stringify(c)}>{buildSentence(c)}</li>
        ))}
      </ul>
    </Notice>
  );
}
