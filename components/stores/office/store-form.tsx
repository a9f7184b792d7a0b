"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { OfficeStoreView, SaveHours } from "@/server/stores/schema";
import { saveHoursSchema, saveRoomsSchema } from "@/server/stores/schema";
import { useWeekdays } from "../weekdays";
import { HolidaysEditor } from "./holidays-editor";
import { HoursEditor } from "./hours-editor";
import { type EditedRoom, RoomsEditor } from "./rooms-editor";

type Draft = Omit<SaveHours, "storeId"> & { rooms: EditedRoom[] };

const toDraft = ({ weeklyHours, holidays, pickupMinutes, rooms }: OfficeStoreView): Draft => ({
  weeklyHours,
  holidays,
  pickupMinutes,
  rooms: rooms.filter((r) => r.active).map(({ id, name }) => ({ id, name })),
});

/** The form state of a store: edited and saved values, and how to save. */
function useStoreForm(store: OfficeStoreView) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const before = toDraft(store);
  const [edited, setEdited] = useState<Draft | null>(null);
  const [wrong, setWrong] = useState(false);
  const saveHours = useMutation(trpc.stores.office.saveHours.mutationOptions());
  const saveRooms = useMutation(trpc.stores.office.saveRooms.mutationOptions());
  const save = useMutation({
    mutationFn: async (draft: Draft) => {
      const { rooms, ...hours } = draft;
      await saveHours.mutateAsync({ storeId: store.id, ...hours });
      await saveRooms.mutateAsync({
        storeId: store.id,
        rooms: rooms.map(({ id, name }) => (id ? { id, name } : { name })),
      });
      await queries.invalidateQueries({ queryKey: trpc.stores.office.list.queryKey() });
      await queries.invalidateQueries({ queryKey: trpc.fittings.office.listConflicts.queryKey() });
      setEdited(null);
    },
  });
  const draft = edited ?? before;
  return {
    draft,
    dirty: edited !== null,
    wrong,
    save,
    change: (part: Partial<Draft>) => {
      save.reset();
      setWrong(false);
      setEdited({ ...draft, ...part });
    },
    undo: () => {
      setWrong(false);
      setEdited(null);
    },
    submit() {
      const { rooms, ...hours } = draft;
      const isValid =
        saveHoursSchema.safeParse({ storeId: store.id, ...hours }).success &&
        saveRoomsSchema.safeParse({ storeId: store.id, rooms }).success;
      setWrong(!isValid);
      if (isValid) save.mutate(draft);
    },
  };
}

/** Edits one store; changes apply once saved. */
export function StoreForm({ store, today }: { store: OfficeStoreView; today: string }) {
  const t = useTranslations("stores.office");
  const errorText = useErrorText();
  const weekdays = useWeekdays();
  const { draft, dirty, wrong, save, change, undo, submit } = useStoreForm(store);
  return (
    <form
      noValidate
      className="grid gap-8 border-t border-hairline px-5 py-6"
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
    >
      <section className="grid gap-2">
        <h3 className="font-semibold">{t("hours")}</h3>
        {draft.weeklyHours.map((hours, day) => (
          <div key={weekdays.name(day)} className="grid items-center gap-x-4 sm:grid-cols-[8.5rem_1fr]">
            <span className="first-letter:uppercase">{weekdays.name(day)}</span>
            <HoursEditor
              label={weekdays.name(day)}
              hours={hours}
              onChange={(next) => change({ weeklyHours: draft.weeklyHours.map((h, i) => (i === day ? next : h)) })}
            />
          </div>
        ))}
      </section>
      <HolidaysEditor holidays={draft.holidays} today={today} onChange={(holidays) => change({ holidays })} />
      <RoomsEditor rooms={draft.rooms} all={store.rooms} onChange={(rooms) => change({ rooms })} />
      <div className="max-w-60">
        <TextField
          label={t("minutes")}
          inputMode="numeric"
          value={String(draft.pickupMinutes)}
          onChange={(e) => change({ pickupMinutes: Number(e.target.value.replace(/\D/g, "").slice(0, 4)) })}
        />
      </div>
      {wrong ? <Notice tone="refused">{t("wrongHours")}</Notice> : null}
      {save.error ? <Notice tone="error">{errorText(save.error)}</Notice> : null}
      {save.isSuccess && !dirty ? <Notice tone="done">{t("saved", { store: store.name })}</Notice> : null}
      <div className="sticky bottom-0 -mx-5 -mb-6 flex items-center gap-3 border-t border-hairline bg-paper px-5 py-3">
        <Button type="submit" disabled={!dirty} busy={save.isPending}>
          {t("save")}
        </Button>
        {dirty ? (
          <>
            <Button variant="quiet" onClick={undo}>
              {t("undo")}
            </Button>
            <span className="text-sm text-ochre">{t("dirty")}</span>
          </>
        ) : null}
      </div>
    </form>
  );
}
