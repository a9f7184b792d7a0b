"use client";
import { useEffect } from "react";
import { useSyncStore } from "./provider";

/** Keeps the product of this page on the device, for the page that is shown without a network. Renders nothing. */
export function RecordProductView({ productId }: { productId: string }) {
  const { cards } = useSyncStore();
  useEffect(() => {
    cards.recordView(productId).catch(() => {});
  }, [cards, productId]);
  return null;
}
