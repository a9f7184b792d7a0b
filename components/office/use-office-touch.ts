"use client";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { useTRPC } from "@/components/trpc/client";

const touchIntervalMs = 60_000;

/** Renews the office session at most once a minute while the screen is used; idle sessions expire. */
export function useOfficeTouch(): void {
  const trpc = useTRPC();
  const touch = useMutation(trpc.staff.office.extendSession.mutationOptions());
  const tell = useEffectEvent(() => touch.mutate());
  useEffect(() => {
    let touchedAt = Date.now();
    const used = () => {
      if (Date.now() - touchedAt < touchIntervalMs) return;
      touchedAt = Date.now();
      tell();
    };
    const events = ["pointerdown", "keydown", "wheel"] as const;
    for (const name of events) window.addEventListener(name, used, { passive: true });
    return () => {
      for (const name of events) window.removeEventListener(name, used);
    };
  }, []);
}
