"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import type { FittingRow } from "@/server/fittings/schema";
import { CalendarButton } from "../calendar-button";
import { RescheduleSheet } from "./reschedule-sheet";

/** The actions of an appointment: calendar file, reschedule, cancel with undo. */
export function FittingActions({ fitting, now }: { fitting: FittingRow; now: number }) {
  const t = useTranslations("fittings.one");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const { fittingId } = fitting;
  const mutationCallbacks = {
    onError: (error: unknown) => toast({ text: errorText(error), tone: "refused" }),
    onSettled: () => void queries.invalidateQueries(trpc.fittings.pathFilter()),
  };
  const restore = useMutation({
    ...trpc.fittings.restore.mutationOptions(),
    ...mutationCallbacks,
    onSuccess: () => toast({ text: t("undone") }),
  });
  const cancel = useMutation({
    ...trpc.fittings.cancel.mutationOptions(),
    ...mutationCallbacks,
    onSuccess: () => {
      const action = { label: t("undo"), altText: t("undoAlt"), run: () => restore.mutate({ fittingId }) };
      toast({ text: t("cancelled"), action, duration: 10_000 });
    },
  });
  const ahead = Date.parse(fitting.startsAt) > now;
  if (fitting.status === "cancelled" && ahead) {
    return (
      <div className="flex flex-wrap gap-3">
        <Button busy={restore.isPending} onClick={() => restore.mutate({ fittingId })}>
          {t("restore")}
        </Button>
        <CalendarButton fittingId={fittingId} />
      </div>
    );
  }
  if (fitting.status !== "booked") return null;
  return (
    <div className="flex flex-wrap gap-3">
      <CalendarButton fittingId={fittingId} />
      <RescheduleSheet fitting={fitting} />
      <Button variant="quiet" busy={cancel.isPending} onClick={() => cancel.mutate({ fittingId })}>
        {t("cancel")}
      </Button>
    </div>
  );
}
