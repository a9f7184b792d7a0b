"use client";
import { useEffect, useEffectEvent } from "react";
import { type FieldBefore, readField, writeField } from "./fields";
import { hearKey, nothingHeard } from "./key-rules";
import type { Scanned } from "./scan-queue";

/**
 * Hears a hand scanner, which types like a keyboard, wherever the cursor is. `onScan` gets the code and the field it was typed
 * into, and gives what that field shall hold then; null leaves the keys to the page.
 */
export function useHandScanner(
  onScan: (scanned: Scanned, field: FieldBefore | null) => FieldBefore["value"] | null,
): void {
  const tell = useEffectEvent(onScan);
  useEffect(() => {
    let heard = nothingHeard;
    let before: FieldBefore | null = null;
    let isOurs = false;
    const hear = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      const told = hearKey(heard, {
        code: event.code,
        key: event.key,
        at: event.timeStamp,
        shiftKey: event.shiftKey,
        ctrlKey: event.ctrlKey,
        altKey: event.altKey,
        metaKey: event.metaKey,
        repeat: event.repeat,
      });
      heard = told.heard;
      if (told.begins) before = readField();
      if (told.scan !== undefined) {
        const value = tell(told.scan, before);
        isOurs = value !== null;
        if (before && value !== null) writeField({ ...before, value });
      }
      // The scanner's last key must not press the button, send the form or leave the field that has the focus. A space neither.
      const ends = told.tail || told.scan !== undefined;
      if (ends ? isOurs : event.key === " " && heard.text.length > 1 && !readField()) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    };
    window.addEventListener("keydown", hear, true);
    return () => window.removeEventListener("keydown", hear, true);
  }, []);
}
