"use client";
import { useEffect } from "react";
import { useSyncStore } from "./provider";

/** Keeps the product of this page on the device, for the page that is shown without a network. Renders nothing. */
export function ProductSeen({ productId }: { productId: string }) {
  const { cards } = useSyncStore();
  useEffect(() => {
    cards.saw(productId).catch(() => {});
  }, [cards, productId]);
  return null;
}
