"use client";
import { useTranslations } from "next-intl";
import { useInstants } from "@/components/i18n/use-instants";
import type { AccountSummary } from "@/server/shoppers/graph/schema";

/** A summary of an account: masked addresses, age, and its data. */
export function AccountLines({ account, role }: { account: AccountSummary; role: string }) {
  const t = useTranslations("shoppers");
  const { at } = useInstants();
  const formatDay = (instant: string) => at(instant, { day: "numeric", month: "short", year: "numeric" });
  return (
    <div className="grid content-start gap-1">
      <p className="text-sm text-soft">{role}</p>
      <p className="font-medium">{account.contacts.join(" · ") || t("noContact")}</p>
      <p className="text-sm text-soft">
        {t("since", { date: formatDay(account.since) })}
        {account.lastSeenAt ? ` · ${t("lastSeen", { date: formatDay(account.lastSeenAt) })}` : ""}
      </p>
      <p className="text-sm text-soft">{t("has", { pickups: account.pickups, fittings: account.fittings })}</p>
    </div>
  );
}
