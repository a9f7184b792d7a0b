"use client";
import { useEffect, useEffectEvent } from "react";
import { type FieldSnapshot, readField, writeField } from "./fields";
import { emptyKeyBuffer, processKey } from "./key-rules";
import type { ScanReading } from "./scan-queue";

/**
 * Listens to a hand scanner, which types like a keyboard, wherever the focus is. `onScan` gets the code and the
 * focused field, and returns the field's new value; null leaves the keys to the page.
 */
export function useHandScanner(
  onScan: (scanned: ScanReading, field: FieldSnapshot | null) => FieldSnapshot["value"] | null,
): void {
  const tell = useEffectEvent(onScan);
  useEffect(() => {
    let buffer = emptyKeyBuffer;
    let before: FieldSnapshot | null = null;
    let isScannerField = false;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      const result = processKey(buffer, {
        code: event.code,
        key: event.key,
        at: event.timeStamp,
        shiftKey: event.shiftKey,
        ctrlKey: event.ctrlKey,
        altKey: event.altKey,
        metaKey: event.metaKey,
        repeat: event.repeat,
      });
      buffer = result.heard;
      if (result.begins) before = readField();
      if (result.scan !== undefined) {
        const value = tell(result.scan, before);
        isScannerField = value !== null;
        if (before && value !== null) writeField({ ...before, value });
      }
      // The scanner's last key must not press the button, send the form or leave the field that has the focus. A space neither.
      const ends = result.tail || result.scan !== undefined;
      if (ends ? isScannerField : event.key === " " && buffer.text.length > 1 && !readField()) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    };
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, []);
}
