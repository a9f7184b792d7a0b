"use client";
import { useFreshEntities, useSyncStatus } from "@/components/sync/react/hooks";
import { useShift } from "./use-shift";

/**
 * The store's rows of `entity`. Cached rows are not shown as current: there are none until the first contact, unless
 * the server is unreachable; then they are shown and nothing can be started (`fresh` false).
 */
export function useStoreRows<Row>(entity: string): { ready: boolean; fresh: boolean; rows: Row[] } {
  const { storeId } = useShift();
  const { fresh, rows } = useFreshEntities<Row>(entity, storeId);
  const { line } = useSyncStatus();
  const ready = fresh || line !== "whole";
  return { ready, fresh, rows: ready ? rows : [] };
}
