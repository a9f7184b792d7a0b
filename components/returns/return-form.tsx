"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { FourEyes } from "@/components/store/four-eyes";
import { useShift } from "@/components/store/use-shift";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ReturnableOrder, ReturnedGoods } from "@/server/orders/returns/schema";
import { formatMoney, type Money, sumMoney, timesMoney } from "@/server/platform/money";
import { ReturnLine, type Said } from "./return-line";
import type { Exchanged } from "./returns-page";

const nothing: Said = { quantity: 0, reason: "size", restocked: "shelf", instead: null };

/** The taking back: one key for one set of answers, so that a tap heard twice is one return. */
function useTake(order: ReturnableOrder, said: Record<string, Said>, onDone: (done: ReturnedGoods) => void) {
  const take = useMutation(useTRPC().store.returns.take.mutationOptions({ onSuccess: onDone }));
  const [key, setKey] = useState(() => crypto.randomUUID());
  const lines = order.lines.flatMap(({ lineId }) => {
    const { quantity, reason, restocked } = said[lineId] ?? nothing;
    return quantity > 0 ? [{ lineId, quantity, reason, restocked }] : [];
  });
  const send = (approvalId?: string) =>
    take.mutate({ key, orderId: order.orderId, lines, ...(approvalId ? { approvalId } : {}) });
  const change = () => {
    setKey(crypto.randomUUID());
    take.reset();
  };
  return { take, lines, send, change };
}

/** What the pieces that are taken instead cost; null while that is not known. */
function usePriceOf(exchanged: Exchanged[]): Money | null {
  const ids = [...new Set(exchanged.map((e) => e.variantId))];
  const cards = useQuery({ ...useTRPC().catalogue.variants.queryOptions({ ids }), enabled: ids.length > 0 });
  const prices = exchanged.map(({ variantId, quantity }) => {
    const price = cards.data?.find((c) => c.variantId === variantId)?.price;
    return price && timesMoney(price, quantity);
  });
  const currency = prices[0]?.currency;
  if (!currency || prices.some((price) => price?.currency !== currency)) return null;
  return sumMoney(prices as Money[], currency);
}

function Sums({ order, back, pay }: { order: ReturnableOrder; back: Money; pay: Money | null }) {
  const t = useTranslations("till.returns");
  const locale = useLocale();
  const difference = pay ? pay.minor - back.minor : 0;
  return (
    <div className="grid gap-2">
      <p className="font-serif text-4xl tabular" data-testid="goes-back">
        {t("goesBack", { sum: formatMoney(back, locale) })}
      </p>
      <p className="text-lg text-pretty">
        {t(order.method === null ? "toNobody" : order.method === "cash" ? "toCash" : "toCard")}
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

/** What came back of one order, the sum that goes back, and the last tap. */
export function ReturnForm({
  order,
  onDone,
  onOther,
}: {
  order: ReturnableOrder;
  onDone: (done: ReturnedGoods, exchanged: Exchanged[]) => void;
  onOther: () => void;
}) {
  const t = useTranslations("till.returns");
  const locale = useLocale();
  const errorText = useErrorText();
  const { date } = useStoreTimes();
  const { timeZone } = useShift();
  const [said, setSaid] = useState<Record<string, Said>>({});
  const exchanged = Object.values(said).flatMap((s) =>
    s.quantity > 0 && s.instead ? [{ variantId: s.instead, quantity: s.quantity }] : [],
  );
  const { take, lines, send, change } = useTake(order, said, (done) => onDone(done, exchanged));
  const pay = usePriceOf(exchanged);
  const unchosen = Object.values(said).some((s) => s.quantity > 0 && s.instead === "");
  const { currency } = order.givenBack;
  const back = sumMoney(
    lines.flatMap((l) => {
      const price = order.lines.find((o) => o.lineId === l.lineId)?.price;
      return price ? [timesMoney(price, l.quantity)] : [];
    }),
    currency,
  );
  const refusal = refusalOf(take.error);
  const unconfirmed = refusal?.code === "APPROVAL_NEEDED" ? Number(refusal.details.amountMinor) : null;
  const number = String(order.number);
  const open = order.lines.some((l) => l.state === "returnable");
  const count = lines.reduce((sum, l) => sum + l.quantity, 0);
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
              said={said[line.lineId] ?? nothing}
              onSay={(next) => {
                change();
                setSaid({ ...said, [line.lineId]: next });
              }}
            />
          ))}
        </ul>
      </section>
      <aside className="grid content-start gap-5 landscape:sticky landscape:top-4">
        <Sums order={order} back={back} pay={pay} />
        {take.error && unconfirmed === null ? (
          <Notice tone="refused">{refusal?.code === "WRONG_STATUS" ? t("changed") : errorText(take.error)}</Notice>
        ) : null}
        <Button
          size="tablet"
          variant="done"
          block
          busy={take.isPending}
          disabled={count === 0 || unchosen}
          onClick={() => send()}
        >
          {count === 0
            ? t("choose")
            : unchosen
              ? t("chooseInstead")
              : t(exchanged.length > 0 ? "takeAndPay" : "take", { count })}
        </Button>
        <Button size="tablet" variant="quiet" block onClick={onOther}>
          {t("other")}
        </Button>
      </aside>
      {unconfirmed !== null ? (
        <FourEyes
          act={{ action: "refund", subjectId: order.orderId, amountMinor: unconfirmed }}
          sentence={t("fourEyes", { number, amount: formatMoney({ minor: unconfirmed, currency }, locale) })}
          closeLabel={t("fourEyesClose")}
          nobody={t("fourEyesNobody")}
          onApproved={send}
          onClose={take.reset}
        />
      ) : null}
    </div>
  );
}
