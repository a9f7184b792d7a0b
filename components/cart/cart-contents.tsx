"use client";
import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { RequestList } from "@/components/offline-requests/request-list";
import { QuoteTotals } from "@/components/orders/quote/quote-totals";
import { usePaymentSettings } from "@/components/orders/quote/use-payment-settings";
import { useProblemText } from "@/components/orders/quote/use-problem-text";
import { useQuote } from "@/components/orders/quote/use-quote";
import { PendingOrderNotice } from "@/components/orders/shopper/pending-order";
import type { OfflineRequest } from "@/components/sync/engine/scope-views";
import { type CartView, useSyncStatus } from "@/components/sync/react/hooks";
import { useStatusText } from "@/components/sync/react/selvedge-line";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { formatMoney } from "@/server/platform/money";
import { CartLine } from "./cart-line";
import { useSlots } from "./use-slots";

/** Whether a request reserves lines of the cart. */
export const isCartRequest = (request: OfflineRequest) =>
  request.name === "request.pickup" && request.args.lines.some((l) => l.lineKey);

/** The lines of a cart with its loading, empty and offline states. */
export function CartContents({ cart, onLeave }: { cart: CartView; onLeave?: () => void }) {
  const t = useTranslations("cart");
  const status = useStatusText();
  const slots = useSlots(cart.lines);
  const { quote } = useQuote();
  const problemText = useProblemText();
  const getProblem = (key: string) => {
    const line = quote?.lines.find((l) => l.lineKey === key);
    return line && problemText(line);
  };
  if (!cart.ready) return <CartSkeleton />;
  return (
    <>
      {status ? (
        <div data-status-notice>
          <Notice tone="kept">{status}</Notice>
        </div>
      ) : null}
      <PendingOrderNotice className="mt-4" />
      <RequestList of={isCartRequest} className="pt-4" />
      {cart.lines.length === 0 ? (
        <Empty
          title={t("emptyTitle")}
          text={t("emptyText")}
          action={
            <Link href="/" {...(onLeave ? { onClick: onLeave } : {})} className={buttonClass({ variant: "outline" })}>
              {t("emptyAction")}
            </Link>
          }
        />
      ) : (
        <ul>
          {slots.map(({ slot, line }) => (
            <CartLine key={slot} line={line} problem={getProblem(line.lineKey)} />
          ))}
        </ul>
      )}
    </>
  );
}

/**
 * The total of a cart with delivery and VAT; offline, or where only stores take payments, the sum of its prices and
 * what it excludes. `inStore` forces the latter.
 */
export function CartTotal({ cart, inStore = false }: { cart: CartView; inStore?: boolean }) {
  const t = useTranslations("cart");
  const reserve = useTranslations("reservations.reserve");
  const locale = useLocale();
  const { line } = useSyncStatus();
  const { quote, stale } = useQuote();
  const cards = usePaymentSettings()?.cards;
  const inStoreOnly = inStore || cards === false;
  if (quote && line !== "offline" && !inStoreOnly)
    return <QuoteTotals quote={quote} dim={stale} goods={stale ? cart.total : null} />;
  return (
    <div className="grid gap-1">
      <div className="flex items-baseline justify-between gap-4">
        <span>{t("total")}</span>
        <output className="font-serif text-2xl whitespace-nowrap tabular" data-testid="cart-total">
          {cart.total ? formatMoney(cart.total, locale) : "—"}
        </output>
      </div>
      <p className="text-sm text-soft">
        {!cart.total
          ? t("totalUnknown")
          : line === "offline"
            ? t("pricesLater")
            : inStoreOnly
              ? reserve("payThere")
              : t("delivery")}
      </p>
    </div>
  );
}

function CartSkeleton() {
  const t = useTranslations("cart");
  return (
    <div role="status">
      <span className="sr-only">{t("loading")}</span>
      {[1, 2].map((row) => (
        <div key={row} className="grid grid-cols-[76px_1fr] gap-4 border-b border-hairline py-5">
          <Skeleton className="aspect-4/5" />
          <div className="grid content-start gap-3">
            <Skeleton className="h-5 w-2/3" />
            <Skeleton className="h-4 w-1/3" />
            <Skeleton className="h-11 w-32" />
          </div>
        </div>
      ))}
    </div>
  );
}
