"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { WhichNumber } from "@/components/contact/phone-country-choice";
import { piecesIn, useAvailability } from "@/components/stores/availability";
import { type NearStore, storeThatHas, useMyStore } from "@/components/stores/my-store";
import { useTRPC } from "@/components/trpc/client";
import { Button, type ButtonLook } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { Stepper } from "@/components/ui/stepper";
import { Asked } from "@/components/offline-requests/request-sent";
import { useAway } from "@/components/sync/react/use-is-offline";
import type { VariantCard } from "@/server/catalogue/schema";
import { maxPieces } from "@/server/orders/pickup/rules";
import { formatMoney } from "@/server/platform/money";
import { Piece, useCard } from "@/components/orders/order-item";
import { ReserveDone } from "./reservation-confirmation";
import { ReserveWhere, useContactFields } from "./reserve-fields";
import { ReserveRefused } from "./reservation-refusal";
import { useReserve } from "@/components/orders/use-reservations";

/**
 * Reserves pieces of one variant in the shopper's store: the button, and the sheet that it opens. `variantId` null (no size
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
  const t = useTranslations("orders.reserve");
  const [open, setOpen] = useState(false);
  const card = useCard(variantId);
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
  const away = useAway();
  const [wanted, setWanted] = useState(1);
  const [picked, setPicked] = useState<string | null>(null);
  const { data: stock } = useAvailability(productId);
  const has = (id: string) =>
    piecesIn(
      stock?.stores.find((s) => s.storeId === id),
      variantId,
    ) > 0;
  const store = all.stores.find((s) => s.id === picked) ?? storeThatHas(all, has);
  const { data: at, refetch } = useQuery({
    ...trpc.inventory.inStore.queryOptions({ storeId: store?.id ?? "", variantIds: [variantId] }),
    enabled: Boolean(store),
    staleTime: 10_000,
  });
  const known = at?.storeId === store?.id ? at : undefined;
  const free = known ? Math.max(known.pieces[variantId] ?? 0, 0) : null;
  const most = Math.min(free ?? (away ? maxPieces : 1), maxPieces);
  return {
    store,
    setPicked,
    at: known,
    free,
    most,
    nowhere: stock !== undefined && !all.stores.some((s) => has(s.id)),
    unseen: away && free === null,
    quantity: Math.max(1, Math.min(wanted, most)),
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
  const t = useTranslations("orders.reserve");
  const tw = useTranslations("wishes");
  const locale = useLocale();
  const form = useReserveForm(variantId, card?.productId ?? variantId);
  const contact = useContactFields();
  const { mutate, isPending, error, data } = useReserve();
  if (data?.made) return <ReserveDone pickup={data.made} onClose={onClose} />;
  if (data?.key) return <Asked wishKey={data.key} kind="pickup" onClose={onClose} />;
  const { store, free, quantity, most, unseen, nowhere } = form;
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
      <Piece variantId={variantId} quantity={quantity}>
        {most > 1 ? (
          <div className="mt-1">
            <Stepper
              value={quantity}
              max={most}
              labels={{ group: t("quantity"), decrease: t("fewer"), increase: t("more") }}
              onDecrease={() => form.setWanted(quantity - 1)}
              onIncrease={() => form.setWanted(quantity + 1)}
            />
          </div>
        ) : null}
      </Piece>
      <ReserveWhere
        store={store}
        at={form.at}
        has={free !== 0}
        onChoose={form.setPicked}
        detail={(shown) => <PiecesThere card={card} store={shown} variantId={variantId} />}
      />
      {free === 0 && store ? (
        <Notice tone="refused">{nowhere ? t("noneAnywhere") : t("none", { store: store.name })}</Notice>
      ) : null}
      {unseen ? <Notice tone="kept">{tw("noStock")}</Notice> : null}
      {contact.fields}
      <ReserveRefused error={error} onGo={onClose} />
      <WhichNumber error={error} typed={contact.value.contact} onChoose={submit} />
      <div className="grid gap-2">
        <Button type="submit" block busy={isPending} disabled={!store || free === 0}>
          {isPending ? t("working") : unseen ? tw("askPickup") : sum ? t("submitFor", { sum }) : t("submit")}
        </Button>
        <p className="text-center text-sm text-soft">{t("payThere")}</p>
      </div>
    </form>
  );
}

function PiecesThere({
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
  const count = piecesIn(
    data?.stores.find((s) => s.storeId === store.id),
    variantId,
  );
  return <span className={count > 0 ? "text-sage" : "text-soft"}>{t("inStock", { count: Math.max(count, 0) })}</span>;
}
