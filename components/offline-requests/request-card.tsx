"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { WhichNumber } from "@/components/contact/phone-country-choice";
import { useBook } from "@/components/fittings/use-fittings";
import { OtherAppointmentLink } from "@/components/fittings/other-appointment";
import { useFittingTimes } from "@/components/fittings/times";
import { useErrorText } from "@/components/i18n/use-error-text";
import { Piece } from "@/components/orders/order-item";
import { useReserve } from "@/components/orders/use-reservations";
import { useMyStore } from "@/components/stores/my-store";
import { useMutate, useWishes } from "@/components/sync/react/hooks";
import { deviceKind } from "@/components/sync/engine/owner-source";
import type { Wish } from "@/components/sync/engine/scope-views";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { useAway } from "@/components/sync/react/use-is-offline";

type WishOf<N extends Wish["name"]> = Extract<Wish, { name: N }>;

/** Names a wish's store, as far as this browser knows its name, and its zone. */
function useStoreOf(wish: Wish): { name: string; timeZone: string } {
  const t = useTranslations("wishes");
  const { stores } = useMyStore();
  return stores.find((s) => s.id === wish.args.storeId) ?? { name: t("store"), timeZone: "UTC" };
}

/**
 * A pick-up or fitting that was asked for and is not confirmed: what, where, that nothing is held yet, and "Withdraw". Once
 * the server has declined it: why, what could be had instead in one tap, and "Dismiss".
 */
export function WishCard({ wish }: { wish: Wish }) {
  return (
    <article data-wish={wish.args.key} className="grid gap-4 rounded border border-dashed border-field bg-paper p-4">
      {wish.name === "wish.pickup" ? <PickupWish wish={wish} /> : <FittingWish wish={wish} />}
    </article>
  );
}

function PickupWish({ wish }: { wish: WishOf<"wish.pickup"> }) {
  const t = useTranslations("wishes");
  const { name } = useStoreOf(wish);
  const { lines } = wish.args;
  return (
    <>
      <h3 className="font-serif text-xl">{t("pickup", { store: name })}</h3>
      <ul className="grid gap-3">
        {lines.map((line) => (
          <li key={`${line.variantId}${line.lineKey}`}>
            <Piece variantId={line.variantId} quantity={line.quantity} />
          </li>
        ))}
      </ul>
      {wish.refused ? (
        <Declined wish={wish} title={t("pickupDeclined", { store: name })}>
          <OtherStore wish={wish} />
        </Declined>
      ) : (
        <Waiting wish={wish} />
      )}
    </>
  );
}

function FittingWish({ wish }: { wish: WishOf<"wish.fitting"> }) {
  const t = useTranslations("wishes");
  const { name, timeZone } = useStoreOf(wish);
  const { longDay, time } = useFittingTimes(timeZone);
  const { startsAt, variantIds } = wish.args;
  return (
    <>
      <div>
        <h3 className="font-serif text-xl">{t("fitting", { store: name })}</h3>
        <p className="tabular first-letter:uppercase">{t("when", { day: longDay(startsAt), time: time(startsAt) })}</p>
      </div>
      {variantIds.length > 0 ? (
        <ul className="grid gap-3">
          {variantIds.map((variantId) => (
            <li key={variantId}>
              <Piece variantId={variantId} quantity={1} />
            </li>
          ))}
        </ul>
      ) : null}
      {wish.refused ? (
        <Declined wish={wish} title={t("fittingDeclined", { store: name })}>
          <OtherTimes wish={wish} timeZone={timeZone} />
        </Declined>
      ) : (
        <Waiting wish={wish} />
      )}
    </>
  );
}

function Waiting({ wish }: { wish: Wish }) {
  const t = useTranslations("wishes");
  const mutate = useMutate();
  const toast = useToast();
  const away = useAway();
  const withdraw = () => {
    const kind = wish.name === "wish.pickup" ? ("pickup" as const) : ("fitting" as const);
    void mutate([{ name: "wish.withdraw", args: { key: wish.args.key, kind } }]);
    toast({ text: t("withdrawn") });
  };
  const kept = deviceKind() === "phone" ? t("waitingPhone") : t("waiting");
  return (
    <Notice
      tone="kept"
      action={
        <Button size="small" variant="outline" onClick={withdraw}>
          {t("withdraw")}
        </Button>
      }
    >
      {away ? kept : t("asking")}
    </Notice>
  );
}

