"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import type { ParcelRow } from "@/server/orders/shipments/schema";
import type { LineSaid } from "./shipment-line";

const nothing: LineSaid = { found: false, missing: 0 };

/**
 * What is said of each line, kept here until the parcel is closed: then what is missing is told line by line and, with
 * something left, the parcel is packed. Stops where a manager has to confirm, and goes on with the approval.
 */
export function usePacking(parcel: ParcelRow, onPacked: (parcel: ParcelRow) => void) {
  const trpc = useTRPC();
  const [said, setSaid] = useState<Record<string, LineSaid>>({});
  const decline = useMutation(trpc.store.parcels.declineLine.mutationOptions());
  const pack = useMutation(trpc.store.parcels.pack.mutationOptions());
  const parcelId = parcel.id;
  const saidOf = (lineId: string) => said[lineId] ?? nothing;
  const open = parcel.lines.filter((l) => l.quantity > 0 && !saidOf(l.lineId).found && saidOf(l.lineId).missing === 0);
  const missing = parcel.lines.filter((l) => saidOf(l.lineId).missing > 0);
  const left = parcel.lines.reduce((sum, l) => sum + l.quantity - saidOf(l.lineId).missing, 0);
  const say = (lineId: string, line: LineSaid) => {
    decline.reset();
    setSaid((before) => ({ ...before, [lineId]: line }));
  };
  const close = async (approvalId?: string) => {
    let now: ParcelRow = parcel;
    try {
      for (const [i, { lineId }] of missing.entries()) {
        const quantity = saidOf(lineId).missing;
        const approved = i === 0 && approvalId ? { approvalId } : {};
        now = await decline.mutateAsync({ parcelId, lineId, quantity, ...approved });
        // Told: what is left of the line has been found.
        say(lineId, { found: true, missing: 0 });
      }
      if (now.status === "open") now = await pack.mutateAsync({ parcelId });
      onPacked(now);
    } catch {
      // The refusal stands in `error` or `unconfirmed`.
    }
  };
  const refusal = refusalOf(decline.error);
  const line = parcel.lines.find((l) => l.lineId === refusal?.details.subjectId);
  const unconfirmed =
    refusal?.code === "APPROVAL_NEEDED" && line ? { line, amountMinor: Number(refusal.details.amountMinor) } : null;
  return {
    ...{ saidOf, say, close, unconfirmed, forget: decline.reset, open: open.length, missing: missing.length, left },
    busy: decline.isPending || pack.isPending,
    error: unconfirmed ? null : (decline.error ?? pack.error),
  };
}
