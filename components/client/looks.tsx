"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useInstants } from "@/components/i18n/use-instants";
import { useTRPC } from "@/components/trpc/client";

/** When stores looked at this shopper's things: the shopper's reading of the audit trail. */
export function Looks() {
  const t = useTranslations("account.looks");
  const trpc = useTRPC();
  const { at } = useInstants();
  const looks = useQuery(trpc.client.looks.queryOptions());
  return (
    <section className="grid gap-2">
      <h2 className="font-serif text-2xl">{t("title")}</h2>
      {looks.data?.length === 0 ? <p className="text-soft">{t("none")}</p> : null}
      <ul>
        {looks.data?.map((look) => (
          <li key={look.id} className="flex justify-between gap-4 border-b border-hairline py-2 text-sm">
            <span>{t("look", { consultant: look.consultant, store: look.storeName })}</span>
            <time dateTime={look.at} className="whitespace-nowrap text-soft tabular">
              {at(look.at, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" })}
            </time>
          </li>
        ))}
      </ul>
    </section>
  );
}
