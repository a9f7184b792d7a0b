"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { ScanFeedback } from "@/components/scans/scan-feedback";
import { useItemScans } from "@/components/scans/use-item-scans";
import { useShift } from "@/components/store/use-shift";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { AssistedShopper } from "@/server/assistance/schema";
import { AddItems } from "./add-items";
import { addLine, type Basket, changeFulfilment, useBasket } from "./basket";
import { BasketLine } from "./basket-line";
import { emptyContact } from "./contact-form";
import { CustomerCart } from "./customer-cart";
import { PayButtons } from "./pay-buttons";
import { RunningSale } from "./running-sale";
import { SaleContactPanel, useSaleContact } from "./sale-contact";
import { SaleQuoteDiff } from "./sale-quote-diff";
import { SaleTotals } from "./sale-totals";
import { useOngoingSale, usePlaceSale, useSaleQuote } from "./use-sale";

/**
 * The form of a sale: basket lines with their fulfilment, one payment. `start` is a separate basket (of an exchange);
 * without it the tablet's.
 */
export function SaleForm({
  start,
  onLeave,
}: {
  start?: { variantId: string; quantity: number }[];
  onLeave?: () => void;
}) {
  const basket = useBasket(start);
  const { ready, running, set } = useOngoingSale();
  const client = useQuery(
    useTRPC().assistance.store.get.queryOptions(undefined, { staleTime: 0, refetchInterval: 10_000 }),
  );
  if (!ready || !basket.ready) return <Skeleton className="h-96" />;
  if (running) {
    const finish = (sold: boolean) => {
      set(null);
      if (sold) basket.set([]);
      if (sold) onLeave?.();
    };
    return <RunningSale running={running} onCash={(cash) => set({ ...running, cash })} onOver={finish} />;
  }
  return <SaleEditor basket={basket} client={client.data ?? null} onPlaced={set} exchange={start !== undefined} />;
}

function SaleEditor({
  basket,
  client,
  exchange,
  onPlaced,
}: {
  basket: Basket;
  client: AssistedShopper | null;
  exchange: boolean;
  onPlaced: Parameters<typeof usePlaceSale>[1];
}) {
  const t = useTranslations("register.sell");
  const tScans = useTranslations("scans");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { storeId } = useShift();
  const { lines, set } = basket;
  const ways = lines.map((l) => l.way.kind);
  const shopperId = client?.scopeId ?? null;
  const known = useQuery({
    ...trpc.sales.store.getCustomerDraft.queryOptions({ shopperId: shopperId ?? "" }, { staleTime: 0 }),
    enabled: shopperId !== null,
  });
  const buyer = useSaleContact(ways, shopperId ? known.data : null);
  const quote = useSaleQuote(lines, shopperId, buyer.country);
  const now = lines.length > 0 && !quote.isPlaceholderData ? quote.data : undefined;
  const placing = usePlaceSale(
    { lines, shopperId, country: buyer.country, quote: now, contact: buyer.contact },
    onPlaced,
  );
  const shown = lines.length > 0 ? quote.data : undefined;
  const getQuoteLine = (i: number) => (quote.isPlaceholderData ? undefined : shown?.lines[i]);
  const setQuantity = (id: string, quantity: number) =>
    set((all) => all.flatMap((l) => (l.id !== id ? [l] : quantity > 0 ? [{ ...l, quantity }] : [])));
  const add = (variantId: string) => set((all) => addLine(all, { variantId, quantity: 1, way: { kind: "in_store" } }));
  const scans = useItemScans(exchange ? null : "sell", (card, name) => {
    if (!card.active) return { tone: "refused", words: tScans("notNow", { name }) };
    return add(card.variantId)
      ? { tone: "done", words: tScans("added", { name }) }
      : { tone: "refused", words: tScans("full", { name }) };
  });
  const code = refusalOf(placing.place.error)?.code;
  const quiet = placing.changes.length > 0 && (code === "QUOTE_CHANGED" || code === "OUT_OF_STOCK");
  return (
    <div className="grid gap-x-12 gap-y-8 landscape:grid-cols-[3fr_2fr]">
      <section aria-label={t("basket")} className="grid content-start gap-4">
        <AddItems onAdd={add} scans={scans} />
        {client && !exchange ? (
          <CustomerCart
            client={client}
            taken={lines}
            onTake={(more) => set((all) => more.reduce((some, line) => addLine(some, line), all))}
          />
        ) : null}
        {lines.length === 0 ? <p className="py-8 text-xl text-soft">{t("empty")}</p> : null}
        <ul className="border-t border-hairline empty:hidden">
          {lines.map((line, i) => (
            <BasketLine
              key={line.id}
              line={line}
              quoted={getQuoteLine(i)}
              quote={shown}
              onQuantity={(quantity) => setQuantity(line.id, quantity)}
              onWay={(way, keepHere) => {
                const here = way.kind === "pickup" && way.storeId === storeId;
                set((all) => changeFulfilment(all, line.id, here ? { kind: "in_store" } : way, keepHere));
              }}
            />
          ))}
        </ul>
        <ScanFeedback size="tablet" />
      </section>
      <aside aria-busy={quote.isFetching} className="grid content-start gap-5">
        {quote.error ? (
          <Notice tone="refused" action={<Button onClick={() => quote.refetch()}>{t("again")}</Button>}>
            {errorText(quote.error)}
          </Notice>
        ) : null}
        {shown ? <SaleTotals quote={shown} /> : lines.length > 0 && !quote.error ? <Skeleton className="h-40" /> : null}
        {shown ? (
          <>
            <SaleContactPanel buyer={buyer} delivered={ways.includes("deliver")} country={shown.country} />
            <SaleQuoteDiff changes={placing.changes} currency={shown.total.currency} />
            {placing.place.error && !quiet ? (
              <Notice tone="refused" className="text-base">
                {errorText(placing.place.error)}
              </Notice>
            ) : null}
            {buyer.contact ? (
              <PhoneCountryChoice
                tablet
                error={placing.place.error}
                typed={buyer.contact.phone}
                onChoose={(phone) => {
                  buyer.setTyped({ ...(buyer.contact ?? emptyContact), phone });
                  placing.place.reset();
                }}
              />
            ) : null}
            <PayButtons
              missing={buyer.missing}
              // Scans that are not resolved yet are not in the total.
              quote={scans.waiting === 0 ? now : undefined}
              busy={placing.place.isPending ? placing.place.variables.method : null}
              closed={code === "TILL_CLOSED"}
              onPay={placing.pay}
            />
          </>
        ) : null}
      </aside>
    </div>
  );
}
