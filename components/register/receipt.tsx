"use client";
import { useLocale, useTranslations } from "next-intl";
import { useCanWrite } from "@/components/contact/use-can-write";
import { Qr } from "@/components/ui/qr";
import type { SaleRow } from "@/server/orders/sale/schema";

/** The receipt as a QR code: opens it on the shopper's phone and finds the order at a return. */
export function Receipt({ order }: { order: SaleRow }) {
  const t = useTranslations("register.done");
  const locale = useLocale();
  const canWrite = useCanWrite();
  const address = `${location.origin}/${locale}/orders/${order.id}/receipt#s=${order.signature}`;
  return (
    <section aria-label={t("receipt")} className="grid content-start justify-items-center gap-4 text-center">
      <Qr text={address} label={t("receiptQr")} className="size-64" />
      <p className="max-w-sm text-lg text-pretty">
        {t([order.email, order.phone].some((to) => to && canWrite(to)) ? "receiptText" : "receiptUnknown")}
      </p>
      {order.email && canWrite(order.email) ? <p className="text-lg">{t("mailed", { email: order.email })}</p> : null}
    </section>
  );
}
