"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { ReviewView } from "@/server/shoppers/graph/schema";
import { AccountLines } from "./account-summary";

type ReviewProps = { review: ReviewView; busy: boolean; onMerge: () => void; onKeepApart: () => void };

function Review({ review, busy, onMerge, onKeepApart: onReject }: ReviewProps) {
  const t = useTranslations("shoppers");
  const { at } = useInstants();
  return (
    <li className="grid gap-4 border-b border-hairline py-6">
      <p>
        {t(`evidence.${review.evidence}`)}{" "}
        <span className="text-soft">
          {at(review.at, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" })}
        </span>
      </p>
      <div className="grid gap-6 md:grid-cols-2">
        <AccountLines account={review.holder} role={t("holder")} />
        <AccountLines account={review.claimant} role={t("claimant")} />
      </div>
      <div className="flex flex-wrap gap-3">
        <Button size="small" busy={busy} onClick={onMerge}>
          {t("merge")}
        </Button>
        <Button size="small" variant="outline" busy={busy} onClick={onReject}>
          {t("keepApart")}
        </Button>
      </div>
    </li>
  );
}

/** Pairs of accounts that may be one person by evidence; the office decides. */
export function Reviews() {
  const t = useTranslations("shoppers");
  const trpc = useTRPC();
  const client = useQueryClient();
  const errorText = useErrorText();
  const list = useQuery(trpc.shoppers.office.listReviews.queryOptions());
  const again = () => client.invalidateQueries({ queryKey: trpc.shoppers.office.pathKey() });
  const merge = useMutation(trpc.shoppers.office.approveMerge.mutationOptions({ onSettled: again }));
  const keepApart = useMutation(trpc.shoppers.office.rejectMerge.mutationOptions({ onSettled: again }));
  const failed = merge.error ?? keepApart.error ?? list.error;
  return (
    <section aria-labelledby="reviews" className="grid gap-4">
      <h2 id="reviews" className="font-serif text-2xl">
        {t("reviews")}
      </h2>
      <p className="max-w-prose text-soft">{t("reviewsText")}</p>
      {failed ? <Notice tone="error">{errorText(failed)}</Notice> : null}
      {merge.isSuccess ? <Notice tone="done">{t("merged")}</Notice> : null}
      {list.isPending ? <Skeleton className="h-40" /> : null}
      {list.data?.length === 0 ? <Empty title={t("noReviews")} text={t("noReviewsText")} /> : null}
      <ul className="border-t border-hairline">
        {list.data?.map((review) => (
          <Review
            key={review.reviewId}
            review={review}
            busy={merge.isPending || keepApart.isPending}
            onMerge={() => merge.mutate({ reviewId: review.reviewId })}
            onKeepApart={() => keepApart.mutate({ reviewId: review.reviewId })}
          />
        ))}
      </ul>
    </section>
  );
}
