"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { LastUpdated, OfflineNotice } from "./last-updated";

/** The top bar of a tablet's screen: back link, last update, and whether actions are possible. */
export function BackBar({ href = "/store" }: { href?: string }) {
  const t = useTranslations("store.pick");
  return (
    <>
      <div className="flex items-center justify-between gap-4">
        <Link
          href={href}
          className="inline-flex min-h-14 items-center pr-6 text-base underline-offset-4 hover:underline"
        >
          ← {t("back")}
        </Link>
        <LastUpdated />
      </div>
      <OfflineNotice />
    </>
  );
}
