"use client";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { Purchase } from "./order-details";
import { usePurchases } from "./use-orders";
import { useSharedOrder } from "./use-shared-order";

/** One of the shopper's own orders, live; another's by a signed link, to be looked at. */
export function PurchasePage({ id }: { id: string }) {
  const t = useTranslations("purchases");
  const { ready, orders } = usePurchases();
  const order = orders.find((o) => o.id === id);
  const shared = useSharedOrder(id, ready && !order);
  return (
    <main id="main" className="mx-auto w-full max-w-5xl px-5 pt-6 pb-24 md:px-14">
      <Link
        href="/orders"
        className="inline-flex min-h-11 items-center text-sm text-soft underline-offset-4 hover:underline"
      >
        ← {t("all")}
      </Link>
      {order ? (
        <Purchase order={order} />
      ) : shared.order ? (
        <>
          <Notice className="mt-2 mb-5">{t("shared")}</Notice>
          <Purchase order={shared.order} readOnly signature={shared.signature} />
        </>
      ) : ready && shared.missing ? (
        <Missing />
      ) : (
        <Skeleton className="mt-4 h-96" />
      )}
    </main>
  );
}

/** There is no such order for this shopper. */
export function Missing() {
  const t = useTranslations("purchases");
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
