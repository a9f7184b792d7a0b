"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import type { ShipmentRow } from "@/server/orders/shipments/schema";

/** The address, shown on request (audited), and the hand-over to the carrier. */
export function ShipmentLabel({ shipment }: { shipment: ShipmentRow }) {
  const t = useTranslations("register.shipments");
  const locale = useLocale();
  const trpc = useTRPC();
  const router = useRouter();
  const toast = useToast();
  const errorText = useErrorText();
  const [tracking, setTracking] = useState("");
  const label = useMutation(trpc.shipments.store.getLabel.mutationOptions());
  const send = useMutation(trpc.shipments.store.ship.mutationOptions());
  const parcelId = shipment.id;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (send.isPending) return;
    const done = () => {
      toast({ text: t("sentToast", { number: String(shipment.number) }) });
      router.push("/store");
    };
    send.mutate({ parcelId, tracking }, { onSuccess: done });
  };
  const error = label.error ?? send.error;
  const country = (code: string) => new Intl.DisplayNames([locale], { type: "region" }).of(code) ?? code;
  return (
    <form onSubmit={submit} className="grid gap-4">
      {label.data ? (
        <address className="grid gap-0.5 border border-field bg-ecru px-5 py-4 text-xl not-italic" data-testid="label">
          <strong className="font-semibold">{label.data.name}</strong>
          <span>{label.data.address.line1}</span>
          {label.data.address.line2 ? <span>{label.data.address.line2}</span> : null}
          <span>
            {label.data.address.postcode} {label.data.address.city}
          </span>
          <span>{country(label.data.address.country)}</span>
          {label.data.phone ? <span className="tabular">{label.data.phone}</span> : null}
        </address>
      ) : (
        <Button size="tablet" variant="outline" block busy={label.isPending} onClick={() => label.mutate({ parcelId })}>
          {t("showAddress")}
        </Button>
      )}
      <p className="text-base text-soft">{t("addressHint")}</p>
      <TextField
        size="tablet"
        label={t("tracking")}
        hint={t("trackingHint")}
        maxLength={60}
        pattern="[A-Za-z0-9_\- \/.]*"
        autoComplete="off"
        value={tracking}
        onChange={(e) => setTracking(e.target.value)}
      />
      {error ? <Notice tone="refused">{errorText(error)}</Notice> : null}
      <Button type="submit" size="tablet" variant="success" block busy={send.isPending}>
        {t("send")}
      </Button>
    </form>
  );
}
