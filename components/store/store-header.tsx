"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { StatusStrip } from "@/components/sync/react/status-strip";
import { useTRPC } from "@/components/trpc/client";
import { ShiftSheet } from "./shift-sheet";
import { useIdleLock } from "./use-idle-lock";
import { useShift } from "./use-shift";

/** The tablet's sections, in the order of a day. */
const places = [
  { href: "/store", label: "today" },
  { href: "/store/assistance", label: "assistance" },
  { href: "/store/hand-over", label: "handOver" },
  { href: "/store/sell", label: "sell" },
  { href: "/store/returns", label: "returns" },
  { href: "/store/shipments", label: "shipments" },
  { href: "/store/register", label: "register" },
] as const;

/** The tablet's header: sections, the colleague, and the time until it locks. */
export function StoreHeader({ onLock }: { onLock: () => void }) {
  const t = useTranslations("store.shift");
  const shift = useShift();
  const path = usePathname();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const touched = useMutation(
    trpc.staff.store.extendShift.mutationOptions({
      // The server has ended the shift: the refetched state shows the lock screen.
      onError: (error) => {
        if (refusalOf(error)) void queryClient.invalidateQueries({ queryKey: trpc.staff.store.getState.queryKey() });
      },
    }),
  );
  const left = useIdleLock(onLock, (ago) => touched.mutate({ ago }));
  const [open, setOpen] = useState(false);
  const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  return (
    <header className="relative z-30 flex flex-wrap items-center gap-x-3 border-b border-hairline bg-paper px-6 py-1 lg:flex-nowrap">
      <p className="mr-auto min-w-0 truncate font-serif text-2xl">
        {shift.storeName} <span className="sr-only">{t("tablet")}</span>
      </p>
      <nav aria-label={t("places")} className="order-last flex w-full shrink-0 lg:order-none lg:w-auto">
        {places.map(({ href, label }) => (
          <Link
            key={href}
            href={href}
            aria-current={path === href ? "page" : undefined}
            className="grid min-h-14 min-w-14 place-items-center px-2 text-base font-medium underline-offset-8 aria-[current=page]:underline"
          >
            {t(`place.${label}`)}
          </Link>
        ))}
      </nav>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="min-h-14 shrink-0 rounded-full bg-wash px-5 text-base font-medium whitespace-nowrap tabular"
      >
        {shift.name} <span aria-hidden="true">· {t("locksIn", { clock })}</span>
      </button>
      <button
        type="button"
        onClick={onLock}
        className="grid min-h-14 min-w-14 shrink-0 place-items-center rounded-full px-4 text-base font-medium underline-offset-8 hover:underline"
      >
        {t("lockNow")}
      </button>
      <StatusStrip className="left-0 rounded-tr pr-3 pl-6" />
      <ShiftSheet open={open} onOpenChange={setOpen} onLock={onLock} />
    </header>
  );
}