/** Why a wish was declined, as an error of the API says it. */
const refusalIn = ({ refused }: Wish) => ({
  data: { appCode: refused?.reason ?? "INTERNAL", details: refused?.answer?.details },
});

function Declined({ wish, title, children }: { wish: Wish; title: string; children: ReactNode }) {
  const t = useTranslations("wishes");
  const errorText = useErrorText();
  const { dismiss } = useWishes();
  return (
    <div className="grid gap-3">
      <Notice tone="refused">
        <p className="font-semibold">{title}</p>
        <p>{errorText(refusalIn(wish))}</p>
        <OtherAppointmentLink error={refusalIn(wish)} />
      </Notice>
      <div className="flex flex-wrap items-end gap-2">
        {children}
        <Button size="small" variant="quiet" onClick={() => dismiss(wish.args.key)}>
          {t("dismiss")}
        </Button>
      </div>
    </div>
  );
}

function OtherStore({ wish }: { wish: WishOf<"wish.pickup"> }) {
  const t = useTranslations("wishes");
  const errorText = useErrorText();
  const toast = useToast();
  const { dismiss } = useWishes();
  const { key, ...args } = wish.args;
  const ask = useReserve(({ made }) => {
    dismiss(key);
    toast({ text: made ? t("pickupConfirmed") : t("asked") });
  });
  const { reason, answer } = wish.refused ?? {};
  const store = answer?.alternatives?.store;
  const { contact } = args;
  if (reason === "CONTACT_WRONG" && contact)
    return (
      <WhichNumber
        error={ask.error ?? refusalIn(wish)}
        typed={contact.contact}
        onChoose={(number) => ask.mutate({ ...args, contact: { ...contact, contact: number } })}
      />
    );
  if (!store) return reason === "OUT_OF_STOCK" ? <p className="w-full text-sm text-soft">{t("nowhere")}</p> : null;
  return (
    <>
      {ask.error ? <p className="w-full text-sm text-thread">{errorText(ask.error)}</p> : null}
      <Button size="small" busy={ask.isPending} onClick={() => ask.mutate({ ...args, storeId: store.storeId })}>
        {t("atStore", { store: store.name })}
      </Button>
    </>
  );
}

function OtherTimes({ wish, timeZone }: { wish: WishOf<"wish.fitting">; timeZone: string }) {
  const t = useTranslations("wishes");
  const errorText = useErrorText();
  const toast = useToast();
  const { day, time } = useFittingTimes(timeZone);
  const { dismiss } = useWishes();
  const { key, ...args } = wish.args;
  const ask = useBook(({ made }) => {
    dismiss(key);
    toast({ text: made ? t("fittingConfirmed") : t("asked") });
  });
  const times = wish.refused?.answer?.alternatives?.times;
  if (wish.refused?.reason === "CONTACT_WRONG" && args.contact)
    return (
      <WhichNumber
        error={ask.error ?? refusalIn(wish)}
        typed={args.contact}
        onChoose={(contact) => ask.mutate({ ...args, contact })}
      />
    );
  if (!times) return null;
  if (times.length === 0) return <p className="w-full text-sm text-soft">{t("noTimes")}</p>;
  return (
    <fieldset className="flex w-full flex-wrap gap-2">
      <legend className="mb-1 text-sm text-soft">{t("instead")}</legend>
      {times.map((startsAt) => (
        <Button
          key={startsAt}
          size="small"
          variant="outline"
          disabled={ask.isPending}
          onClick={() => ask.mutate({ ...args, startsAt })}
        >
          {t("when", { day: day(startsAt), time: time(startsAt) })}
        </Button>
      ))}
      {ask.error ? <p className="w-full text-sm text-thread">{errorText(ask.error)}</p> : null}
    </fieldset>
  );
}
