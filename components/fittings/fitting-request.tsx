"use client";
import { useTranslations } from "next-intl";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { useErrorText } from "@/components/i18n/use-error-text";
import {
  DeclinedRequest,
  PendingRequest,
  toRefusalError,
  useRequestStore,
} from "@/components/offline-requests/request-parts";
import { OrderItem } from "@/components/orders/order-item";
import type { OfflineRequestOf } from "@/components/sync/engine/scope-views";
import { useOfflineRequests } from "@/components/sync/react/hooks";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import { OtherAppointmentLink } from "./other-appointment";
import { useFittingTimes } from "./times";
import { useBookFitting } from "./use-fittings";

/** A fitting that is requested offline: when, with what, and the other times that are offered once it is declined. */
export function FittingRequest({ request }: { request: OfflineRequestOf<"request.fitting"> }) {
  const t = useTranslations("offline-requests");
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
        <DeclinedRequest
          request={request}
          title={t("fittingDeclined", { store: name })}
          hint={<OtherAppointmentLink error={toRefusalError(request)} />}
        >
          <OtherTimes request={request} timeZone={timeZone} />
        </DeclinedRequest>
      ) : (
        <PendingRequest request={request} />
      )}
    </>
  );
}

function OtherTimes({ request, timeZone }: { request: OfflineRequestOf<"request.fitting">; timeZone: string }) {
  const t = useTranslations("offline-requests");
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
        error={sendRequest.error ?? toRefusalError(request)}
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
