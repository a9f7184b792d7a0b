"use client";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import type { PickupLineStatus, StorePickupRow } from "@/server/orders/pickup/schema";

type LineStatuses = Record<string, PickupLineStatus>;

/**
 * The reported result of each line: kept until the queue shows it, so that nothing flickers between response and
 * patch.
 */
function useLineStatuses(pickup: StorePickupRow) {
  const [statuses, setStatuses] = useState<LineStatuses>({});
  const heldStatuses = Object.entries(statuses).filter(([id, status]) =>
    pickup.lines.some((line) => line.id === id && line.status !== status),
  );
  if (heldStatuses.length < Object.keys(statuses).length) setStatuses(Object.fromEntries(heldStatuses));
  const lines = pickup.lines.map((line) => ({ ...line, status: statuses[line.id] ?? line.status }));
  const hold = (lineId: string, status: PickupLineStatus) => setStatuses((before) => ({ ...before, [lineId]: status }));
  const drop = (lineId: string) => setStatuses(({ [lineId]: _, ...others }) => others);
  return { lines, hold, drop };
}

/** Acts on one pickup reach the server one after another: "Ready" must not overtake the line found just before. */
export const pickingScope = (pickupId: string) => ({ scope: { id: `pickup-${pickupId}` } });

/** The reported lines of a pickup, how to report one, and the server's error. */
export function usePicking(pickup: StorePickupRow) {
  const trpc = useTRPC();
  const pickupId = pickup.id;
  const { lines, hold, drop } = useLineStatuses(pickup);
  const setLine = useMutation({
    ...trpc.pickups.store.setLine.mutationOptions({ onError: (_, { lineId }) => drop(lineId) }),
    ...pickingScope(pickupId),
  });
  const [scanned, setScanned] = useState<Record<string, number>>({});
  // Scans come faster than renders.
  const pieces = useRef<Record<string, number>>({});
  const setScannedCount = (lineId: string, found: number) => {
    pieces.current = { ...pieces.current, [lineId]: found };
    setScanned(pieces.current);
  };
  const setStatus = (lineId: string, status: PickupLineStatus, approvalId?: string) => {
    if (status === "reserved") setScannedCount(lineId, 0);
    hold(lineId, status);
    setLine.mutate({ pickupId, lineId, status, ...(approvalId ? { approvalId } : {}) });
  };
  /**
   * Counts one more scanned item of a line; the last one reports the line as found. Returns false when it was
   * complete before.
   */
  const scanItem = async ({ id: lineId, quantity, status }: (typeof lines)[number]): Promise<boolean> => {
    const found = (pieces.current[lineId] ?? 0) + 1;
    if (status !== "reserved" || found > quantity) return false;
    setScannedCount(lineId, found);
    if (found < quantity) return true;
    hold(lineId, "picked");
    try {
      await setLine.mutateAsync({ pickupId, lineId, status: "picked" });
    } catch (error) {
      setScannedCount(lineId, found - 1);
      // The scan feedback shows it.
      setLine.reset();
      throw error;
    }
    return true;
  };
  const refusal = refusalOf(setLine.error);
  const unconfirmed =
    refusal?.code === "APPROVAL_NEEDED"
      ? {
          line: pickup.lines.find((l) => l.id === refusal.details.subjectId),
          worth: Number(refusal.details.amountMinor),
        }
      : null;
  return {
    lines,
    say: setStatus,
    scanned,
    scanPiece: scanItem,
    error: setLine.error,
    unconfirmed,
    forget: setLine.reset,
  };
}
