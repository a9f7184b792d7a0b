"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { OtherAppointmentLink } from "@/components/fittings/other-appointment";
import { useFittingTimes } from "@/components/fittings/times";
import { useBookFitting } from "@/components/fittings/use-fittings";
import { useErrorText } from "@/components/i18n/use-error-text";
import { OrderItem } from "@/components/orders/order-item";
import { useReserve } from "@/components/orders/use-reservations";
import { useMyStore } from "@/components/stores/my-store";
import { getDeviceKind } from "@/components/sync/engine/owner-source";
import type { OfflineRequest } from "@/components/sync/engine/scope-views";
import { useMutate, useOfflineRequests } from "@/components/sync/react/hooks";
import { useIsOffline } from "@/components/sync/react/use-is-offline";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";

type RequestOf<N extends OfflineRequest["name"]> = Extract<OfflineRequest, { name: N }>;

/** Names a wish's store, as far as this browser knows its name, and its zone. */
function useRequestStore(request: OfflineRequest): { name: string; timeZone: string } {
  const t = useTranslations("wishes");
  const { stores } = useMyStore();
  return stores.find((s) => s.id === request.args.storeId) ?? { name: t("store"), timeZone: "UTC" };
}

/**
 * A pick-up or fitting that was asked for and is not confirmed: what, where, that nothing is held yet, and "Withdraw". Once
 * the server has declined it: why, what could be had instead in one tap, and "Dismiss".
 */
export function RequestCard({ wish: request }: { wish: OfflineRequest }) {
  return (
    <article data-wish={request.args.key} className="grid gap-4 rounded border border-dashed border-field bg-paper p-4">
      {request.name === "wish.pickup" ? <PickupRequest wish={request} /> : <FittingRequest wish={request} />}
    </article>
  );
}

function PickupRequest({ wish: request }: { wish: RequestOf<"wish.pickup"> }) {
  const t = useTranslations("wishes");
  const { name } = useRequestStore(request);
  const { lines } = request.args;
  return (
    <>
      <h3 className="font-serif text-xl">{t("pickup", { store: name })}</h3>
      <ul className="grid gap-3">
        {lines.map((line) => (
          <li key={`${line.variantId}${line.lineKey}`}>
            <OrderItem variantId={line.variantId} quantity={line.quantity} />
          </li>
        ))}
      </ul>
      {request.refused ? (
        <DeclinedRequest wish={request} title={t("pickupDeclined", { store: name })}>
          <OtherStore wish={request} />
        </DeclinedRequest>
      ) : (
        <PendingRequest wish={request} />
      )}
    </>
  );
}

function FittingRequest({ wish: request }: { wish: RequestOf<"wish.fitting"> }) {
  const t = useTranslations("wishes");
  const { name, timeZone } = useRequestStore(request);
  const { longDay, time } = useFittingTimes(timeZone);
  const { startsAt, variantIds } = request.args;
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
              <OrderItem variantId={variantId} quantity={1} />
            </li>
          ))}
        </ul>
      ) : null}
      {request.refused ? (
        <DeclinedRequest wish={request} title={t("fittingDeclined", { store: name })}>
          <OtherTimes wish={request} timeZone={timeZone} />
        </DeclinedRequest>
      ) : (
        <PendingRequest wish={request} />
      )}
    </>
  );
}

function PendingRequest({ wish: request }: { wish: OfflineRequest }) {
  const t = useTranslations("wishes");
  const mutate = useMutate();
  const toast = useToast();
  const isOffline = useIsOffline();
  const withdraw = () => {
    const kind = request.name === "wish.pickup" ? ("pickup" as const) : ("fitting" as const);
    void mutate([{ name: "wish.withdraw", args: { key: request.args.key, kind } }]);
    toast({ text: t("withdrawn") });
  };
  const kept = getDeviceKind() === "phone" ? t("waitingPhone") : t("waiting");
  return (
    <Notice
      tone="kept"
      action={
        <Button size="small" variant="outline" onClick={withdraw}>
          {t("withdraw")}
        </Button>
      }
    >
      {isOffline ? kept : t("asking")}
    </Notice>
  );
}

/** Why a wish was declined, as an error of the API says it. */
const getRefusal = ({ refused }: OfflineRequest) => ({
  data: { appCode: refused?.reason ?? "INTERNAL", details: refused?.answer?.details },
});

function DeclinedRequest({
  wish: request,
  title,
  children,
}: {
  wish: OfflineRequest;
  title: string;
  children: ReactNode;
}) {
  const t = useTranslations("wishes");
  const errorText = useErrorText();
  const { dismiss } = useOfflineRequests();
  return (
    <div className="grid gap-3">
      <Notice tone="refused">
        <p className="font-semibold">{title}</p>
        <p>{errorText(getRefusal(request))}</p>
        <OtherAppointmentLink error={getRefusal(request)} />
      </Notice>
      <div className="flex flex-wrap items-end gap-2">
        {children}
        <Button size="small" variant="quiet" onClick={() => dismiss(request.args.key)}>
          {t("dismiss")}
        </Button>
      </div>
    </div>
  );
}

function OtherStore({ wish: request }: { wish: RequestOf<"wish.pickup"> }) {
  const t = useTranslations("wishes");
  const errorText = useErrorText();
  const toast = useToast();
  const { dismiss } = useOfflineRequests();
  const { key, ...args } = request.args;
  const sendRequest = useReserve(({ made }) => {
    dismiss(key);
    toast({ text: made ? t("pickupConfirmed") : t("asked") });
  });
  const { reason, answer } = request.refused ?? {};
  const store = answer?.alternatives?.store;
  const { contact } = args;
  if (reason === "CONTACT_WRONG" && contact)
    return (
      <PhoneCountryChoice
        error={sendRequest.error ?? getRefusal(request)}
        typed={contact.contact}
        onChoose={(number) => sendRequest.mutate({ ...args, contact: { ...contact, contact: number } })}
      />
    );
  if (!store) return reason === "OUT_OF_STOCK" ? <p className="w-full text-sm text-soft">{t("nowhere")}</p> : null;
  return (
    <>
      {sendRequest.error ? <p className="w-full text-sm text-thread">{errorText(sendRequest.error)}</p> : null}
      <Button
        size="small"
        busy={sendRequest.isPending}
        onClick={() => sendRequest.mutate({ ...args, storeId: store.storeId })}
      >
        {t("atStore", { store: store.name })}
      </Button>
    </>
  );
}

function OtherTimes({ wish: request, timeZone }: { wish: RequestOf<"wish.fitting">; timeZone: string }) {
  const t = useTranslations("wishes");
  const errorText = useErrorText();
  const toast = useToast();
  const { day, time } = useFittingTimes(timeZone);
  const { dismiss } = useOfflineRequests();
  const { key, ...args } = request.args;
  const sendRequest = useBookFitting(({ made }) => {
    dismiss(key);
    toast({ text: made ? t("fittingConfirmed") : t("asked") });
  });
  const times = request.refused?.answer?.alternatives?.times;
  if (request.refused?.reason === "CONTACT_WRONG" && args.contact)
    return (
      <PhoneCountryChoice
        error={sendRequest.error ?? getRefusal(request)}
        typed={args.contact}
        onChoose={(contact) => sendRequest.mutate({ ...args, contact })}
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
          disabled={sendRequest.isPending}
          onClick={() => sendRequest.mutate({ ...args, startsAt })}
        >
          {t("when", { day: day(startsAt), time: time(startsAt) })}
        </Button>
      ))}
      {sendRequest.error ? <p className="w-full text-sm text-thread">{errorText(sendRequest.error)}</p> : null}
    </fieldset>
  );
}
