"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useFittingTimes } from "@/components/fittings/times";
import { useRoomName } from "@/components/fittings/use-fittings";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { useToast } from "@/components/ui/toast";
import type { FittingRow } from "@/server/fittings/schema";

/** Actions of an appointment at the desk, each confirmed in a toast with undo; errors are shown too. */
export function useFittingActions(fitting: FittingRow) {
  const t = useTranslations("fittings.desk");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const { fittingId } = fitting;
  const name = fitting.contactName || t("walkIn");
  const room = useRoomName()(fitting.roomName);
  const { time, when } = useFittingTimes(fitting.timeZone);
  const refusalText = (error: unknown): string => {
    const { code, details } = refusalOf(error) ?? {};
    if (details?.reason === "too_early") return t("tooEarly");
    if (code !== "OTHER_APPOINTMENT" || !details) return errorText(error);
    return t("elsewhere", { name, from: when(String(details.startsAt)), to: time(String(details.endsAt)) });
  };
  const mutationCallbacks = {
    onError: (error: unknown) => {
      toast({ text: refusalText(error), tone: "refused" });
    },
    onSettled: () => void queries.invalidateQueries(trpc.fittings.store.getDay.pathFilter()),
  };
  const undo = useMutation({ ...trpc.fittings.store.undo.mutationOptions(), ...mutationCallbacks });
  const showUndoToast = (text: string) =>
    toast({ text, action: { label: t("undo"), altText: t("undoAlt"), run: () => undo.mutate({ fittingId }) } });
  const { store } = trpc.fittings;
  const checkIn = useMutation({
    ...store.checkIn.mutationOptions(),
    ...mutationCallbacks,
    onSuccess: () => showUndoToast(t("checkedIn", { name, room })),
  });
  const finish = useMutation({
    ...store.finish.mutationOptions(),
    ...mutationCallbacks,
    onSuccess: () => showUndoToast(t("finished", { room })),
  });
  const noShow = useMutation({
    ...store.markNoShow.mutationOptions(),
    ...mutationCallbacks,
    onSuccess: () => showUndoToast(t("missed", { name, room })),
  });
  const dismiss = useMutation({
    ...store.cancel.mutationOptions(),
    ...mutationCallbacks,
    onSuccess: () => showUndoToast(t("dismissed", { name })),
  });
  // One after another: an item that is ticked and unticked at once ends as it was left.
  const hang = useMutation({
    ...store.setItemInRoom.mutationOptions(),
    ...mutationCallbacks,
    scope: { id: `fitting-${fittingId}` },
  });
  return {
    busy: [checkIn, finish, noShow, dismiss, undo].some((m) => m.isPending),
    checkIn: () => checkIn.mutate({ fittingId }),
    finish: () => finish.mutate({ fittingId }),
    noShow: () => noShow.mutate({ fittingId }),
    dismiss: () => dismiss.mutate({ fittingId }),
    undo: () => undo.mutate({ fittingId }),
    hang: (itemId: string, inRoom: boolean) => hang.mutate({ fittingId, itemId, inRoom }),
  };
}
