"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useShift } from "@/components/store/use-shift";
import { useTRPC } from "@/components/trpc/client";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { VariantCard } from "@/server/catalogue/schema";
import type { ReturnableLine } from "@/server/orders/returns/schema";
import { formatMoney } from "@/server/platform/money";
import { decideExchange, type ExchangeItem, type LineReturn } from "./exchange-rules";

/** Explains what will happen with the chosen replacement. */
function ExchangeSummary({ line, said }: { line: ReturnableLine; said: LineReturn }) {
  const t = useTranslations("register.returns.swap");
  const locale = useLocale();
  const decision = decideExchange(line, said);
  if (!decision) return null;
  if (decision.act === "sale") return <p className="mt-3 text-lg text-pretty">{t(decision.why)}</p>;
  const difference = { ...decision.price, minor: (line.price.minor - decision.price.minor) * said.quantity };
  return (
    <p className="mt-3 text-lg text-pretty">
      {difference.minor > 0 ? t("cheaper", { sum: formatMoney(difference, locale) }) : t("even")}
    </p>
  );
}

/** The other sizes and colours of the same product, each with what this store has of it; for a damaged item the same one too. */
export function Exchange({
  card,
  line,
  said,
  onChoose,
}: {
  card: VariantCard;
  line: ReturnableLine;
  said: LineReturn;
  onChoose: (chosen: ExchangeItem) => void;
}) {
  const t = useTranslations("register.returns");
  const locale = useLocale();
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { storeId } = useShift();
  const product = useQuery(trpc.catalogue.getProduct.queryOptions({ handle: card.handle }, { staleTime: 0 }));
  const stock = useQuery(
    trpc.stock.listAvailability.queryOptions({ productId: card.productId }, { staleTime: 0, refetchInterval: 20_000 }),
  );
  if (product.error) return <Notice tone="error">{errorText(product.error)}</Notice>;
  if (!product.data) return <Skeleton className="h-20" />;
  const here = stock.data?.stores.find((s) => s.storeId === storeId)?.pieces ?? {};
  const isAnywhere = (id: string) => stock.data?.stores.some((s) => (s.pieces[id] ?? 0) > 0) ?? true;
  const others = product.data.variants.filter((v) => v.variantId !== card.variantId || said.restocked === "damaged");
  if (others.length === 0) return <p className="text-lg">{t("noOthers")}</p>;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 text-base font-medium">{t("which")}</legend>
      <div className="flex flex-wrap gap-3">
        {others.map((v) => {
          const pieces = here[v.variantId] ?? 0;
          return (
            <label
              key={v.variantId}
              className="relative grid min-h-16 min-w-24 cursor-pointer content-center rounded border border-field px-4 text-center has-checked:border-ink has-checked:bg-ink has-checked:text-on-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-disabled:cursor-not-allowed has-disabled:border-hairline has-disabled:text-soft"
            >
              <input
                type="radio"
                name={`instead-${card.variantId}`}
                className="absolute inset-0 cursor-pointer opacity-0"
                checked={said.instead !== "" && said.instead?.variantId === v.variantId}
                disabled={!isAnywhere(v.variantId)}
                onChange={() => onChoose({ variantId: v.variantId, price: v.price, here: pieces })}
              />
              <span className="text-lg font-semibold">{v.options.join(" · ")}</span>
              <span className="text-sm tabular">
                {v.price.minor !== line.listed.minor ? `${formatMoney(v.price, locale)} · ` : ""}
                {pieces > 0 ? t("here", { count: pieces }) : isAnywhere(v.variantId) ? t("elsewhere") : t("none")}
              </span>
            </label>
          );
        })}
      </div>
      <ExchangeSummary line={line} said={said} />
    </fieldset>
  );
}
