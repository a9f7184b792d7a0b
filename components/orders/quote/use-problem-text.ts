"use client";
import { useTranslations } from "next-intl";
import type { QuoteLine } from "@/server/orders/quote/schema";

/** The text of a line's problem; empty when it has none. */
export function useProblemText(): (line: QuoteLine) => string {
  const t = useTranslations("checkout.problem");
  return ({ problem, available, way }) => {
    if (problem === "OUT_OF_STOCK" && available <= 0 && way.kind === "deliver") return t("SOLD_OUT");
    return problem ? t(problem, { count: Math.max(available, 0) }) : "";
  };
}
