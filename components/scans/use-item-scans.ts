"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { variantTitle } from "@/components/sync/react/card-title";
import { useTRPC } from "@/components/trpc/client";
import type { VariantCard } from "@/server/catalogue/schema";
import { formatMoney } from "@/server/platform/money";
import { type Scans, useScans } from "./scan-provider";
import type { ScanAnswer } from "./scan-queue";

/**
 * Makes a screen take items by their codes. `name` identifies the screen across a reload; null where earlier scans are lost
 * with it. `among` lists the items it is about: of several that share a code only those are offered.
 */
export function useItemScans(
  name: string | null,
  take: (card: VariantCard, name: string, scanId: string) => ScanAnswer | Promise<ScanAnswer>,
  among: (card: VariantCard) => boolean = () => true,
): Scans {
  const locale = useLocale();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useScans<VariantCard>({
    name,
    find: async (text) => {
      // Asked at once also without a network: the scan then waits where it is seen, not in a queue of requests.
      const cards = await queryClient.fetchQuery(
        trpc.catalogue.findVariantsByCode.queryOptions(
          { code: text.slice(0, 200) },
          { staleTime: 60_000, networkMode: "always", retry: false },
        ),
      );
      const fitting = cards.filter(among);
      return (fitting.length > 0 ? fitting : cards).map((card) => ({
        key: card.variantId,
        name: variantTitle(card, locale),
        note: formatMoney(card.price, locale),
        value: card,
      }));
    },
    take: (card, scanId) => take(card, variantTitle(card, locale), scanId),
  });
}
