"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useErrorText } from "@/components/i18n/use-error-text";
import { formatCode, type Scans, useScans } from "@/components/scans/scan-provider";
import { toAnswer } from "@/components/scans/use-code-scans";
import { variantTitle } from "@/components/sync/react/card-title";
import { useSyncStore } from "@/components/sync/react/provider";
import { useTRPC } from "@/components/trpc/client";
import type { PickupLineRow } from "@/server/orders/pickup/schema";
import { matchCode } from "@/server/platform/code";

/** Finds the items of a pickup by scans; `active` while it is picked by whoever holds the tablet. */
export function usePickScans(
  { id: pickupId, lines }: { id: string; lines: PickupLineRow[] },
  active: boolean,
  scanPiece: (line: PickupLineRow) => Promise<boolean>,
): Scans {
  const t = useTranslations("store.pick");
  const locale = useLocale();
  const errorText = useErrorText();
  const { cards } = useSyncStore();
  const queryClient = useQueryClient();
  const codes = useTRPC().pickups.store.listScanCodes.queryOptions(
    { pickupId },
    { staleTime: 600_000, networkMode: "always", retry: false },
  );
  useQuery(codes);
  const getName = (line: PickupLineRow) => {
    const card = cards.get("variants", line.variantId);
    return card ? variantTitle(card, locale) : t("found");
  };
  const find = async (text: string) => {
    const known = await queryClient.fetchQuery(codes);
    const fits = known.map((k) => ({ id: k.lineId, fit: Math.max(...k.codes.map((c) => matchCode(text, c)), 0) }));
    const best = Math.max(1, ...fits.map((f) => f.fit));
    const named = lines.filter((l) => fits.some((f) => f.id === l.id && f.fit === best));
    const open = named.filter((l) => l.status === "reserved");
    return (open.length > 0 ? open : named.slice(0, 1)).map((line) => ({
      key: line.id,
      name: getName(line),
      value: line,
    }));
  };
  const take = async (line: PickupLineRow) => {
    const answer = await toAnswer(
      scanPiece(line).then((isNew) => (isNew ? `${t("isFound")}: ${getName(line)}` : "")),
      errorText,
    );
    return answer.words ? answer : { tone: "refused" as const, words: t("already") };
  };
  return useScans(
    active
      ? { name: `pick ${pickupId}`, find, take, unknown: (text) => t("foreign", { code: formatCode(text) }) }
      : null,
  );
}
