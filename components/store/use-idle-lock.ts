"use client";
import { useEffect, useEffectEvent, useState } from "react";
import { screenLockSeconds, touchEverySeconds } from "@/server/access/rules";

const storageKey = "selvedge-touched";
const readLastTouch = () => Number(localStorage.getItem(storageKey) ?? 0);
const touch = () => localStorage.setItem(storageKey, String(Date.now()));

/**
 * Counts down since the last touch, also over a reload and a sleep; calls `onIdle` at zero, and `onTouched` every few
 * seconds while the tablet is used, with how many seconds ago the last touch was. Returns the seconds left.
 */
export function useIdleLock(onIdle: () => void, onTouched: (ago: number) => void): number {
  const [left, setLeft] = useState(screenLockSeconds);
  const idle = useEffectEvent(onIdle);
  const touched = useEffectEvent(onTouched);
  useEffect(() => {
    // No mark: the shift has just begun in this tab.
    if (!readLastTouch()) touch();
    let done = false;
    let lastAnnounced = readLastTouch();
    let toldAt = Date.now();
    const tick = () => {
      const now = Date.now();
      const last = readLastTouch();
      const seconds = Math.max(0, screenLockSeconds - Math.floor((now - last) / 1000));
      setLeft(seconds);
      if (done) return;
      if (seconds === 0) {
        done = true;
        idle();
      } else if (last > lastAnnounced && now - toldAt >= touchEverySeconds * 1000) {
        [lastAnnounced, toldAt] = [last, now];
        touched(Math.min(10, (now - last) / 1000));
      }
    };
    tick();
    const timer = setInterval(tick, 1000);
    const events = ["pointerdown", "keydown", "wheel"] as const;
    for (const name of events) window.addEventListener(name, touch, { passive: true });
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      for (const name of events) window.removeEventListener(name, touch);
      document.removeEventListener("visibilitychange", tick);
      localStorage.removeItem(storageKey);
    };
  }, []);
  return left;
}
