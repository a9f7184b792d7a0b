"use client";
import { useEffect, useEffectEvent, useState } from "react";
import { idleLockSeconds } from "@/server/identity/staff/rules";

const storageKey = "selvedge-touched";
const read = () => Number(localStorage.getItem(storageKey) ?? 0);
const touch = () => localStorage.setItem(storageKey, String(Date.now()));

/** Counts down since the last touch, also over a reload and a sleep; calls `onIdle` at zero. Returns the seconds left. */
export function useIdleLock(onIdle: () => void): number {
  const [left, setLeft] = useState(idleLockSeconds);
  const idle = useEffectEvent(onIdle);
  useEffect(() => {
    // No mark: the shift has just begun in this tab.
    if (!read()) touch();
    let done = false;
    const tick = () => {
      const seconds = Math.max(0, idleLockSeconds - Math.floor((Date.now() - read()) / 1000));
      setLeft(seconds);
      if (seconds > 0 || done) return;
      done = true;
      idle();
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
