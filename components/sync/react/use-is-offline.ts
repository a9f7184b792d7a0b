"use client";
import { useSyncExternalStore } from "react";
import { useSyncStatus } from "@/components/sync/react/hooks";

const subscribe = (listener: () => void) => {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
};

/**
 * Whether the server is unreachable: it does not answer, or the browser reports offline (a browser without a shopper
 * has not tried).
 */
export function useIsOffline(): boolean {
  const { line } = useSyncStatus();
  const isDisconnected = useSyncExternalStore(
    subscribe,
    () => !navigator.onLine,
    () => false,
  );
  return isDisconnected || line !== "whole";
}
