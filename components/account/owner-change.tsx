"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { getCurrentOwner, isSamePerson, type Owner } from "@/components/sync/engine/registry";
import { useOwner } from "@/components/sync/react/hooks";

/** Hides a page that the browser caches (bfcache), and shows it again only to its owner. */
function useGuardedReturn(shown: React.RefObject<Owner | null>): void {
  useEffect(() => {
    const page = document.documentElement;
    const leave = ({ persisted }: PageTransitionEvent) => {
      if (persisted) page.hidden = true;
    };
    const comeBack = async ({ persisted }: PageTransitionEvent) => {
      if (!persisted) return;
      const owner = await getCurrentOwner("shop").catch(() => null);
      if (owner?.id === shown.current?.id) page.hidden = false;
      else location.reload();
    };
    const back = (event: PageTransitionEvent) => void comeBack(event);
    addEventListener("pagehide", leave);
    addEventListener("pageshow", back);
    return () => {
      removeEventListener("pagehide", leave);
      removeEventListener("pageshow", back);
    };
  }, [shown]);
}

/** Clears cached queries as soon as the browser's owner changes. */
export function OwnerChange() {
  const { owner } = useOwner();
  const queryClient = useQueryClient();
  const shown = useRef<Owner | null>(null);
  useGuardedReturn(shown);
  useEffect(() => {
    const before = shown.current;
    shown.current = owner;
    if (!isSamePerson(before, owner)) void queryClient.resetQueries();
  }, [owner, queryClient]);
  return null;
}
