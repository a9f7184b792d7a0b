"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Sheet } from "@/components/ui/sheet";
import { useToast } from "@/components/ui/toast";
import { slotMs } from "@/server/fittings/rules";
import type { FittingRow } from "@/server/fittings/schema";
import { Alternatives } from "../booking/booking-form";
import { type SlotCount, SlotPicker } from "../booking/slot-picker";
import { OtherAppointmentLink } from "../other-appointment";
import { useFittingTimes } from "../times";
import { alternativesOf } from "../use-fittings";

/** Reschedules an appointment in its store; it keeps its time when the new one is refused. */
export function RescheduleSheet({ fitting }: { fitting: FittingRow }) {
  const t = useTranslations("fittings");
  const [open, setOpen] = useState(false);
  return (
    <Sheet
      title={t("one.moveTitle")}
      closeLabel={t("close")}
      open={open}
      onOpenChange={setOpen}
      trigger={<Button variant="outline">{t("one.move")}</Button>}
    >
      <RescheduleForm fitting={fitting} onDone={() => setOpen(false)} />
    </Sheet>
  );
}

function RescheduleForm({ fitting, onDone }: { fitting: FittingRow; onDone: () => void }) {
  const t = useTranslations("fittings");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const { fittingId, timeZone } = fitting;
  const lasts = Date.parse(fitting.endsAt) - Date.parse(fitting.startsAt);
  const [slots, setSlots] = useState<SlotCount>(lasts > slotMs ? 2 : 1);
  const [startsAt, setStartsAt] = useState<string | null>(null);
  const { when } = useFittingTimes(timeZone);
  const reschedule = useMutation({
    ...trpc.fittings.reschedule.mutationOptions(),
    onSuccess: (_, to) => {
      toast({ text: t("one.moved", { when: when(to.startsAt) }) });
      onDone();
    },
    onSettled: () => void queries.invalidateQueries(trpc.fittings.pathFilter()),
  });
  const pick = (at: string | null) => {
    setStartsAt(at);
    reschedule.reset();
  };
  return (
    <div className="grid gap-6">
      <SlotPicker
        storeId={fitting.storeId}
        movingId={fittingId}
        slots={slots}
        onSlots={(n) => {
          setSlots(n);
          pick(null);
        }}
        value={startsAt}
        onChange={pick}
      />
      {reschedule.isError ? (
        <Notice tone="refused">
          {errorText(reschedule.error)} {t("one.keptOld")}
          <OtherAppointmentLink error={reschedule.error} onGo={onDone} />
          <Alternatives times={alternativesOf(reschedule.error)} zone={timeZone} onPick={pick} />
        </Notice>
      ) : null}
      <div className="sticky -bottom-5 -mx-6 -mb-5 border-t border-hairline bg-paper px-6 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))]">
        <Button
          block
          busy={reschedule.isPending}
          disabled={!startsAt}
          onClick={() => startsAt && reschedule.mutate({ fittingId, startsAt, slots })}
        >
          {startsAt ? t("one.moveConfirm", { when: when(startsAt) }) : t("book.choose")}
        </Button>
      </div>
    </div>
  );
}
