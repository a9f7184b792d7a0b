"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ToldRow } from "@/server/orders/pickup/schema";
import { useShift } from "@/components/store/use-shift";
import { useTold } from "./use-pickup-notifications";

/** What became of the message to a shopper, as a sentence: nothing is said to be told that was not sent. */
export function useToldText(): (row: ToldRow) => string {
  const t = useTranslations("store.told");
  const { timeZone } = useShift();
  const { when } = useStoreTimes();
  return ({ state, channel, hint, at, reach }) =>
    t(state, { channel: channel ?? "none", hint, at: when(at, timeZone), reach });
}

/** How the shopper of a pick-up was told; nothing before there was anything to tell. */
export function ToldLine({ pickupId }: { pickupId: string }) {
  const row = useTold().of(pickupId);
  const text = useToldText();
  return row ? (
    <p role="status" className="text-base text-soft tabular">
      {text(row)}
    </p>
  ) : null;
}

/** Shoppers whom no message reached, to be called, as items of the queue. */
export function ToCall() {
  const t = useTranslations("store.told");
  const { untold } = useTold();
  const text = useToldText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const called = useMutation({
    ...trpc.store.pickup.called.mutationOptions(),
    onSettled: () => void queries.invalidateQueries(trpc.store.pickup.told.pathFilter()),
  });
  return (
    <>
      {called.error ? <Notice tone="refused">{errorText(called.error)}</Notice> : null}
      <ul aria-live="polite">
        {untold.map((row) => {
          const title = t(`call.${row.kind}`, { name: row.name, number: String(row.number) });
          return (
            <li
              key={`${row.pickupId}:${row.kind}`}
              data-testid="to-call"
              className="grid min-h-[88px] grid-cols-[1fr_auto] items-center gap-4 border-b border-hairline py-3"
            >
              <div className="min-w-0">
                <p className="text-lg leading-snug font-semibold tabular">{title}</p>
                <p className="text-base break-words text-thread tabular">{text(row)}</p>
              </div>
              <Button
                size="tablet"
                variant="outline"
                className="min-w-[124px]"
                busy={called.isPending && called.variables.pickupId === row.pickupId}
                onClick={() => called.mutate({ pickupId: row.pickupId })}
              >
                {t("done")}
                <span className="sr-only"> {title}</span>
              </Button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
