"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { formatInstant } from "@/components/i18n/dates";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { AccessLogItem } from "@/server/assistance/access-log.schema";

const reasons = ["card", "code", "request", "in_store", "by_phone", "pickup", "fitting"] as const;
const reasonOf = (why: string) => reasons.find((r) => r === why) ?? "other";
const actions = {
  "client.opened": "client_opened",
  "client.looked": "client_looked",
  "client.history": "client_history",
  "client.asked": "client_asked",
} as const;

function AccessLogRow({ look }: { look: AccessLogItem }) {
  const t = useTranslations("account.accessLog");
  const locale = useLocale();
  const { at, timeZone, consultant, storeName, action, why } = look;
  const when = formatInstant(locale, at, {
    timeZone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  return (
    <li className="grid gap-1 border-b border-hairline py-3 text-sm">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="font-medium">{t("by", { consultant, store: storeName })}</span>
        <time dateTime={at} className="whitespace-nowrap text-soft tabular">
          {when}
        </time>
      </div>
      <p className="text-pretty">
        {t(`what.${actions[action]}`)}
        <span className="block text-soft">{t(`why.${reasonOf(why)}`)}</span>
      </p>
    </li>
  );
}

/** Which consultant opened this shopper's data, when, what and why: the shopper's view of the audit trail. */
export function AccessLog() {
  const t = useTranslations("account.accessLog");
  const again = useTranslations("account")("again");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const accessLog = useInfiniteQuery(
    trpc.assistance.listAccess.infiniteQueryOptions({}, { getNextPageParam: ({ next }) => next, staleTime: 0 }),
  );
  const rows = accessLog.data?.pages.flatMap((page) => page.looks) ?? [];
  return (
    <section className="grid gap-2" aria-labelledby="looks-title">
      <h2 id="looks-title" className="font-serif text-2xl">
        {t("title")}
      </h2>
      <p className="text-sm text-pretty text-soft">{t("text")}</p>
      {accessLog.isPending ? <Skeleton className="h-24" /> : null}
      {accessLog.data && rows.length === 0 ? <p>{t("none")}</p> : null}
      <ul>
        {rows.map((look) => (
          <AccessLogRow key={look.id} look={look} />
        ))}
      </ul>
      {accessLog.error ? (
        <Notice
          tone="error"
          action={
            <Button size="small" variant="outline" onClick={() => void accessLog.refetch()}>
              {again}
            </Button>
          }
        >
          {errorText(accessLog.error)}
        </Notice>
      ) : null}
      {accessLog.hasNextPage ? (
        <Button
          size="small"
          variant="outline"
          className="justify-self-start"
          busy={accessLog.isFetchingNextPage}
          onClick={() => void accessLog.fetchNextPage()}
        >
          {t("older")}
        </Button>
      ) : null}
    </section>
  );
}
