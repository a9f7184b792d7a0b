"use client";
import { useTranslations } from "next-intl";
import type { QuoteLine } from "@/server/orders/quote/schema";

/** The sentence for what is wrong with a line; empty when nothing is. */
export function useProblemText(): (line: QuoteLine) => string {
  const t = useTranslations("checkout.problem");
  return ({ problem, available, way }) => {
    if (problem === "OUT_OF_STOCK" && available <= 0 && way.kind === "deliver") return t("SOLD_OUT");
    return problem ? t(problem, { count: Math.max(available, 0) }) : "";
  };
}
