"use client";
import { useLocale, useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { RequestCard } from "@/components/offline-requests/request-card";
import { OrderItem } from "@/components/orders/order-item";
import { PickupCode } from "@/components/orders/pickup-code";
import { ReservationStatusLabel } from "@/components/orders/reservation-status";
import { OrderDetails } from "@/components/orders/shopper/order-details";
import { useOrders } from "@/components/orders/shopper/use-orders";
import { useSharedPickup } from "@/components/orders/shopper/use-shared-order";
import { useReservations } from "@/components/orders/use-reservations";
import { useStoreTimes } from "@/components/stores/times";
import { useOfflineRequest } from "@/components/sync/react/hooks";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Qr } from "@/components/ui/qr";
import { Skeleton } from "@/components/ui/skeleton";
import { buildHandOverText, isOpen } from "@/server/orders/pickup/rules";
import type { PickupLineRow, PickupRow } from "@/server/orders/pickup/schema";
import { formatMoney, sumMoney } from "@/server/platform/money";
import { ReservationActions } from "./reservation-actions";
import { ReservationSteps } from "./reservation-steps";

/**
 * One reservation, live: status, pickup code, total and actions. Another shopper's, by a signed link, is shown
 * without its code.
 */
export function ReservationPage({ id }: { id: string }) {
  const t = useTranslations("reservations");
  const { ready, open, past } = useReservations();
  // Before it is confirmed, the address has the request's key.
  const { request, made: reservationId } = useOfflineRequest(id);
  const pickup = [...open, ...past].find((p) => p.id === (reservationId ?? id));
  const order = useOrders().ofPickup(id);
  const own = request || order?.placedAt || pickup;
  const shared = useSharedPickup(id, ready && !own);
  return (
    <main id="main" className="mx-auto w-full max-w-4xl px-5 pt-6 pb-24 md:px-14">
      <Link
        href="/orders"
        className="inline-flex min-h-11 items-center text-sm text-soft underline-offset-4 hover:underline"
      >
        ← {t("order.all")}
      </Link>
      {request ? <RequestCard request={request} /> : null}
      {order?.placedAt ? (
        <OrderDetails order={order} />
      ) : pickup ? (
        <ReservationDetails pickup={pickup} />
      ) : request ? null : shared.pickup ? (
        <>
          <Notice className="mt-2 mb-5">{t("order.shared")}</Notice>
          <ReservationDetails pickup={shared.pickup} readOnly />
        </>
      ) : ready && shared.missing ? (
        <ReservationMissing />
      ) : (
        <Skeleton className="mt-4 h-96" />
      )}
    </main>
  );
}

function ReservationMissing() {
  const t = useTranslations("reservations");
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

function ReservationDetails({ pickup, readOnly = false }: { pickup: PickupRow; readOnly?: boolean }) {
  const t = useTranslations("reservations");
  const { when } = useStoreTimes();
  const formatWhen = (iso: string) => when(iso, pickup.store.timeZone);
  const open = isOpen(pickup.status);
  return (
    <>
      <header className="mt-2 mb-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h1 className="font-serif text-4xl tabular">{t("number", { number: String(pickup.number) })}</h1>
        <span aria-live="polite">
          <ReservationStatusLabel status={pickup.status} />
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
                  ? t("order.ready", { when: formatWhen(pickup.readyAt ?? pickup.promisedAt) })
                  : t("order.promised", { when: formatWhen(pickup.promisedAt) })}
                <br />
                <span data-testid="held-until">{t("order.keptUntil", { when: formatWhen(pickup.expiresAt) })}</span>
              </p>
            ) : null}
          </section>
          <ReservationSteps pickup={pickup} formatWhen={formatWhen} />
          <ReservationLines pickup={pickup} />
        </div>
        <aside className="order-1 grid content-start gap-5 md:order-2">
          {open && !readOnly ? <PickupPass pickup={pickup} /> : null}
          {readOnly ? null : <ReservationActions pickup={pickup} formatWhen={formatWhen} />}
        </aside>
      </div>
    </>
  );
}

/** What is shown at the desk. */
function PickupPass({ pickup }: { pickup: PickupRow }) {
  const t = useTranslations("reservations.order");
  const isReady = pickup.status === "ready";
  return (
    <section
      className={`grid justify-items-center gap-3 rounded border bg-paper p-5 ${isReady ? "border-sage" : "border-hairline"}`}
    >
      <p className="text-center text-sm text-soft">{t("show", { store: pickup.store.name })}</p>
      <Qr text={buildHandOverText(pickup)} label={t("qr", { code: pickup.code })} className="w-44" />
      <p className="sr-only">{t("code")}</p>
      <PickupCode code={pickup.code} large />
    </section>
  );
}

function ReservationLines({ pickup }: { pickup: PickupRow }) {
  const t = useTranslations("reservations.order");
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
            <OrderItem
              variantId={line.variantId}
              quantity={line.quantity}
              price={line.price}
              struck={line.status === "declined"}
            >
              <LineNote line={line} />
            </OrderItem>
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
  const t = useTranslations("reservations");
  if (line.status === "picked") return <span className="text-sm text-sage">{t("line.picked")}</span>;
  if (line.status !== "declined") return null;
  return (
    <span className="text-sm text-ochre">
      {t("line.declined")}. {line.nearest ? t("order.nearest", { store: line.nearest.name }) : t("order.nowhere")}
    </span>
  );
}
