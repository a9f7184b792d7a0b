"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useInstants } from "@/components/i18n/use-instants";
import { useTRPC } from "@/components/trpc/client";
import { useOfficeMe } from "./use-office-me";

/** A notice to administrators that there is no backup, or none of the last day; nothing while unknown. */
export function BackupNotice() {
  const t = useTranslations("office.backup");
  const { at } = useInstants();
  const formatWhen = (instant: string) =>
    at(instant, { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
  const isAdmin = useOfficeMe().role === "admin";
  const { data } = useQuery(useTRPC().backups.office.getState.queryOptions(undefined, { enabled: isAdmin }));
  if (!data || data.state === "good") return null;
  const isOld = data.state === "old";
  return (
    <p
      role={isOld ? "alert" : "note"}
      className={`border-l-2 px-4 py-3 ${isOld ? "border-ochre bg-ochre-wash text-ochre" : "border-hairline text-soft"}`}
    >
      {isOld && data.point ? t("old", { when: formatWhen(data.point) }) : t("never")}
      {data.failure ? ` ${t(`failure.${data.failure}`)}` : null}
    </p>
  );
}
