"use client";
import type { CartView } from "@/components/sync/hooks";

/** What can be done with a whole cart, under its total: the sheet and the page both show it. */
export function CartActions(_: { cart: CartView }) {
  return null;
}
