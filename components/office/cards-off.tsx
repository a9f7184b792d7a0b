"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/trpc/client";

/** A notice that card payments are disabled or in test mode; nothing while unknown. */
export function CardsOff() {
  const t = useTranslations("office.cards");
  const { data } = useQuery(useTRPC().payments.getSettings.queryOptions());
  if (!data || (data.cards && !data.testMode)) return null;
  return (
    <p role="note" className="border-l-2 border-ochre bg-ochre-wash px-4 py-3 text-ochre">
      {t(data.cards ? "test" : "off")}
    </p>
  );
}
