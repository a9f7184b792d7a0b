"use client";
import { useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useCanWrite } from "@/components/contact/use-can-write";
import { Link } from "@/components/i18n/navigation";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useFragment, useSharedOrder } from "@/components/orders/shopper/use-shared-order";
import { useStoreTimes } from "@/components/stores/times";
import { useEntities } from "@/components/sync/react/hooks";
import { useTRPCClient } from "@/components/trpc/client";
import { Button, buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { OrderRow } from "@/server/orders/schema";
import { formatMoney } from "@/server/platform/money";
import { usePendingOrderActions } from "./use-pending-order";

const pollMs = 2_000;
const maxPolls = 15;

/** Polls the payment until its result is known or a time-out; the live stream may be faster. */
function useReturnedPayment(sessionId: string) {
  const client = useTRPCClient();
  const [order, setOrder] = useState<OrderRow | null>(null);
  const [polls, setPolls] = useState(0);
  const [missing, setMissing] = useState(!/^cs_\w{1,200}$/.test(sessionId));
  // Who pays another shopper's order may have no session here: the server answers NOT_FOUND then.
  const { ready: known, rows } = useEntities<OrderRow>("order");
  const live = rows.find((o) => o.id === order?.id) ?? order;
  const open = !live || (live.status === "awaiting_payment" && live.payment?.status === "open");
  useEffect(() => {
    if (missing || !open || !known || polls >= maxPolls) return;
    let off = false;
    const ask = async () => {
      try {
        const answer = await client.checkout.refresh.mutate({ sessionId });
        if (!off) setOrder(answer);
      } catch (e) {
        const code = refusalOf(e)?.code;
        if (!off && (code === "NOT_FOUND" || code === "UNAUTHENTICATED")) setMissing(true);
      }
      if (!off) setPolls((n) => n + 1);
    };
    const timer = setTimeout(() => void ask(), polls === 0 ? 0 : pollMs);
    return () => {
      off = true;
      clearTimeout(timer);
    };
  }, [client, sessionId, open, polls, missing, known]);
  return { order: live, missing, waiting: open, tired: polls >= maxPolls };
}

/** The result of an order of another browser, by the signed link of the return URL. */
function useSharedPayment(wanted: boolean) {
  const orderId = useFragment().get("o") ?? "";
  const { order = null, signature, missing } = useSharedOrder(orderId, wanted && orderId !== "");
  const waiting = !order || order.status === "awaiting_payment";
  return { order, signature, missing: missing || orderId === "", waiting, tired: false };
}

/** The return page of the hosted checkout: paid, pending, or not paid with its next steps. */
export function PaymentResultPage() {
  const t = useTranslations("checkout.done");
  const all = useTranslations("checkout");
  const sessionId = useSearchParams().get("session") ?? "";
  const own = useReturnedPayment(sessionId);
  const shared = useSharedPayment(own.missing);
  const { order, missing, waiting, tired } = own.missing && shared.signature ? shared : own;
  return (
    <main id="main" className="mx-auto w-full max-w-2xl px-5 pt-10 pb-24 md:px-14">
      {missing ? (
        <ResultMessage title={t("unknownTitle")} text={t("unknownText")}>
          <ResultLink href="/orders" name={all("toOrders")} />
        </ResultMessage>
      ) : waiting && !tired && !order ? (
        <div role="status" className="grid gap-4">
          <p>{t("asking")}</p>
          <Skeleton className="h-32" />
        </div>
      ) : order ? (
        <Outcome
          order={order}
          waiting={waiting}
          tired={tired}
          end={own.missing && shared.signature ? `#s=${shared.signature}` : ""}
        />
      ) : (
        <ResultMessage title={t("waitingTitle")} text={t("waitingText")}>
          <ResultLink href="/orders" name={all("toOrders")} />
        </ResultMessage>
      )}
    </main>
  );
}

/** `end` signs the links for who paid another shopper's order. */
function Outcome({ order, waiting, tired, end }: { order: OrderRow; waiting: boolean; tired: boolean; end: string }) {
  const t = useTranslations("checkout.done");
  const canWrite = useCanWrite();
  const number = String(order.number);
  if (waiting)
    return (
      <ResultMessage title={t("waitingTitle")} text={t("waitingText")}>
        {tired ? null : (
          <p role="status" className="w-full text-sm text-soft">
            {t("asking")}
          </p>
        )}
        <ResultLink href={`/orders/${order.id}${end}`} name={t("order")} />
      </ResultMessage>
    );
  if (order.status === "awaiting_payment") return <NotPaid order={order} />;
  if (order.status === "not_paid")
    return (
      <ResultMessage title={t("goneTitle")} text={t("goneText")}>
        <ResultLink href="/cart" name={t("cart")} />
      </ResultMessage>
    );
  return (
    <ResultMessage
      done
      title={t("paidTitle")}
      text={
        end
          ? t("paidTextShared", { number })
          : order.email && canWrite(order.email)
            ? t("paidText", { number, to: order.email })
            : t("paidTextPlain", { number })
      }
    >
      <ResultLink href={`/orders/${order.id}${end}`} name={t("order")} main />
      <ResultLink href={`/orders/${order.id}/receipt${end}`} name={t("receipt")} />
    </ResultMessage>
  );
}

function NotPaid({ order }: { order: OrderRow }) {
  const t = useTranslations("checkout.done");
  const to = useTranslations("checkout.pending");
  const locale = useLocale();
  const { when } = useStoreTimes();
  const { resume, going } = usePendingOrderActions();
  const zone = order.fulfilments[0]?.store.timeZone ?? "Asia/Baku";
  return (
    <ResultMessage title={t("failedTitle")} text={t("failedText", { when: when(order.expiresAt, zone) })}>
      <Button busy={going} onClick={() => resume(order.id)}>
        {to("pay", { sum: formatMoney(order.total, locale) })}
      </Button>
      <ResultLink href="/checkout" name={to("change")} />
    </ResultMessage>
  );
}

function ResultMessage({
  title,
  text,
  done = false,
  children,
}: {
  title: string;
  text: string;
  done?: boolean;
  children: React.ReactNode;
}) {
  return (
    <section aria-live="polite" className="grid gap-5">
      <h1 className="font-serif text-4xl text-balance">{title}</h1>
      <Notice tone={done ? "done" : "info"}>{text}</Notice>
      <div className="flex flex-wrap gap-3">{children}</div>
    </section>
  );
}

const ResultLink = ({ href, name, main = false }: { href: string; name: string; main?: boolean }) => (
  <Link href={href} className={buttonClass({ variant: main ? "primary" : "outline" })}>
    {name}
  </Link>
);
