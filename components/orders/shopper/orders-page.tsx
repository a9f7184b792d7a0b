"use client";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { RequestList } from "@/components/offline-requests/request-list";
import { OrderListItem } from "@/components/orders/shopper/order-list-item";
import { isFinished, useOrders } from "@/components/orders/shopper/use-orders";
import { useStoreTimes } from "@/components/stores/times";
import type { OfflineRequest } from "@/components/sync/engine/scope-views";
import { useOfflineRequests, useOwner } from "@/components/sync/react/hooks";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Skeleton } from "@/components/ui/skeleton";
import { isOpen } from "@/server/orders/pickup/rules";
import type { PickupRow } from "@/server/orders/pickup/schema";
import type { OrderRow } from "@/server/orders/schema";
import { ReservationStatusLabel } from "../reservation-status";
import { useReservations } from "../use-reservations";

/** Declined requests are shown by RequestNotices, on every page. */
const isReservation = (request: OfflineRequest) => request.name === "request.pickup" && !request.refused;

type Item = { order: OrderRow; pickup?: never } | { order?: never; pickup: PickupRow };
const getCreatedAt = ({ order, pickup }: Item) => (order ?? pickup).createdAt;

/** Orders and reservations together, newest first; a pickup of an order is part of it. */
function useOrderListItems() {
  const { ready, open, past } = useReservations();
  const { orders, ofPickup } = useOrders();
  const unattached = [...open, ...past].filter((p) => !ofPickup(p.id));
  const all: Item[] = [...orders.map((order) => ({ order })), ...unattached.map((pickup) => ({ pickup }))];
  const sorted = all.sort((a, b) => (getCreatedAt(a) < getCreatedAt(b) ? 1 : -1));
  const isPast = ({ order, pickup }: Item) => (order ? isFinished(order) : !isOpen(pickup.status));
  return { ready, open: sorted.filter((item) => !isPast(item)), past: sorted.filter(isPast) };
}

/** The shopper's orders and reservations: offline requests, open, then past. */
export function OrdersPage() {
  const t = useTranslations("reservations");
  const tp = useTranslations("orders");
  const { ready, open, past } = useOrderListItems();
  const requests = useOfflineRequests().requests.filter(isReservation);
  return (
    <main id="main" className="mx-auto w-full max-w-3xl px-5 pt-8 pb-24 md:px-14">
      <h1 className="mb-6 font-serif text-4xl text-balance">{tp("title")}</h1>
      {!ready ? <Loading label={t("loading")} /> : null}
      {ready && open.length + past.length + requests.length === 0 ? <NoOrders /> : null}
      <RequestList of={isReservation} className="mb-10" />
      <Group title={past.length > 0 ? tp("open") : ""} items={open} />
      <Group title={tp("past")} items={past} />
      {ready ? (
        <p className="mt-4">
          <Link href="/orders/find" className="inline-flex min-h-11 items-center text-sm underline underline-offset-4">
            {tp("find")}
          </Link>
        </p>
      ) : null}
    </main>
  );
}

function NoOrders() {
  const t = useTranslations("reservations");
  const tp = useTranslations("orders");
  const { owner } = useOwner();
  const linked = owner?.kind === "linked";
  return (
    <Empty
      title={linked ? t("signIn") : tp("emptyTitle")}
      text={linked ? t("signInText") : tp("emptyText")}
      action={
        <Link href={linked ? "/account" : "/"} className={buttonClass({ variant: "outline" })}>
          {linked ? t("signInAction") : t("browse")}
        </Link>
      }
    />
  );
}

function Group({ title, items }: { title: string; items: Item[] }) {
  if (items.length === 0) return null;
  return (
    <section className="mb-10">
      {title ? <h2 className="mb-1 text-sm font-semibold">{title}</h2> : null}
      <ul className="border-t border-hairline">
        {items.map(({ order, pickup }) =>
          order ? <OrderListItem key={order.id} order={order} /> : <Row key={pickup.id} pickup={pickup} />,
        )}
      </ul>
    </section>
  );
}

function Row({ pickup }: { pickup: PickupRow }) {
  const t = useTranslations("reservations");
  const { when } = useStoreTimes();
  const formatWhen = (iso: string) => when(iso, pickup.store.timeZone);
  const time =
    pickup.status === "ready"
      ? t("order.keptUntil", { when: formatWhen(pickup.expiresAt) })
      : isOpen(pickup.status)
        ? t("order.promised", { when: formatWhen(pickup.promisedAt) })
        : t("order.endedAt", { when: formatWhen(pickup.endedAt ?? pickup.createdAt) });
  const pieces = pickup.lines.reduce((sum, l) => sum + l.quantity, 0);
  return (
    <li className="border-b border-hairline">
      <Link
        href={`/reservations/${pickup.id}`}
        className="flex min-h-20 flex-wrap items-center justify-between gap-x-4 gap-y-2 py-4 hover:bg-wash md:px-3"
      >
        <span className="grid gap-0.5">
          <span className="font-serif text-xl tabular">{t("number", { number: String(pickup.number) })}</span>
          <span className="text-sm text-soft">
            {pickup.store.name} · {t("items", { count: pieces })} · {time}
          </span>
        </span>
        <ReservationStatusLabel status={pickup.status} />
      </Link>
    </li>
  );
}

function Loading({ label }: { label: string }) {
  return (
    <div role="status" className="grid gap-3">
      <span className="sr-only">{label}</span>
      <Skeleton className="h-20" />
      <Skeleton className="h-20" />
    </div>
  );
}
