"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { VariantLine } from "@/components/fittings/items-picker";
import { useFittingTimes } from "@/components/fittings/times";
import { useRoomName, useVariantCards } from "@/components/fittings/use-fittings";
import { refusalOf, useErrorText } from "@/components/i18n/use-error-text";
import { useShift } from "@/components/store/use-shift";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { CheckField } from "@/components/ui/field";
import { useToast } from "@/components/ui/toast";
import type { FittingRow } from "@/server/fittings/schema";
import { useFittingActions } from "./use-fitting-actions";
import { useFittingDay } from "./use-fitting-day";

/**
 * The items to hang for the next appointments: claimed by one colleague, ticked one by one. List items of the queue.
 */
export function Hangings() {
  const { hangings } = useFittingDay();
  return (
    <ul aria-live="polite">
      {hangings.map((fitting) => (
        <Hanging key={fitting.fittingId} fitting={fitting} />
      ))}
    </ul>
  );
}

function Hanging({ fitting }: { fitting: FittingRow }) {
  const t = useTranslations("fittings.desk");
  const { staffId } = useShift();
  const { when } = useFittingTimes(fitting.timeZone);
  const room = useRoomName()(fitting.roomName);
  const desk = useFittingActions(fitting);
  const card = useVariantCards(fitting.items.map((i) => i.variantId));
  const count = fitting.items.filter((i) => i.status === "wanted").length;
  const mine = fitting.hangingBy?.staffId === staffId;
  return (
    <li data-testid="hanging" className="grid gap-2 border-b border-hairline py-3">
      <div className="grid min-h-16 grid-cols-[1fr_auto] items-center gap-4">
        <div className="min-w-0">
          <p className="text-lg leading-snug font-semibold tabular">
            {t("hangBy", { count, room, time: when(fitting.startsAt) })}
          </p>
          <p className="text-base text-soft">{fitting.contactName || t("walkIn")}</p>
        </div>
        <HangingClaim fitting={fitting} mine={mine} />
      </div>
      {mine ? (
        <ul className="divide-y divide-hairline">
          {fitting.items.map((item) => (
            <li key={item.itemId}>
              <CheckField
                className="min-h-16 items-center!"
                checked={item.status === "in_room"}
                onChange={(event) => desk.hang(item.itemId, event.target.checked)}
                label={<VariantLine card={card(item.variantId)} />}
              />
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

/** Claims or releases the task; shows who else claimed it. */
function HangingClaim({ fitting: { fittingId, hangingBy }, mine }: { fitting: FittingRow; mine: boolean }) {
  const t = useTranslations("fittings.desk");
  const { store } = useTRPC().fittings;
  const queries = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const mutationCallbacks = {
    onError: (error: unknown) => {
      const refusal = refusalOf(error);
      const name = String(refusal?.details.name ?? "");
      toast({ text: refusal?.code === "ALREADY_CLAIMED" ? t("lost", { name }) : errorText(error), tone: "refused" });
    },
    onSettled: () => void queries.invalidateQueries(store.getDay.pathFilter()),
  };
  const prepare = useMutation({ ...store.startPreparation.mutationOptions(), ...mutationCallbacks });
  const leave = useMutation({ ...store.stopPreparation.mutationOptions(), ...mutationCallbacks });
  if (hangingBy && !mine) {
    return <p className="shrink-0 text-right font-medium">{t("hangedBy", { name: hangingBy.name })}</p>;
  }
  return mine ? (
    <Button variant="quiet" size="tablet" busy={leave.isPending} onClick={() => leave.mutate({ fittingId })}>
      {t("release")}
    </Button>
  ) : (
    <Button variant="accent" size="tablet" busy={prepare.isPending} onClick={() => prepare.mutate({ fittingId })}>
      {t("claim")}
    </Button>
  );
}
