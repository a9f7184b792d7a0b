"use client";
import { useTranslations } from "next-intl";
import { Link } from "@/components/i18n/navigation";

/** The link from the account to the privacy page. */
export function PrivacyLink() {
  const t = useTranslations("account.privacyLink");
  return (
    <section className="grid gap-1">
      <h2 className="font-serif text-2xl">{t("title")}</h2>
      <p className="text-pretty text-soft">{t("text")}</p>
      <Link href="/account/privacy" className="min-h-11 content-center justify-self-start underline underline-offset-4">
        {t("open")}
      </Link>
    </section>
  );
}
