"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { leaveSheets } from "@/components/ui/sheet-entries";
import { localise } from "@/server/catalogue/rules";
import { StoreSelect } from "../store-select";

/** Where and what to count; goes on to the count. */
export function OpenForm() {
  const t = useTranslations("stock");
  const locale = useLocale();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [storeId, setStoreId] = useState("");
  const [category, setCategory] = useState("");
  const categories = useQuery(trpc.catalogue.listCategories.queryOptions());
  const choices = (categories.data ?? []).flatMap((c) => [
    { ...c, name: localise(c.name, locale) },
    ...c.children.map((child) => ({
      ...child,
      name: `${localise(c.name, locale)} · ${localise(child.name, locale)}`,
    })),
  ]);
  const begin = useMutation(
    trpc.counts.office.open.mutationOptions({
      onSuccess: ({ countId, fresh }) => {
        void queryClient.invalidateQueries({ queryKey: trpc.counts.pathKey() });
        const href = `/office/stock/counts/${countId}${fresh ? "" : "?already"}`;
        void leaveSheets().then(() => router.push(href));
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin.mutate({ storeId, category: category || null });
  };
  return (
    <form onSubmit={submit} className="grid gap-5">
      <p className="text-pretty text-soft">{t("count.openText")}</p>
      <StoreSelect label={t("store")} none={t("chooseStore")} required value={storeId} onChange={setStoreId} />
      <SelectField label={t("count.category")} value={category} onChange={(e) => setCategory(e.target.value)}>
        <option value="">{t("count.whole")}</option>
        {choices.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </SelectField>
      {begin.error ? <Notice tone="refused">{errorText(begin.error)}</Notice> : null}
      <Button type="submit" busy={begin.isPending || begin.isSuccess}>
        {t("count.begin")}
      </Button>
    </form>
  );
}
