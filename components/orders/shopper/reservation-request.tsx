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
import type { OfflineRequestOf } from "@/components/sync/engine/scope-views";
import { useOfflineRequests } from "@/components/sync/react/hooks";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import { OrderItem } from "../order-item";
import { useReserve } from "../use-reservations";

/** A reservation that is requested offline: its items, and the other store that is offered once it is declined. */
export function ReservationRequest({ request }: { request: OfflineRequestOf<"request.pickup"> }) {
  const t = useTranslations("offline-requests");
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
        <DeclinedRequest request={request} title={t("pickupDeclined", { store: name })}>
          <OtherStore request={request} />
        </DeclinedRequest>
      ) : (
        <PendingRequest request={request} />
      )}
    </>
  );
}

function OtherStore({ request }: { request: OfflineRequestOf<"request.pickup"> }) {
  const t = useTranslations("offline-requests");
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
        error={sendRequest.error ?? toRefusalError(request)}
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
