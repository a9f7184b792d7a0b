"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFittingTimes } from "@/components/fittings/times";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useShift } from "@/components/store/use-shift";
import { browserClock } from "@/components/sync/engine/clock";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Segmented } from "@/components/ui/segmented";
import { Sheet } from "@/components/ui/sheet";
import { useToast } from "@/components/ui/toast";
import { slotMs } from "@/server/fittings/rules";

export type FreeRoom = {
  roomId: string;
  name: string;
  /** Chosen start, ms since 1970. */
  at: number;
  /** All free starts of the room today. */
  starts: number[];
};

/** Books a free room for a walk-in. */
export function WalkInPanel({ room, onClose }: { room: FreeRoom | null; onClose: () => void }) {
  const t = useTranslations("fittings");
  return (
    <Sheet
      title={room ? t("desk.walkInTitle", { room: room.name }) : ""}
      closeLabel={t("close")}
      open={Boolean(room)}
      onOpenChange={(open) => !open && onClose()}
    >
      {room ? <WalkInForm key={`${room.roomId}:${room.at}`} room={room} onDone={onClose} /> : null}
    </Sheet>
  );
}

function WalkInForm({ room, onDone }: { room: FreeRoom; onDone: () => void }) {
  const t = useTranslations("fittings");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const { timeZone } = useShift();
  const { time } = useFittingTimes(timeZone);
  const [at, setAt] = useState(room.at);
  const [slots, setSlots] = useState<1 | 2>(1);
  const [contactName, setName] = useState("");
  const [key, setKey] = useState(() => browserClock.newId());
  const startsAt = new Date(at).toISOString();
  const longer = room.starts.includes(at + slotMs);
  const give = useMutation({
    ...trpc.fittings.store.bookWalkIn.mutationOptions(),
    onSuccess: () => {
      toast({ text: t("desk.walkedIn", { room: room.name, time: time(startsAt) }) });
      onDone();
    },
    onSettled: () => {
      setKey(browserClock.newId());
      void queries.invalidateQueries(trpc.fittings.store.getDay.pathFilter());
    },
  });
  const length = longer ? slots : 1;
  return (
    <form
      className="grid gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        give.mutate({ roomId: room.roomId, startsAt, slots: length, contactName, key });
      }}
    >
      <SelectField
        size="tablet"
        label={t("book.time")}
        value={String(at)}
        onChange={(event) => setAt(Number(event.target.value))}
      >
        {room.starts.map((start) => (
          <option key={start} value={start}>
            {t("desk.walkInFrom", { time: time(new Date(start).toISOString()) })}
          </option>
        ))}
      </SelectField>
      <div className="grid justify-items-start gap-1.5">
        <span className="text-sm font-medium">{t("book.length")}</span>
        <Segmented
          size="tablet"
          legend={t("book.length")}
          value={String(length)}
          onChange={(v) => setSlots(v === "2" ? 2 : 1)}
          options={[
            { value: "1", label: t("book.halfHour") },
            { value: "2", label: t("book.hour"), disabled: !longer },
          ]}
        />
      </div>
      <TextField
        size="tablet"
        label={t("desk.walkInName")}
        maxLength={80}
        autoComplete="off"
        value={contactName}
        onChange={(event) => setName(event.target.value)}
      />
      {give.isError ? <Notice tone="refused">{errorText(give.error)}</Notice> : null}
      <Button type="submit" size="tablet" block busy={give.isPending}>
        {t("desk.walkInDo")}
      </Button>
    </form>
  );
}
