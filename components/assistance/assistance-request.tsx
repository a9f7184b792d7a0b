"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useEntities } from "@/components/sync/react/hooks";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import type { HelpRequestRow } from "@/server/assistance/requests/schema";

const reasons = ["in_store", "by_phone", "pickup", "fitting"] as const;

function AssistanceRequest({ request, onClose }: { request: HelpRequestRow; onClose: () => void }) {
  const t = useTranslations("account.assistanceRequest");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const answer = useMutation(trpc.assistance.answer.mutationOptions());
  const { requestId, consultant, storeName: store, reason } = request;
  const over = refusalOf(answer.error)?.code === "WRONG_STATUS";
  const sendAnswer = (accept: boolean) => answer.mutate({ requestId, accept }, { onSuccess: onClose });
  const isBusyWith = (accept: boolean) => answer.isPending && answer.variables.accept === accept;
  const footer = over ? (
    <Button variant="outline" block onClick={onClose}>
      {t("done")}
    </Button>
  ) : (
    <div className="grid gap-3 sm:grid-cols-2">
      <Button variant="outline" busy={isBusyWith(false)} onClick={() => sendAnswer(false)}>
        {t("decline")}
      </Button>
      <Button busy={isBusyWith(true)} onClick={() => sendAnswer(true)}>
        {t("accept")}
      </Button>
    </div>
  );
  return (
    <Sheet
      open
      side="bottom"
      title={t("title")}
      closeLabel={t("close")}
      onOpenChange={(open) => !open && onClose()}
      footer={footer}
    >
      <div className="grid gap-4">
        <p className="text-lg text-pretty">{t("text", { consultant, store })}</p>
        <p className="text-soft">{t(`why.${reasons.find((r) => r === reason) ?? "other"}`)}</p>
        <div>
          <p className="font-medium">{t("scope", { consultant })}</p>
          <ul className="mt-1 list-disc pl-5">
            <li>{t("cart")}</li>
            <li>{t("favourites")}</li>
            <li>{t("history")}</li>
          </ul>
          <p className="mt-2">{t("not")}</p>
        </div>
        <p className="text-sm text-pretty text-soft">{t("end")}</p>
        <p className="text-sm text-pretty text-soft">{t("stranger", { store })}</p>
        {answer.error ? (
          <Notice tone={over ? "refused" : "error"}>{over ? t("over") : errorText(answer.error)}</Notice>
        ) : null}
      </div>
    </Sheet>
  );
}

/** A consultant's request for access to this shopper's cart: live, over any page; disappears when it expires. */
export function AssistanceRequests() {
  const { rows } = useEntities<HelpRequestRow>("help_request");
  const [closed, setClosed] = useState<string[]>([]);
  const request = rows.find((row) => !closed.includes(row.requestId));
  if (!request) return null;
  const { requestId } = request;
  return (
    <AssistanceRequest
      key={requestId}
      request={request}
      onClose={() => setClosed((before) => [...before, requestId])}
    />
  );
}
