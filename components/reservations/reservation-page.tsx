"use client";
import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { Purchase } from "@/components/orders/shopper/order-details";
import { usePurchases } from "@/components/orders/shopper/use-orders";
import { useSharedPickup } from "@/components/orders/shopper/use-shared-order";
import { useStoreTimes } from "@/components/stores/times";
import { useWish } from "@/components/sync/react/hooks";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Qr } from "@/components/ui/qr";
import { Skeleton } from "@/components/ui/skeleton";
import { WishCard } from "@/components/offline-requests/request-card";
import { handOverText, isOpen } from "@/server/orders/pickup/rules";
import type { PickupLineRow, PickupRow } from "@/server/orders/pickup/schema";
import { formatMoney, sumMoney } from "@/server/platform/money";
import { Code } from "@/components/orders/pickup-code";
import { OrderActions } from "./reservation-actions";
import { OrderSteps } from "./reservation-steps";
import { Piece } from "@/components/orders/order-item";
import { PickupStatusLabel } from "@/components/orders/reservation-status";
import { usePickups } from "@/components/orders/use-reservations";

/**
 * One reservation, live: where it stands, the code to show, what it costs, and what can be done. Another's by a signed link
 * is shown without its code.
 */
export function OrderPage({ id }: { id: string }) {
  const t = useTranslations("orders");
  const { ready, open, past } = usePickups();
  // Before it is confirmed its address is the wish's key.
  const { wish, made } = useWish(id);
  const pickup = [...open, ...past].find((p) => p.id === (made ?? id));
  const order = usePurchases().ofPickup(id);
  const own = wish || order?.placedAt || pickup;
  const shared = useSharedPickup(id, ready && !own);
  return (
    <main id="main" className="mx-auto w-full max-w-4xl px-5 pt-6 pb-24 md:px-14">
      <Link
        href="/orders"
        className="inline-flex min-h-11 items-center text-sm text-soft underline-offset-4 hover:underline"
      >
        ← {t("order.all")}
      </Link>
      {wish ? <WishCard wish={wish} /> : null}
      {order?.placedAt ? (
        <Purchase order={order} />
      ) : pickup ? (
        <Order pickup={pickup} />
      ) : wish ? null : shared.pickup ? (
        <>
          <Notice className="mt-2 mb-5">{t("order.shared")}</Notice>
          <Order pickup={shared.pickup} readOnly />
        </>
      ) : ready && shared.missing ? (
        <Missing />
      ) : (
        <Skeleton className="mt-4 h-96" />
      )}
    </main>
  );
}

function Missing() {
  const t = useTranslations("orders");
  return (
    <Empty
      title={t("order.notFound")}
      text={t("order.notFoundText")}
      action={
        <Link href="/orders" className={buttonClass({ variant: "outline" })}>
          {t("order.all")}
        </Link>
      }
    />
  );
}

function Order({ pickup, readOnly = false }: { pickup: PickupRow; readOnly?: boolean }) {
  const t = useTranslations("orders");
  const { when } = useStoreTimes();
  const told = (iso: string) => when(iso, pickup.store.timeZone);
  const open = isOpen(pickup.status);
  return (
    <>
      <header className="mt-2 mb-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h1 className="font-serif text-4xl tabular">{t("number", { number: String(pickup.number) })}</h1>
        <span aria-live="polite">
          <PickupStatusLabel status={pickup.status} />
        </span>
      </header>
      <div className="grid gap-x-8 gap-y-8 md:grid-cols-[1fr_260px] lg:grid-cols-[1fr_300px] lg:gap-x-14">
        <div className="order-2 grid content-start gap-8 md:order-1">
          <section>
            <p className="font-semibold">{pickup.store.name}</p>
            <p className="text-soft">{pickup.store.address}</p>
            {open ? (
              <p className="mt-2 tabular">
                {pickup.status === "ready"
                  ? t("order.ready", { when: told(pickup.readyAt ?? pickup.promisedAt) })
                  : t("order.promised", { when: told(pickup.promisedAt) })}
                <br />
                <span data-testid="kept-until">{t("order.keptUntil", { when: told(pickup.expiresAt) })}</span>
              </p>
            ) : null}
          </section>
          <OrderSteps pickup={pickup} told={told} />
          <Lines pickup={pickup} />
        </div>
        <aside className="order-1 grid content-start gap-5 md:order-2">
          {open && !readOnly ? <Pass pickup={pickup} /> : null}
          {readOnly ? null : <OrderActions pickup={pickup} told={told} />}
        </aside>
      </div>
    </>
  );
}

/** What is shown at the desk. */
function Pass({ pickup }: { pickup: PickupRow }) {
  const t = useTranslations("orders.order");
  const isReady = pickup.status === "ready";
  return (
    <section
      className={`grid justify-items-center gap-3 rounded border bg-paper p-5 ${isReady ? "border-sage" : "border-hairline"}`}
    >
      <p className="text-center text-sm text-soft">{t("show", { store: pickup.store.name })}</p>
      <Qr text={handOverText(pickup)} label={t("qr", { code: pickup.code })} className="w-44" />
      <p className="sr-only">{t("code")}</p>
      <Code code={pickup.code} large />
    </section>
  );
}

function Lines({ pickup }: { pickup: PickupRow }) {
  const t = useTranslations("orders.order");
  const locale = useLocale();
  const due = pickup.lines.filter((l) => l.status !== "declined");
  const currency = due[0]?.price.currency;
  const total = currency
    ? sumMoney(
        due.map((l) => ({ ...l.price, minor: l.price.minor * l.quantity })),
        currency,
      )
    : null;
  return (
    <section aria-label={t("lines")}>
      <ul className="grid gap-5 border-t border-hairline pt-5">
        {pickup.lines.map((line) => (
          <li key={line.id}>
            <Piece
              variantId={line.variantId}
              quantity={line.quantity}
              price={line.price}
              struck={line.status === "declined"}
            >
              <LineNote line={line} />
            </Piece>
          </li>
        ))}
      </ul>
      {total && isOpen(pickup.status) ? (
        <p className="mt-5 flex items-baseline justify-between gap-4 border-t border-hairline pt-4">
          <span>{t("pay")}</span>
          <span className="font-serif text-2xl tabular">{formatMoney(total, locale)}</span>
        </p>
      ) : null}
    </section>
  );
}

function LineNote({ line }: { line: PickupLineRow }) {
  const t = useTranslations("orders");
  if (line.status === "picked") return <span className="text-sm text-sage">{t("line.picked")}</span>;
  if (line.status !== "declined") return null;
  return (
    <span className="text-sm text-ochre">
      {t("line.declined")}. {line.nearest ? t("order.nearest", { store: line.nearest.name }) : t("order.nowhere")}
    </span>
  );
}
