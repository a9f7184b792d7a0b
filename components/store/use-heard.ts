"use client";
import { useEffect, useState } from "react";
import { useSyncStatus } from "@/components/sync/hooks";

const askEveryMs = 4_000;
const patienceMs = 3_000;
/** Silence from here on is said aloud. */
const silentSeconds = 8;

/**
 * Seconds since the server was last heard, asked every four: a queue on a wall must not look alive when it is not.
 * `away` is true when the live line is down or the silence is long.
 */
export function useHeard(): { seconds: number; away: boolean } {
  const { line } = useSyncStatus();
  const [heardAt, setHeardAt] = useState(() => Date.now());
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    let stopped = false;
    const ask = () =>
      fetch("/livez", { cache: "no-store", signal: AbortSignal.timeout(patienceMs) })
        .then((r) => r.ok && !stopped && setHeardAt(Date.now()))
        .catch(() => {});
    void ask();
    const asking = setInterval(ask, askEveryMs);
    const ticking = setInterval(() => setNow(Date.now()), 1_000);
    return () => {
      stopped = true;
      clearInterval(asking);
      clearInterval(ticking);
    };
  }, []);
  const seconds = Math.max(0, Math.round((now - heardAt) / 1_000));
  return { seconds, away: line !== "whole" || seconds >= silentSeconds };
}
