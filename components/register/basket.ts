"use client";
import { useEffect, useRef, useState } from "react";
import type { CartLineView } from "@/components/sync/react/hooks";
import type { FulfilmentMethod } from "@/server/cart/schema";

/** A line of the basket: one variant with one fulfilment. */
export type BasketLine = { id: string; variantId: string; quantity: number; way: FulfilmentMethod; lineKey?: string };

const storageKey = "selvedge-basket";
const maxQuantity = 99;

const isSameFulfilment = (a: FulfilmentMethod, b: FulfilmentMethod): boolean =>
  a.kind === b.kind && (a.kind !== "pickup" || b.kind !== "pickup" || a.storeId === b.storeId);

/** Adds a quantity to the line of the same variant and fulfilment, or a new line; a full line is unchanged. */
export function addLine(lines: BasketLine[], line: Omit<BasketLine, "id">): BasketLine[] {
  const known = lines.find(
    (l) => l.variantId === line.variantId && l.lineKey === line.lineKey && isSameFulfilment(l.way, line.way),
  );
  if (!known) return [...lines, { ...line, id: crypto.randomUUID() }];
  const quantity = Math.min(maxQuantity, known.quantity + line.quantity);
  if (quantity === known.quantity) return lines;
  return lines.map((l) => (l.id === known.id ? { ...l, quantity } : l));
}

/** Changes the fulfilment of a line; of a line partly in stock here, only the missing quantity changes. */
export function changeFulfilment(lines: BasketLine[], id: string, way: FulfilmentMethod, keepHere = 0): BasketLine[] {
  const line = lines.find((l) => l.id === id);
  if (!line) return lines;
  const keptQuantity = Math.min(keepHere, line.quantity - 1);
  if (keptQuantity <= 0) return lines.map((l) => (l.id === id ? { ...l, way } : l));
  const rest = { ...line, id: crypto.randomUUID(), way, quantity: line.quantity - keptQuantity };
  return lines.flatMap((l) => (l.id === id ? [{ ...l, quantity: keptQuantity }, rest] : [l]));
}

/** The customer's cart as basket lines: pickups in this store become in-store lines. */
export const toBasketLines = (lines: CartLineView[], storeId: string): Omit<BasketLine, "id">[] =>
  lines.map(({ variantId, quantity, lineKey, fulfilment }) => ({
    variantId,
    quantity,
    lineKey,
    way: fulfilment.kind === "pickup" && fulfilment.storeId === storeId ? { kind: "in_store" } : fulfilment,
  }));

function readStoredLines(): BasketLine[] {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? "[]") as BasketLine[];
  } catch {
    return [];
  }
}

/**
 * This tablet's basket, kept across a lock or a reload (variants and quantities only, no personal data). With `start`
 * it is a separate basket with these lines.
 */
export function useBasket(start?: { variantId: string; quantity: number }[]) {
  const isOwn = start !== undefined;
  const [lines, setLines] = useState<BasketLine[]>(() =>
    isOwn ? start.map((l) => ({ ...l, id: crypto.randomUUID(), way: { kind: "in_store" } })) : [],
  );
  const latest = useRef(lines);
  const [ready, setReady] = useState(isOwn);
  useEffect(() => {
    if (isOwn) return;
    latest.current = readStoredLines();
    setLines(latest.current);
    setReady(true);
  }, [isOwn]);
  /** Sets or updates the lines: scans come faster than renders. Returns whether they changed. */
  const set = (next: BasketLine[] | ((now: BasketLine[]) => BasketLine[])): boolean => {
    const before = latest.current;
    latest.current = typeof next === "function" ? next(before) : next;
    setLines(latest.current);
    if (!isOwn) sessionStorage.setItem(storageKey, JSON.stringify(latest.current));
    return latest.current !== before;
  };
  return { ready, lines, set };
}
export type Basket = ReturnType<typeof useBasket>;
