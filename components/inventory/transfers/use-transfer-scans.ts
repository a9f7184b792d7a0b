"use client";
import { useTranslations } from "next-intl";
import { formatCode, type Scans } from "@/components/scans/scan-provider";
import { useItemScans } from "@/components/scans/use-item-scans";
import type { TransferView } from "@/server/inventory/transfers/schema";

/** Counts a transfer in by scans: each code adds one item. */
export function useTransferScans({ lines }: TransferView, onPiece: (variantId: string) => void): Scans {
  const t = useTranslations("stock.transfer");
  const says = useTranslations("scans");
  const isOfIt = ({ variantId }: { variantId: string }) => lines.some((l) => l.variantId === variantId);
  return useItemScans(
    null,
    (card, name) => {
      if (!isOfIt(card)) return { tone: "refused", words: t("foreign", { code: formatCode(name) }) };
      onPiece(card.variantId);
      return { tone: "done", words: says("added", { name }) };
    },
    isOfIt,
  );
}
