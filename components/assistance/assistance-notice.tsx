"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useEntities } from "@/components/sync/react/hooks";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { GrantRow } from "@/server/assistance/schema";

function ActiveAssistance({ grant }: { grant: GrantRow }) {
  const t = useTranslations("account.assistance");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const end = useMutation(trpc.assistance.end.mutationOptions());
  const { consultant, storeName, grantId } = grant;
  return (
    <Notice
      action={
        <Button
          size="small"
          variant="outline"
          busy={end.isPending || end.isSuccess}
          onClick={() => end.mutate({ grantId })}
        >
          {t("end")}
        </Button>
      }
    >
      {end.error ? errorText(end.error) : t("sees", { consultant, store: storeName })}
    </Notice>
  );
}

/** Consultants who have access to this cart now, each with "End now". Live; renders nothing when there are none. */
export function AssistanceNotice() {
  const { rows } = useEntities<GrantRow>("grant");
  if (rows.length === 0) return null;
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-2 px-5 pt-3 md:px-14">
      {rows.map((grant) => (
        <ActiveAssistance key={grant.grantId} grant={grant} />
      ))}
    </div>
  );
}
