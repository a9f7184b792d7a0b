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
 * Whether the store cannot be asked now: the server does not answer, or the browser says that it has no network (a browser
 * that is nobody yet has not tried).
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
