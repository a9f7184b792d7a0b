"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import type { ShipmentRow } from "@/server/orders/shipments/schema";
import type { LineResult } from "./shipment-line";

const noResult: LineResult = { found: false, missing: 0 };

/**
 * The picked result of each line, kept here until the shipment is closed: then shortages are reported line by line
 * and the rest is packed. Stops where a manager has to approve, and continues with the approval.
 */
export function usePacking(shipment: ShipmentRow, onPacked: (shipment: ShipmentRow) => void) {
  const trpc = useTRPC();
  const [results, setSaid] = useState<Record<string, LineResult>>({});
  const decline = useMutation(trpc.shipments.store.declineLine.mutationOptions());
  const pack = useMutation(trpc.shipments.store.pack.mutationOptions());
  const parcelId = shipment.id;
  const getResult = (lineId: string) => results[lineId] ?? noResult;
  const open = shipment.lines.filter(
    (l) => l.quantity > 0 && !getResult(l.lineId).found && getResult(l.lineId).missing === 0,
  );
  const missing = shipment.lines.filter((l) => getResult(l.lineId).missing > 0);
  const left = shipment.lines.reduce((sum, l) => sum + l.quantity - getResult(l.lineId).missing, 0);
  const setResult = (lineId: string, line: LineResult) => {
    decline.reset();
    setSaid((before) => ({ ...before, [lineId]: line }));
  };
  const close = async (approvalId?: string) => {
    let now: ShipmentRow = shipment;
    try {
      for (const [i, { lineId }] of missing.entries()) {
        const quantity = getResult(lineId).missing;
        const approved = i === 0 && approvalId ? { approvalId } : {};
        now = await decline.mutateAsync({ parcelId, lineId, quantity, ...approved });
        // Reported: the rest of the line is found.
        setResult(lineId, { found: true, missing: 0 });
      }
      if (now.status === "open") now = await pack.mutateAsync({ parcelId });
      onPacked(now);
    } catch {
      // The refusal stands in `error` or `unconfirmed`.
    }
  };
  const refusal = refusalOf(decline.error);
  const line = shipment.lines.find((l) => l.lineId === refusal?.details.subjectId);
  const unconfirmed =
    refusal?.code === "APPROVAL_NEEDED" && line ? { line, amountMinor: Number(refusal.details.amountMinor) } : null;
  return {
    saidOf: getResult,
    say: setResult,
    close,
    unconfirmed,
    forget: decline.reset,
    open: open.length,
    missing: missing.length,
    left,
    busy: decline.isPending || pack.isPending,
    error: unconfirmed ? null : (decline.error ?? pack.error),
  };
}
