"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { SecondApproval } from "@/components/store/second-approval";
import { useShift } from "@/components/store/use-shift";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ReturnableOrder, ReturnResult } from "@/server/orders/returns/schema";
import { formatMoney, type Money, multiplyMoney, sumMoney } from "@/server/platform/money";
import type { ReplacementItem, ReturnOutcome } from "./exchange-rules";
import { decideExchange, type LineReturn } from "./exchange-rules";
import { ReturnLine } from "./return-line";

const emptyLineReturn: LineReturn = { quantity: 0, reason: "size", restocked: "shelf", instead: null };

/** Builds the input of a return: returned lines, exchanges in the same call, and replacements sold afterwards. */
function buildReturn(order: ReturnableOrder, lineReturns: Record<string, LineReturn>) {
  const { currency } = order.givenBack;
  const all = order.lines.flatMap((line) => {
    const of = lineReturns[line.lineId] ?? emptyLineReturn;
    return of.quantity > 0 ? [{ line, of, swap: decideExchange(line, of) }] : [];
  });
  const lines = all.map(({ line: { lineId }, of: { quantity, reason, restocked, instead }, swap }) => ({
    lineId,
    quantity,
    reason,
    restocked,
    ...(instead && swap?.act === "swap"
      ? { instead: { variantId: instead.variantId, priceMinor: swap.price.minor } }
      : {}),
  }));
  const sold = all.flatMap(({ of: { instead, quantity }, swap }): ReplacementItem[] =>
    instead && swap?.act === "sale" ? [{ variantId: instead.variantId, quantity }] : [],
  );
  const back = sumMoney(
    all.map(({ line: { price }, of, swap }) => {
      const kept = swap?.act === "swap" ? swap.price.minor : 0;
      return multiplyMoney({ ...price, minor: price.minor - kept }, of.quantity);
    }),
    currency,
  );
  return {
    lines,
    sold,
    back,
    unchosen: all.some(({ of }) => of.instead === ""),
    swapped: all.reduce((sum, { of, swap }) => sum + (swap?.act === "swap" ? of.quantity : 0), 0),
    count: all.reduce((sum, { of }) => sum + of.quantity, 0),
  };
}
type ReturnDraft = ReturnType<typeof buildReturn>;

/** Submits the return: one idempotency key for the same input, so that a repeated tap is one return. */
function useSubmitReturn(order: ReturnableOrder, { lines }: ReturnDraft, onDone: (done: ReturnResult) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const take = useMutation(
    trpc.returns.store.create.mutationOptions({
      onSuccess: onDone,
      // The stored order differs from the one shown.
      onError: () => void queryClient.invalidateQueries({ queryKey: trpc.stock.listAvailability.queryKey() }),
    }),
  );
  const [key, setKey] = useState(() => crypto.randomUUID());
  const send = (approvalId?: string) =>
    take.mutate({ key, orderId: order.orderId, lines, ...(approvalId ? { approvalId } : {}) });
  const change = () => {
    setKey(crypto.randomUUID());
    take.reset();
  };
  return { take, send, change };
}

/** The price of the replacements sold afterwards; null while unknown. */
function useTotalPrice(sold: ReplacementItem[]): Money | null {
  const ids = [...new Set(sold.map((e) => e.variantId))];
  const cards = useQuery({ ...useTRPC().catalogue.listVariants.queryOptions({ ids }), enabled: ids.length > 0 });
  const prices = sold.map(({ variantId, quantity }) => {
    const price = cards.data?.find((c) => c.variantId === variantId)?.price;
    return price && multiplyMoney(price, quantity);
  });
  const currency = prices[0]?.currency;
  if (!currency || prices.some((price) => price?.currency !== currency)) return null;
  return sumMoney(prices as Money[], currency);
}

