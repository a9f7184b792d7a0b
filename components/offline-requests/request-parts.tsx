"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useMyStore } from "@/components/stores/my-store";
import { getDeviceKind } from "@/components/sync/engine/owner-source";
import type { OfflineRequest } from "@/components/sync/engine/scope-views";
import { useMutate, useOfflineRequests } from "@/components/sync/react/hooks";
import { useIsOffline } from "@/components/sync/react/use-is-offline";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";

/** The name of a request's store, as far as this browser knows it, and its time zone. */
export function useRequestStore(request: OfflineRequest): { name: string; timeZone: string } {
  const t = useTranslations("offline-requests");
  const { stores } = useMyStore();
  return stores.find((s) => s.id === request.args.storeId) ?? { name: t("store"), timeZone: "UTC" };
}

/** A request without an answer: that nothing is held yet, and "Withdraw". */
export function PendingRequest({ request }: { request: OfflineRequest }) {
  const t = useTranslations("offline-requests");
  const mutate = useMutate();
  const toast = useToast();
  const isOffline = useIsOffline();
  const withdraw = () => {
    const kind = request.name === "request.pickup" ? ("pickup" as const) : ("fitting" as const);
    void mutate([{ name: "request.withdraw", args: { key: request.args.key, kind } }]);
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

/** Why a request was declined, in the shape of an error of the API. */
export const toRefusalError = ({ refused }: OfflineRequest) => ({
  data: { appCode: refused?.reason ?? "INTERNAL", details: refused?.answer?.details },
});

/** A declined request: why, what could be had instead (`children`), and "Dismiss". */
export function DeclinedRequest({
  request,
  title,
  hint,
  children,
}: {
  request: OfflineRequest;
  title: string;
  hint?: ReactNode;
  children: ReactNode;
}) {
  const t = useTranslations("offline-requests");
  const errorText = useErrorText();
  const { dismiss } = useOfflineRequests();
  return (
    <div className="grid gap-3">
      <Notice tone="refused">
        <p className="font-semibold">{title}</p>
        <p>{errorText(toRefusalError(request))}</p>
        {hint}
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
