"use client";
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PhoneCountryChoice } from "@/components/contact/phone-country-choice";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useInstants } from "@/components/i18n/use-instants";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import type { MergeView } from "@/server/shoppers/graph/schema";
import { AccountLines } from "./account-summary";

function Merge({ merge, busy, onSplit }: { merge: MergeView; busy: boolean; onSplit: () => void }) {
  const t = useTranslations("shoppers");
  const { at } = useInstants();
  const formatWhen = (instant: string) =>
    at(instant, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
  return (
    <li className="grid gap-4 border-b border-hairline py-6 md:grid-cols-[1fr_1fr_auto]">
      <AccountLines account={merge.into} role={t("into")} />
      <div className="grid content-start gap-1">
        <p className="text-sm text-soft">{t(`source.${merge.source}`, { date: formatWhen(merge.at) })}</p>
        <p>{t("carried", merge.carried)}</p>
        <p className="text-sm text-soft">{t("carriedAlso", merge.carried)}</p>
      </div>
      {merge.splitAt ? (
        <p className="text-sm text-soft">{t("splitAt", { date: formatWhen(merge.splitAt) })}</p>
      ) : (
        <Button size="small" variant="outline" busy={busy} onClick={onSplit} className="self-start">
          {t("split")}
        </Button>
      )}
    </li>
  );
}

/** Finds merges into an account by its exact address, and splits them. */
export function Merges() {
  const t = useTranslations("shoppers");
  const trpc = useTRPC();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [asked, setAsked] = useState<string | null>(null);
  const list = useQuery(trpc.shoppers.office.listMerges.queryOptions(asked === null ? skipToken : { address: asked }));
  const split = useMutation(
    trpc.shoppers.office.split.mutationOptions({
      onSettled: () => client.invalidateQueries({ queryKey: trpc.shoppers.office.pathKey() }),
    }),
  );
  const failed = split.error ?? list.error;
  return (
    <section aria-labelledby="merges" className="grid gap-4">
      <h2 id="merges" className="font-serif text-2xl">
        {t("merges")}
      </h2>
      <p className="max-w-prose text-soft">{t("mergesText")}</p>
      <form
        className="grid max-w-xl items-end gap-3 sm:grid-cols-[1fr_auto]"
        onSubmit={(event) => {
          event.preventDefault();
          const given = new FormData(event.currentTarget).get("address");
          split.reset();
          if (typeof given === "string") setAsked(given.trim());
        }}
      >
        <TextField name="address" label={t("address")} required minLength={3} maxLength={254} autoComplete="off" />
        <Button type="submit" variant="outline" busy={list.isFetching}>
          {t("find")}
        </Button>
      </form>
      {failed ? <Notice tone="error">{errorText(failed)}</Notice> : null}
      <PhoneCountryChoice error={list.error} typed={asked ?? ""} onChoose={setAsked} />
      {split.isSuccess ? <Notice tone="done">{t("isSplit")}</Notice> : null}
      {list.isLoading ? <Skeleton className="h-32" /> : null}
      {list.data?.length === 0 ? <Empty title={t("noMerges")} text={t("noMergesText")} /> : null}
      {list.data && list.data.length > 0 ? (
        <ul className="border-t border-hairline">
          {list.data.map((merge) => (
            <Merge
              key={merge.mergeId}
              merge={merge}
              busy={split.isPending}
              onSplit={() => split.mutate({ mergeId: merge.mergeId })}
            />
          ))}
        </ul>
      ) : null}
    </section>
  );
}
