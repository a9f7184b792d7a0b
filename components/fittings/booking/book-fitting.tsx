"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMyStore } from "@/components/stores/my-store";
import { useIsOffline } from "@/components/sync/react/use-is-offline";
import { useTRPC } from "@/components/trpc/client";
import { Sheet } from "@/components/ui/sheet";
import { useFittingTimes } from "../times";
import { BookingForm } from "./booking-form";

/**
 * The product page's row "Try it on today · next free room 18:30" in the shopper's store; opens the sheet in which a
 * fitting is booked. `variantId` is the chosen size, or null while none is chosen.
 */
export function BookFitting({ productId, variantId }: { productId: string; variantId: string | null }) {
  const t = useTranslations("fittings");
  const { mine, loading } = useMyStore();
  const away = useIsOffline();
  const [open, setOpen] = useState(false);
  const { data, isPending } = useQuery(
    useTRPC().fittings.findNextSlot.queryOptions(
      { storeId: mine?.id ?? "" },
      { enabled: Boolean(mine), refetchInterval: 60_000, staleTime: 20_000 },
    ),
  );
  const { time, when } = useFittingTimes(data?.timeZone ?? "UTC");
  const today = data && data.date === data.today;
  const next = data
    ? t("book.nextFree", { when: today ? time(data.startsAt) : when(data.startsAt) })
    : away
      ? ""
      : loading || (mine && isPending)
        ? t("book.looking")
        : t("book.noneFree");
  return (
    <Sheet
      title={t("book.title")}
      closeLabel={t("close")}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          data-product={productId}
          className="flex min-h-13 w-full flex-wrap items-center justify-between gap-x-4 gap-y-0.5 rounded border border-hairline bg-paper px-4 py-2.5 text-left hover:border-field"
        >
          <span className="font-semibold">{today ? t("book.tryOnToday") : t("book.tryOn")}</span>
          <span aria-live="polite" className="text-soft tabular">
            {next}
          </span>
        </button>
      }
    >
      <BookingForm offered={variantId ? [variantId] : []} onDone={() => setOpen(false)} />
    </Sheet>
  );
}
