"use client";
import { useInstants } from "@/components/i18n/use-instants";

/** Gives a moment as documents of stock tell it. */
export function useWhen(): (iso: string) => string {
  const { at } = useInstants();
  return (iso) => at(iso, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}
