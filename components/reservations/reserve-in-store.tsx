"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { RequestSent } from "@/components/offline-requests/request-sent";
import { OrderItem, useVariantCard } from "@/components/orders/order-item";
import { useReserve } from "@/components/orders/use-reservations";
import { quantityIn, useAvailability } from "@/components/stores/availability";
import { findStoreWithStock, type NearStore, useMyStore } from "@/components/stores/my-store";
import { useIsOffline } from "@/components/sync/react/use-is-offline";
import { useTRPC } from "@/components/trpc/client";
import { Button, type ButtonLook } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { Stepper } from "@/components/ui/stepper";
import type { VariantCard } from "@/server/catalogue/schema";
import { maxReservationQuantity } from "@/server/orders/pickup/rules";
import { formatMoney } from "@/server/platform/money";
import { ReservationConfirmation } from "./reservation-confirmation";
import { ReservationRefusal } from "./reservation-refusal";
import { PickupStoreField, useContactFields } from "./reserve-fields";

/**
 * Reserves items of one variant in the shopper's store: the button, and the sheet that it opens. `variantId` null (no size
 * chosen yet) calls `onMissing` instead.
 */
export function ReserveInStore({
  variantId,
  onMissing,
  soldOut = false,
  "aria-describedby": why,
  ...look
}: {
  variantId: string | null;
  onMissing?: () => void;
  /** No store has it; `aria-describedby` says why. */
  soldOut?: boolean;
  "aria-describedby"?: string;
} & ButtonLook) {
  const t = useTranslations("reservations.reserve");
  const [open, setOpen] = useState(false);
  const card = useVariantCard(variantId);
  return (
    <>
      <Button
        variant="outline"
        {...look}
        aria-disabled={soldOut || undefined}
        aria-describedby={why}
        onClick={() => (variantId ? setOpen(true) : onMissing?.())}
      >
        {t("button")}
      </Button>
      <Sheet title={t("title")} closeLabel={t("close")} open={open} onOpenChange={setOpen}>
        {variantId ? <ReserveForm variantId={variantId} card={card} onClose={() => setOpen(false)} /> : null}
      </Sheet>
    </>
  );
}

function useReserveForm(variantId: string, productId: string) {
  const trpc = useTRPC();
  const all = useMyStore();
  const isOffline = useIsOffline();
  const [wanted, setWanted] = useState(1);
  const [picked, setPicked] = useState<string | null>(null);
  const { data: stock } = useAvailability(productId);
  const hasStock = (id: string) =>
    quantityIn(
      stock?.stores.find((s) => s.storeId === id),
      variantId,
    ) > 0;
  const store = all.stores.find((s) => s.id === picked) ?? findStoreWithStock(all, hasStock);
  const { data: at, refetch } = useQuery({
    ...trpc.stock.getInStore.queryOptions({ storeId: store?.id ?? "", variantIds: [variantId] }),
    enabled: Boolean(store),
    staleTime: 10_000,
  });
  const known = at?.storeId === store?.id ? at : undefined;
  const free = known ? Math.max(known.pieces[variantId] ?? 0, 0) : null;
  const maxQuantity = Math.min(free ?? (isOffline ? maxReservationQuantity : 1), maxReservationQuantity);
  return {
    store,
    setPicked,
    at: known,
    free,
    most: maxQuantity,
    nowhere: stock !== undefined && !all.stores.some((s) => hasStock(s.id)),
    unseen: isOffline && free === null,
    quantity: Math.max(1, Math.min(wanted, maxQuantity)),
    setWanted,
    refetch,
  };
}

function ReserveForm({
  variantId,
  card,
  onClose,
}: {
  variantId: string;
  card: VariantCard | undefined;
  onClose: () => void;
}) {
  const t = useTranslations("reservations.reserve");
  const tw = useTranslations("offline-requests");
  const locale = useLocale();
  const form = useReserveForm(variantId, card?.productId ?? variantId);
  const contact = useContactFields();
  const { mutate, isPending, error, data } = useReserve();
  if (data?.made) return <ReservationConfirmation pickup={data.made} onClose={onClose} />;
  if (data?.key) return <RequestSent requestKey={data.key} kind="pickup" onClose={onClose} />;
  const { store, free, quantity, most: maxQuantity, unseen: isStockUnknown, nowhere } = form;
  const submit = (chosen?: string) => {
    const given = contact.read(chosen);
    if (!given || !store || isPending) return;
    const asked = { storeId: store.id, lines: [{ variantId, quantity }], contact: given };
    mutate(asked, { onError: () => void form.refetch() });
  };
  const sum = card ? formatMoney({ ...card.price, minor: card.price.minor * quantity }, locale) : null;
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
    >
      <OrderItem variantId={variantId} quantity={quantity}>
        {maxQuantity > 1 ? (
          <div className="mt-1">
            <Stepper
              value={quantity}
              max={maxQuantity}
              labels={{ group: t("quantity"), decrease: t("fewer"), increase: t("more") }}
              onDecrease={() => form.setWanted(quantity - 1)}
              onIncrease={() => form.setWanted(quantity + 1)}
            />
          </div>
        ) : null}
      </OrderItem>
      <PickupStoreField
        store={store}
        at={form.at}
        has={free !== 0}
        onChoose={form.setPicked}
        detail={(shown) => <StockInStore card={card} store={shown} variantId={variantId} />}
      />
      {free === 0 && store ? (
        <Notice tone="refused">{nowhere ? t("noneAnywhere") : t("none", { store: store.name })}</Notice>
      ) : null}
      {isStockUnknown ? <Notice tone="kept">{tw("noStock")}</Notice> : null}
      {contact.fields}
      <ReservationRefusal error={error} onGo={onClose} />
      <PhoneCountryChoice error={error} typed={contact.value.contact} onChoose={submit} />
      <div className="grid gap-2">
        <Button type="submit" block busy={isPending} disabled={!store || free === 0}>
          {isPending ? t("working") : isStockUnknown ? tw("askPickup") : sum ? t("submitFor", { sum }) : t("submit")}
        </Button>
        <p className="text-center text-sm text-soft">{t("payThere")}</p>
      </div>
    </form>
  );
}

function StockInStore({
  card,
  store,
  variantId,
}: {
  card: VariantCard | undefined;
  store: NearStore;
  variantId: string;
}) {
  const t = useTranslations("stores");
  const { data } = useAvailability(card?.productId ?? variantId);
  const count = quantityIn(
    data?.stores.find((s) => s.storeId === store.id),
    variantId,
  );
  return <span className={count > 0 ? "text-sage" : "text-soft"}>{t("inStock", { count: Math.max(count, 0) })}</span>;
}
