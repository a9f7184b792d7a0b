"use client";
import { useState } from "react";
import { allowedReasons } from "@/server/inventory/transfers/rules";
import type { DifferenceReason, ReceiveTransfer, TransferView } from "@/server/inventory/transfers/schema";

/** What was counted of one article so far, and why it differs. */
export type ReceivedLine = { received: number; difference: DifferenceReason | null };

/** The shortage of a transfer, summed per line: a surplus of one line does not offset another. */
export const getMissing = (transfer: TransferView, counted: { variantId: string; received: number | null }[]): number =>
  transfer.lines.reduce((sum, { variantId, sent }) => {
    const received = counted.find((l) => l.variantId === variantId)?.received ?? 0;
    return sum + Math.max(0, sent - received);
  }, 0);

/** The counted quantities of a transfer; an untouched line is uncounted. */
export function useCountingIn({ id, lines }: TransferView) {
  const [key] = useState(() => crypto.randomUUID());
  const [counted, setCounted] = useState<Record<string, ReceivedLine>>({});
  const sentOf = (variantId: string) => lines.find((l) => l.variantId === variantId)?.sent ?? 0;
  // Scans come faster than renders: each increments the latest state.
  const set = (variantId: string, pieces: number | ((now: number) => number), why?: DifferenceReason) =>
    setCounted((before) => {
      const received = typeof pieces === "number" ? pieces : pieces(before[variantId]?.received ?? 0);
      const reasons = allowedReasons(sentOf(variantId), received);
      const wanted = why ?? before[variantId]?.difference;
      const difference = reasons.find((r) => r === wanted) ?? reasons[0] ?? null;
      return { ...before, [variantId]: { received, difference } };
    });
  const left = lines.filter((l) => !counted[l.variantId]).length;
  const input: ReceiveTransfer | null =
    left > 0
      ? null
      : {
          key,
          transferId: id,
          lines: lines.map(({ variantId, sent }) => ({
            variantId,
            ...(counted[variantId] ?? { received: sent, difference: null }),
          })),
        };
  return {
    counted,
    left,
    /** The input once every line is counted; null before. */
    input,
    set,
    /** One more item of an article, as scanned. */
    scan: (variantId: string) => set(variantId, (now) => now + 1),
    everything: () => {
      for (const { variantId, sent } of lines) set(variantId, sent);
    },
  };
}
