"use client";
import { useTranslations } from "next-intl";
import { BackBar } from "@/components/store/back-bar";
import { SaleForm } from "./sale-form";

/** The tablet's Sell screen. */
export function SellPage() {
  const t = useTranslations("register.sell");
  return (
    <main id="main" className="min-h-[calc(100dvh-65px)] bg-paper px-6 py-4">
      <BackBar />
      <h1 className="mb-4 font-serif text-4xl">{t("title")}</h1>
      <SaleForm />
    </main>
  );
}
