"use client";
import { useInstants } from "@/components/i18n/use-instants";

/** Formats an instant for stock documents. */
export function useWhen(): (iso: string) => string {
  const { at } = useInstants();
  return (iso) => at(iso, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}
