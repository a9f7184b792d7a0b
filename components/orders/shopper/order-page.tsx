"use client";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { Link, useRouter } from "@/components/i18n/navigation";
import { useReservations } from "@/components/orders/use-reservations";
import { useOfflineRequest } from "@/components/sync/react/hooks";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { OrderDetails } from "./order-details";
import { useOrders } from "./use-orders";
import { useSharedOrder, useSharedPickup } from "./use-shared-order";

/**
 * One of the shopper's own orders, live; another's read-only by a signed link. Reservations had this address before:
 * the id of one redirects whoever may see it.
 */
export function OrderPage({ id }: { id: string }) {
  const t = useTranslations("orders");
  const { ready, orders } = useOrders();
  const order = orders.find((o) => o.id === id);
  const shared = useSharedOrder(id, ready && !order);
  const reservation = useReservationAt(id, ready && !order && shared.missing);
  return (
    <main id="main" className="mx-auto w-full max-w-5xl px-5 pt-6 pb-24 md:px-14">
      <Link
        href="/orders"
        className="inline-flex min-h-11 items-center text-sm text-soft underline-offset-4 hover:underline"
      >
        ← {t("all")}
      </Link>
      {order ? (
        <OrderDetails order={order} />
      ) : shared.order ? (
        <>
          <Notice className="mt-2 mb-5">{t("shared")}</Notice>
          <OrderDetails order={shared.order} readOnly signature={shared.signature} />
        </>
      ) : ready && shared.missing && reservation === "none" ? (
        <OrderMissing />
      ) : (
        <Skeleton className="mt-4 h-96" />
      )}
    </main>
  );
}

/** Redirects to the reservation with this id, for those who may see it. */
function useReservationAt(id: string, wanted: boolean): "asking" | "none" {
  const { ready, open, past } = useReservations();
  const { request, made } = useOfflineRequest(id);
  const own = request !== undefined || [...open, ...past].some((pickup) => pickup.id === (made ?? id));
  const shared = useSharedPickup(id, wanted && ready && !own);
  const found = own || shared.pickup !== undefined;
  const router = useRouter();
  useEffect(() => {
    if (wanted && found) router.replace(`/reservations/${id}${location.hash}`);
  }, [wanted, found, id, router]);
  return wanted && ready && !found && shared.missing ? "none" : "asking";
}

/** The order does not exist for this shopper. */
export function OrderMissing() {
  const t = useTranslations("orders");
  return (
    <Empty
      title={t("notFound")}
      text={t("notFoundText")}
      action={
        <div className="flex flex-wrap justify-center gap-3">
          <Link href="/orders" className={buttonClass({ variant: "outline" })}>
            {t("all")}
          </Link>
          <Link href="/orders/find" className={buttonClass({ variant: "outline" })}>
            {t("find")}
          </Link>
        </div>
      }
    />
  );
}
