"use client";
import { useEffect, useRef } from "react";

/** A scanner types faster than this between two characters; people do not. */
const gapMs = 60;
const shortest = 4;

/**
 * Hears a hardware scanner, which types its code like a keyboard and ends with Enter, wherever the focus is except in a
 * field (there the code arrives as text).
 */
export function useHandScanner(onCode: (code: string) => void): void {
  const latest = useRef(onCode);
  useEffect(() => {
    latest.current = onCode;
  });
  useEffect(() => {
    let typed = "";
    let last = 0;
    const hear = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.timeStamp - last > gapMs) typed = "";
      last = event.timeStamp;
      if (event.key === "Enter") {
        if (typed.length < shortest) return;
        // The scanner's Enter must not press the button that happens to have the focus.
        event.preventDefault();
        latest.current(typed);
        typed = "";
      } else if (event.key.length === 1) typed += event.key;
    };
    window.addEventListener("keydown", hear, true);
    return () => window.removeEventListener("keydown", hear, true);
  }, []);
}