function ReturnTotals({ order, asked, pay }: { order: ReturnableOrder; asked: ReturnDraft; pay: Money | null }) {
  const t = useTranslations("register.returns");
  const locale = useLocale();
  const { back, swapped } = asked;
  const even = swapped > 0 && back.minor === 0;
  const difference = pay ? pay.minor - back.minor : 0;
  return (
    <div className="grid gap-2">
      <p className="font-serif text-4xl tabular" data-testid="refund-due">
        {even ? t("even") : t("goesBack", { sum: formatMoney(back, locale) })}
      </p>
      <p className="text-lg text-pretty">
        {t(even ? "evenText" : order.method === null ? "toNobody" : order.method === "cash" ? "toCash" : "toCard")}
      </p>
      {pay ? (
        <p className="text-lg text-pretty tabular" data-testid="difference">
          {t("thenPay", { sum: formatMoney(pay, locale) })}{" "}
          {difference === 0
            ? t("noDifference")
            : t(difference > 0 ? "moreToPay" : "lessToPay", {
                sum: formatMoney({ ...pay, minor: Math.abs(difference) }, locale),
              })}
        </p>
      ) : null}
    </div>
  );
}

/** The form of a return: lines, refund, and submit. */
export function ReturnForm({
  order,
  onDone,
  onOther,
}: {
  order: ReturnableOrder;
  onDone: (done: ReturnResult, taken: ReturnOutcome) => void;
  onOther: () => void;
}) {
  const t = useTranslations("register.returns");
  const locale = useLocale();
  const errorText = useErrorText();
  const { date } = useStoreTimes();
  const { timeZone } = useShift();
  const [lineReturns, setLineReturns] = useState<Record<string, LineReturn>>({});
  const asked = buildReturn(order, lineReturns);
  const { sold, swapped, back, count } = asked;
  const { take, send, change } = useSubmitReturn(order, asked, (done) => onDone(done, { swapped, sold }));
  const pay = useTotalPrice(sold);
  const refusal = refusalOf(take.error);
  const unconfirmed = refusal?.code === "APPROVAL_NEEDED" ? Number(refusal.details.amountMinor) : null;
  const errorMessage = (error: unknown) => {
    if (refusal?.code === "WRONG_STATUS") return t("changed");
    return refusal?.code === "QUOTE_CHANGED" ? t("priceChanged") : errorText(error);
  };
  const number = String(order.number);
  const open = order.lines.some((l) => l.state === "returnable");
  const { currency } = back;
  const getLabel = () => {
    if (count === 0) return t("choose");
    if (asked.unchosen) return t("chooseInstead");
    if (sold.length > 0) return t("takeAndPay", { count });
    if (swapped === 0) return t("take", { count });
    return back.minor === 0 ? t("exchangeEven") : t("exchangeBack", { sum: formatMoney(back, locale) });
  };
  return (
    <div className="grid gap-x-12 gap-y-6 landscape:grid-cols-[3fr_2fr]">
      <section aria-label={t("lines")}>
        <h1 className="font-serif text-4xl tabular">{t("number", { number })}</h1>
        <p className="text-lg text-soft tabular">{t("bought", { date: date(order.placedAt, timeZone) })}</p>
        {open ? null : <Notice tone="refused">{t("nothingOpen")}</Notice>}
        <ul className="border-t border-hairline">
          {order.lines.map((line) => (
            <ReturnLine
              key={line.lineId}
              line={line}
              said={lineReturns[line.lineId] ?? emptyLineReturn}
              onSay={(next) => {
                change();
                setLineReturns({ ...lineReturns, [line.lineId]: next });
              }}
            />
          ))}
        </ul>
      </section>
      <aside className="grid content-start gap-5 landscape:sticky landscape:top-4">
        {asked.unchosen ? null : <ReturnTotals order={order} asked={asked} pay={pay} />}
        {take.error && unconfirmed === null ? <Notice tone="refused">{errorMessage(take.error)}</Notice> : null}
        <Button
          size="tablet"
          variant="success"
          block
          busy={take.isPending}
          disabled={count === 0 || asked.unchosen}
          onClick={() => send()}
        >
          {getLabel()}
        </Button>
        <Button size="tablet" variant="quiet" block onClick={onOther}>
          {t("other")}
        </Button>
      </aside>
      {unconfirmed !== null ? (
        <SecondApproval
          act={{ action: "refund", subjectId: order.orderId, amountMinor: unconfirmed }}
          sentence={t("approval", { number, amount: formatMoney({ minor: unconfirmed, currency }, locale) })}
          closeLabel={t("approvalClose")}
          nobody={t("approvalNobody")}
          onApproved={send}
          onClose={take.reset}
        />
      ) : null}
    </div>
  );
}
