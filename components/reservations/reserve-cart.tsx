"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { useRouter } from "@/components/i18n/navigation";
import { OrderItem } from "@/components/orders/order-item";
import { useReserve } from "@/components/orders/use-reservations";
import { useStockOf } from "@/components/stores/availability";
import { findStoreWithStock, useMyStore } from "@/components/stores/my-store";
import { type CartLineView, type CartView, useOfflineRequests } from "@/components/sync/react/hooks";
import { useIsOffline } from "@/components/sync/react/use-is-offline";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { leaveSheets } from "@/components/ui/sheet-entries";
import { useToast } from "@/components/ui/toast";
import type { CheckedStoreAvailability } from "@/server/inventory/schema";
import { formatMoney, type Money, sumMoney } from "@/server/platform/money";
import { ReservationRefusal } from "./reservation-refusal";
import { PickupStoreField, useContactFields } from "./reserve-fields";

type ReserveCartProps = {
  cart: CartView;
  /** It is the primary action of the page. */
  primary?: boolean;
  onLeave?: () => void;
};

/** Reserves the cart, or the part that one store has: the button and its sheet. */
export function ReserveCart({ cart, primary = false, onLeave }: ReserveCartProps) {
  const t = useTranslations("reservations.cart");
  const tr = useTranslations("reservations.reserve");
  const [open, setOpen] = useState(false);
  const { requests } = useOfflineRequests();
  const asked = new Set(
    requests.flatMap((w) => (w.name === "request.pickup" && !w.refused ? w.args.lines : [])).map((l) => l.lineKey),
  );
  const rest = { ...cart, lines: cart.lines.filter((line) => !asked.has(line.lineKey)) };
  if (rest.lines.length === 0 && !open) return null;
  return (
    <>
      <Button block variant={primary ? "primary" : "outline"} onClick={() => setOpen(true)}>
        {t("button")}
      </Button>
      <Sheet title={t("title")} closeLabel={tr("close")} open={open} onOpenChange={setOpen}>
        <ReserveCartForm cart={rest} onAsked={() => setOpen(false)} {...(onLeave ? { onLeave } : {})} />
      </Sheet>
    </>
  );
}

/** Allocates a store's stock to the lines: lines of the same variant share it in the cart's order. */
function allocateStock(lines: CartLineView[], at: Pick<CheckedStoreAvailability, "pieces"> | undefined) {
  const left = new Map(Object.entries(at?.pieces ?? {}));
  return lines.map((line) => {
    const free = Math.max(left.get(line.variantId) ?? 0, 0);
    const enough = at !== undefined && free >= line.quantity && line.card?.active !== false;
    if (enough) left.set(line.variantId, free - line.quantity);
    return { line, free, enough };
  });
}

function sumLines(lines: CartLineView[]): Money | null {
  const currency = lines[0]?.price?.currency;
  if (!currency || lines.some((l) => l.price?.currency !== currency)) return null;
  return sumMoney(
    lines.map((l) => ({ minor: (l.price?.minor ?? 0) * l.quantity, currency })),
    currency,
  );
}

type ReserveLinesProps = { cart: CartView; onAsked: () => void; onLeave?: () => void };

function ReserveCartForm({ cart, onAsked: onSent, onLeave }: ReserveLinesProps) {
  const t = useTranslations("reservations.cart");
  const tr = useTranslations("reservations.reserve");
  const tw = useTranslations("offline-requests");
  const locale = useLocale();
  const all = useMyStore();
  const [picked, setPicked] = useState<string | null>(null);
  const stockOf = useStockOf(cart.lines.flatMap((l) => l.card?.productId ?? []));
  const hasAny = (storeId: string) => {
    const pieces = stockOf(storeId);
    return pieces === null || allocateStock(cart.lines, { pieces }).some((l) => l.enough);
  };
  const store = all.stores.find((s) => s.id === picked) ?? findStoreWithStock(all, hasAny);
  const contact = useContactFields();
  const toast = useToast();
  const router = useRouter();
  const { mutate, isPending, error } = useReserve(({ made }) => {
    onSent();
    toast({ text: made ? tr("doneTitle") : tw("asked") });
    if (!made) return;
    onLeave?.();
    void leaveSheets().then(() => router.push(`/reservations/${made.id}`));
  });
  const variantIds = [...new Set(cart.lines.map((l) => l.variantId))].sort();
  const { data: found, refetch } = useQuery({
    ...useTRPC().stock.getInStore.queryOptions({ storeId: store?.id ?? "", variantIds }),
    enabled: Boolean(store),
    staleTime: 10_000,
  });
  const at = found?.storeId === store?.id ? found : undefined;
  const isOffline = useIsOffline();
  const isStockUnknown = isOffline && !at;
  const lines = allocateStock(cart.lines, at);
  const reservedLines = lines.filter((l) => l.enough || isStockUnknown).map((l) => l.line);
  const pieces = reservedLines.reduce((sum, l) => sum + l.quantity, 0);
  const sum = sumLines(reservedLines);
  const submit = (chosen?: string) => {
    const given = contact.read(chosen);
    if (!given || !store || isPending) return;
    const asked = reservedLines.map(({ variantId, quantity, lineKey }) => ({ variantId, quantity, lineKey }));
    mutate({ storeId: store.id, lines: asked, contact: given }, { onError: () => void refetch() });
  };
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
    >
      <p className="text-sm text-soft">{t("text")}</p>
      <PickupStoreField store={store} at={at} has={!at || reservedLines.length > 0} onChoose={setPicked} />
      <ul className="grid gap-4">
        {lines.map(({ line, free, enough }) => (
          <li key={line.lineKey} className={at && !enough ? "opacity-60" : ""}>
            <OrderItem variantId={line.variantId} quantity={line.quantity}>
              {at && store && !enough ? (
                <span className="text-sm text-ochre">
                  {free > 0 ? t("some", { store: store.name, count: free }) : t("missing", { store: store.name })}
                </span>
              ) : null}
            </OrderItem>
          </li>
        ))}
      </ul>
      {at && store && reservedLines.length === 0 ? (
        <Notice tone="refused">{t("nothing", { store: store.name })}</Notice>
      ) : null}
      {contact.fields}
      <ReservationRefusal error={error} onGo={() => onLeave?.()} />
      <PhoneCountryChoice error={error} typed={contact.value.contact} onChoose={submit} />
      {isStockUnknown ? <Notice tone="kept">{tw("noStock")}</Notice> : null}
      <div className="grid gap-2">
        <Button
          type="submit"
          block
          busy={isPending}
          disabled={!store || !(at || isStockUnknown) || reservedLines.length === 0}
        >
          {isPending ? tr("working") : isOffline ? tw("askCart", { count: pieces }) : t("take", { count: pieces })}
          {sum && !isPending ? ` · ${formatMoney(sum, locale)}` : ""}
        </Button>
        <p className="text-center text-sm text-soft">{tr("payThere")}</p>
      </div>
    </form>
  );
}
