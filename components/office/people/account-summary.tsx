"use client";
import { useTranslations } from "next-intl";
import { useInstants } from "@/components/i18n/use-instants";
import type { AccountSummary } from "@/server/shoppers/graph/schema";

/** A summary of an account: masked addresses, age, and its data. */
export function AccountLines({ account, role }: { account: AccountSummary; role: string }) {
  const t = useTranslations("shoppers");
  const { at } = useInstants();
  return (
    <div className="grid content-start gap-1">
      <p className="text-sm text-soft">{role}</p>
      <p className="font-medium">{account.contacts.join(" · ") || t("noContact")}</p>
      <p className="text-sm text-soft">
        {t("since", { date: at(account.since, { dateStyle: "medium" }) })}
        {account.lastSeenAt ? ` · ${t("lastSeen", { date: at(account.lastSeenAt, { dateStyle: "medium" }) })}` : ""}
      </p>
      <p className="text-sm text-soft">{t("has", { pickups: account.pickups, fittings: account.fittings })}</p>
    </div>
  );
}
