"use client";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { useTRPC } from "@/components/trpc/client";
import type { PickupLineStatus, StorePickupRow } from "@/server/orders/pickup/schema";

type Said = Record<string, PickupLineStatus>;

/** What was said of each line: held until the queue shows it, so that nothing flickers between answer and patch. */
function useSaid(pickup: StorePickupRow) {
  const [said, setSaid] = useState<Said>({});
  const kept = Object.entries(said).filter(([id, status]) =>
    pickup.lines.some((line) => line.id === id && line.status !== status),
  );
  if (kept.length < Object.keys(said).length) setSaid(Object.fromEntries(kept));
  const lines = pickup.lines.map((line) => ({ ...line, status: said[line.id] ?? line.status }));
  const hold = (lineId: string, status: PickupLineStatus) => setSaid((before) => ({ ...before, [lineId]: status }));
  const drop = (lineId: string) => setSaid(({ [lineId]: _, ...others }) => others);
  return { lines, hold, drop };
}

/** The lines of a pick-up as they were said to be, how to say it, and what the server made of it. */
export function usePicking(pickup: StorePickupRow) {
  const trpc = useTRPC();
  const pickupId = pickup.id;
  const { lines, hold, drop } = useSaid(pickup);
  const setLine = useMutation(trpc.store.pickup.setLine.mutationOptions({ onError: (_, { lineId }) => drop(lineId) }));
  const [scanned, setScanned] = useState<Record<string, number>>({});
  // Scans come faster than the screen is drawn.
  const pieces = useRef<Record<string, number>>({});
  const count = (lineId: string, found: number) => {
    pieces.current = { ...pieces.current, [lineId]: found };
    setScanned(pieces.current);
  };
  const say = (lineId: string, status: PickupLineStatus, approvalId?: string) => {
    if (status === "reserved") count(lineId, 0);
    hold(lineId, status);
    setLine.mutate({ pickupId, lineId, status, ...(approvalId ? { approvalId } : {}) });
  };
  /** One more piece of a line, as scanned; the last one says that it is found. Gives false when all of it was found before. */
  const scanPiece = async ({ id: lineId, quantity, status }: (typeof lines)[number]): Promise<boolean> => {
    const found = (pieces.current[lineId] ?? 0) + 1;
    if (status !== "reserved" || found > quantity) return false;
    count(lineId, found);
    if (found < quantity) return true;
    hold(lineId, "picked");
    try {
      await setLine.mutateAsync({ pickupId, lineId, status: "picked" });
    } catch (error) {
      count(lineId, found - 1);
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
  return { lines, say, scanned, scanPiece, error: setLine.error, unconfirmed, forget: setLine.reset };
}
