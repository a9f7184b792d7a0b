"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { ScanFeedback } from "@/components/scans/scan-feedback";
import { useScanView } from "@/components/scans/scan-provider";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { localise } from "@/server/catalogue/rules";
import type { CountView } from "@/server/inventory/counts/schema";
import { StockFrame } from "../stock-head";
import { useStockRefresh } from "../use-stock-refresh";
import { useWhen } from "../use-when";
import { CountEntry } from "./count-entry";
import { formatSigned } from "./count-line";
import { CountLines } from "./count-lines";
import { useCounting } from "./use-counting";

/** Posts the differences, or closes the count without posting. */
function Endings({ count, busy }: { count: CountView; busy: boolean }) {
  const t = useTranslations("stock.count");
  const trpc = useTRPC();
  const refreshStock = useStockRefresh();
  const errorText = useErrorText();
  const again = { onSettled: refreshStock };
  const book = useMutation(trpc.counts.office.book.mutationOptions(again));
  const cancel = useMutation(trpc.counts.office.cancel.mutationOptions(again));
  const { data } = book;
  const error = book.error ?? cancel.error;
  return (
    <div className="grid gap-3">
      {data ? (
        <Notice tone={data.kept > 0 ? "kept" : "done"}>
          {t("done", { articles: data.articles })} {data.kept > 0 ? t("kept", { count: data.kept }) : null}
        </Notice>
      ) : null}
      {error ? <Notice tone="refused">{errorText(error)}</Notice> : null}
      {count.status === "open" ? (
        <>
          <div className="flex flex-wrap gap-3">
            <Button
              disabled={count.counted === 0 || busy}
              busy={book.isPending}
              onClick={() => book.mutate({ key: crypto.randomUUID(), countId: count.id })}
            >
              {t("book")}
            </Button>
            <Button variant="quiet" busy={cancel.isPending} onClick={() => cancel.mutate({ countId: count.id })}>
              {t("cancel")}
            </Button>
          </div>
          <p className="text-sm text-soft">{t("uncountedStay")}</p>
        </>
      ) : null}
    </div>
  );
}

function Count({ count }: { count: CountView }) {
  const t = useTranslations("stock.count");
  const locale = useLocale();
  const when = useWhen();
  const counting = useCounting(count.id);
  const { waiting } = useScanView();
  const open = count.status === "open";
  const what = count.category ? localise(count.category, locale) : t("whole");
  return (
    <>
      <header className="grid gap-2">
        <h1 className="font-serif text-4xl tabular">{t("number", { number: String(count.number) })}</h1>
        <p className="text-lg">
          {count.store.name} · {what} · <span className="text-soft">{t(`status.${count.status}`)}</span>
        </p>
        <p className="text-soft">
          {t("openedBy", { when: when(count.openedAt), name: count.openedBy })}
          {count.status !== "open" && count.endedAt ? (
            <span className="block">
              {t(`endedBy.${count.status}`, { when: when(count.endedAt), name: count.endedBy ?? "" })}
            </span>
          ) : null}
        </p>
        <p role="status" className="tabular">
          {t("progress", { counted: String(count.counted), articles: count.articles })} ·{" "}
          {open
            ? t("openDifferences", { count: count.open })
            : t("bookedPieces", { pieces: formatSigned(count.booked) })}
        </p>
      </header>
      {open ? <CountEntry countId={count.id} counting={counting} /> : null}
      <Endings count={count} busy={counting.isPending || waiting > 0} />
      <CountLines countId={count.id} onSet={open ? counting.set : null} />
      {open ? <ScanFeedback /> : null}
    </>
  );
}

/** One stock count of a store: scanning, differences, posting. `?already` says that it was open before. */
export function CountPage({ id }: { id: string }) {
  const t = useTranslations("stock.count");
  const errorText = useErrorText();
  const already = useSearchParams().has("already");
  const count = useQuery(useTRPC().counts.office.get.queryOptions({ countId: id }));
  return (
    <StockFrame>
      <Link
        href="/office/stock/counts"
        className="inline-flex min-h-11 w-fit items-center underline-offset-4 hover:underline"
      >
        ← {t("back")}
      </Link>
      {already ? <Notice>{t("already")}</Notice> : null}
      {count.isPending ? <Skeleton className="h-96" /> : null}
      {count.error ? <Notice tone="error">{errorText(count.error)}</Notice> : null}
      {count.data ? <Count count={count.data} /> : null}
    </StockFrame>
  );
}
