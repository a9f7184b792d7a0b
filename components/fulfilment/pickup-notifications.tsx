"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useShift } from "@/components/store/use-shift";
import { useStoreTimes } from "@/components/stores/times";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { PickupNoticeRow } from "@/server/orders/pickup/schema";
import { usePickupNotifications } from "./use-pickup-notifications";

/** The state of a notification to a shopper, as a sentence. */
export function useNotificationText(): (row: PickupNoticeRow) => string {
  const t = useTranslations("store.notification");
  const { timeZone } = useShift();
  const { when } = useStoreTimes();
  return ({ state, channel, hint, at, reach }) =>
    t(state, { channel: channel ?? "none", hint, at: when(at, timeZone), reach });
}

/** The notification of a pickup's shopper; nothing before there is one. */
export function NotificationLine({ pickupId }: { pickupId: string }) {
  const row = usePickupNotifications().of(pickupId);
  const text = useNotificationText();
  return row ? (
    <p role="status" className="text-base text-soft tabular">
      {text(row)}
    </p>
  ) : null;
}

/** Shoppers whom no notification reached, to be called; list items of the queue. */
export function CallList() {
  const t = useTranslations("store.notification");
  const { untold: unreached } = usePickupNotifications();
  const text = useNotificationText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const markCalled = useMutation({
    ...trpc.pickups.store.markCalled.mutationOptions(),
    onSettled: () => void queries.invalidateQueries(trpc.pickups.store.listNotices.pathFilter()),
  });
  return (
    <>
      {markCalled.error ? <Notice tone="refused">{errorText(markCalled.error)}</Notice> : null}
      <ul aria-live="polite">
        {unreached.map((row) => {
          const title = t(`call.${row.kind}`, { name: row.name, number: String(row.number) });
          return (
            <li
              key={`${row.pickupId}:${row.kind}`}
              data-testid="call-list-item"
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
                busy={markCalled.isPending && markCalled.variables.pickupId === row.pickupId}
                onClick={() => markCalled.mutate({ pickupId: row.pickupId })}
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
