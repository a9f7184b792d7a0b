import { useState } from "react";

type Line = { lineKey: string; variantId: string };
/** A line's place on the screen: `slot` stays when a change of fulfilment gives the line a new key. */
export type Slot = Line & { slot: string };

/**
 * Assigns slots to `lines` after those `before`: a line keeps its slot, a line that replaces another of the same
 * variant takes over its slot, new lines come last.
 */
export function assignSlots(before: Slot[], lines: Line[]): Slot[] {
  const fresh = lines.filter((line) => !before.some((s) => s.lineKey === line.lineKey));
  const kept = before.flatMap((slot) => {
    if (lines.some((line) => line.lineKey === slot.lineKey)) return [slot];
    const successor = fresh.findIndex((line) => line.variantId === slot.variantId);
    return successor < 0
      ? []
      : fresh.splice(successor, 1).map(({ lineKey, variantId }) => ({ ...slot, lineKey, variantId }));
  });
  const taken = new Set(kept.map((s) => s.slot));
  const last = fresh.map(({ lineKey, variantId }) => {
    const slot = taken.has(lineKey) ? `${lineKey}:${before.length}:${lines.length}` : lineKey;
    return { slot, lineKey, variantId };
  });
  return [...kept, ...last];
}

/**
 * The lines in the order in which they first appeared, each with its `slot` as React key: focus and place survive a
 * move.
 */
export function useSlots<L extends Line>(lines: L[]): { slot: string; line: L }[] {
  const [slots, setSlots] = useState<Slot[]>([]);
  const next = assignSlots(slots, lines);
  if (next.map((s) => s.lineKey).join() !== slots.map((s) => s.lineKey).join()) setSlots(next);
  return next.flatMap(({ slot, lineKey }) => {
    const line = lines.find((l) => l.lineKey === lineKey);
    return line ? [{ slot, line }] : [];
  });
}
