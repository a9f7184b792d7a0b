"use client";
import { useEffect, useState } from "react";
import { useSyncStatus } from "@/components/sync/react/hooks";
import { useSession, useSyncStore } from "@/components/sync/react/provider";

/** From here on the silence is announced. */
const maxSilenceSeconds = 8;

/**
 * Seconds since the server last confirmed that this screen is current (each ping of the stream does): a stale queue
 * must not look live. `fresh` is false until the first proof since the surface was opened; `away` is true when the
 * live line is down or the silence is long.
 */
export function useLastContact(): { seconds: number; fresh: boolean; away: boolean } {
  const { session } = useSyncStore();
  const { fresh } = useSession();
  const { line } = useSyncStatus();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const openedAt = Date.now();
    // Asked here, not while rendering: there the compiler keeps what a method answered for as long as its object is the same.
    const count = () => setSeconds(Math.max(0, Math.round((Date.now() - (session.confirmedAt() ?? openedAt)) / 1_000)));
    const ticking = setInterval(count, 1_000);
    return () => clearInterval(ticking);
  }, [session]);
  return { seconds, fresh, away: line !== "whole" || seconds >= maxSilenceSeconds };
}
