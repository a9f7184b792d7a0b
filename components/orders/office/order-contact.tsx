"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { OfficeOrder } from "@/server/orders/office/schema";

/** The shopper's contact: masked, in full on request, which is audited. */
export function OrderContact({ order }: { order: OfficeOrder }) {
  const t = useTranslations("office-orders");
  const errorText = useErrorText();
  const revealContact = useMutation(useTRPC().orders.office.revealContact.mutationOptions());
  const seen = revealContact.data;
  const address = seen?.address;
  const lines = seen
    ? [
        seen.contactName,
        seen.email,
        seen.phone,
        ...(address ? [address.line1, address.line2, `${address.postcode} ${address.city}`, address.country] : []),
      ]
    : [order.contactName, order.email, order.phone, order.city];
  const shownLines = lines.filter((line) => line.trim() !== "");
  if (shownLines.length === 0) return <p className="py-2 text-soft">{t("unknownShopper")}</p>;
  return (
    <div className="grid gap-2 py-2">
      <ul data-testid="sale-contact">
        {shownLines.map((line) => (
          <li key={line} className="break-words">
            {line}
          </li>
        ))}
      </ul>
      {revealContact.error ? <Notice tone="error">{errorText(revealContact.error)}</Notice> : null}
      {seen ? null : (
        <>
          <Button
            size="small"
            variant="outline"
            className="justify-self-start"
            busy={revealContact.isPending}
            onClick={() => revealContact.mutate({ orderId: order.id })}
          >
            {t("showContact")}
          </Button>
          <p className="text-sm text-soft">{t("writtenDown")}</p>
        </>
      )}
    </div>
  );
}
