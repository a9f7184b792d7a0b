"use client";
import { useFreshEntities, useSyncStatus } from "@/components/sync/react/hooks";
import { useShift } from "./use-shift";

/**
 * The store's rows of `entity`. What this tablet kept from before is not shown as the present: until the server was heard
 * there are none, unless it cannot be reached; then they are shown, and nothing can be begun (`fresh` false).
 */
export function useStoreRows<Row>(entity: string): { ready: boolean; fresh: boolean; rows: Row[] } {
  const { storeId } = useShift();
  const { fresh, rows } = useFreshEntities<Row>(entity, storeId);
  const { line } = useSyncStatus();
  const ready = fresh || line !== "whole";
  return { ready, fresh, rows: ready ? rows : [] };
}
