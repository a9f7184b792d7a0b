"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";

/** A page that failed: what it means, and one way on. */
export default function ShopError({ reset }: { error: Error; reset: () => void }) {
  const t = useTranslations("catalogue.failed");
  return <Empty title={t("title")} text={t("text")} action={<Button onClick={reset}>{t("again")}</Button>} />;
}
