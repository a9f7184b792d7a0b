"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { slotMs } from "@/server/fittings/rules";
import type { FittingRow } from "@/server/fittings/schema";
import { Alternatives } from "../booking/booking-form";
import { OtherAppointmentLink } from "../other-appointment";
import { useFittingTimes } from "../times";

/** Tells the shopper that the store cannot keep the appointment, and offers the nearest free times. */
export function ConflictNotice({ fitting }: { fitting: FittingRow }) {
  const t = useTranslations("fittings");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const { fittingId, timeZone, startsAt, endsAt, hit } = fitting;
  const { when } = useFittingTimes(timeZone);
  const others = useQuery(trpc.fittings.findAlternatives.queryOptions({ fittingId }, { enabled: Boolean(hit) }));
  const move = useMutation({
    ...trpc.fittings.reschedule.mutationOptions(),
    onSuccess: (_, to) => toast({ text: t("one.moved", { when: when(to.startsAt) }) }),
    onSettled: () => void queries.invalidateQueries(trpc.fittings.pathFilter()),
  });
  if (!hit) return null;
  const slots = Date.parse(endsAt) - Date.parse(startsAt) > slotMs ? 2 : 1;
  return (
    <Notice tone="refused">
      {t(`conflict.${hit}`)}
      {move.isError ? <p>{errorText(move.error)}</p> : null}
      <OtherAppointmentLink error={move.error} />
      <Alternatives
        times={others.data ?? []}
        zone={timeZone}
        onPick={(at) => move.mutate({ fittingId, startsAt: at, slots })}
      />
    </Notice>
  );
}
