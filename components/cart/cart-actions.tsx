"use client";
import { ReserveCart } from "@/components/orders/reserve-cart";
import type { CartView } from "@/components/sync/hooks";

/** What can be done with a whole cart, under its total: the sheet and the page both show it. */
export function CartActions({ cart, onLeave }: { cart: CartView; onLeave?: () => void }) {
  return <ReserveCart cart={cart} {...(onLeave ? { onLeave } : {})} />;
}
