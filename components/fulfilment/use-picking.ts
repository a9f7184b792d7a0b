"use client";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import type { PickupLineStatus, StorePickupRow } from "@/server/orders/pickup/schema";

type LineStatuses = Record<string, PickupLineStatus>;

/** What was said of each line: held until the queue shows it, so that nothing flickers between answer and patch. */
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

/** The lines of a pick-up as they were said to be, how to say it, and what the server made of it. */
export function usePicking(pickup: StorePickupRow) {
  const trpc = useTRPC();
  const pickupId = pickup.id;
  const { lines, hold, drop } = useLineStatuses(pickup);
  const setLine = useMutation(trpc.pickups.store.setLine.mutationOptions({ onError: (_, { lineId }) => drop(lineId) }));
  const [scanned, setScanned] = useState<Record<string, number>>({});
  // Scans come faster than the screen is drawn.
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
  /** One more piece of a line, as scanned; the last one says that it is found. Gives false when all of it was found before. */
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
      // The line of the scanner says it.
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
