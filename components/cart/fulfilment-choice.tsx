"use client";
import { useTranslations } from "next-intl";
import { usePaymentSettings } from "@/components/orders/quote/use-payment-settings";
import { type CartLineView, useMutate } from "@/components/sync/react/hooks";
import type { CartFulfilment } from "@/server/cart/schema";

import { useStoreNames } from "./use-stores";

/**
 * The fulfilment of a cart line: delivery, or pickup in a store. `scope` as in `CartLine`. Where only stores take
 * payments, the store is chosen at the reservation.
 */
export function FulfilmentChoice({ line, title, scope }: { line: CartLineView; title: string; scope?: string }) {
  const t = useTranslations("cart");
  const mutate = useMutate();
  const stores = useStoreNames();
  const { fulfilment, lineKey } = line;
  const value = fulfilment.kind === "deliver" ? "deliver" : fulfilment.storeId;
  const move = (to: string) => {
    const target: CartFulfilment = to === "deliver" ? { kind: "deliver" } : { kind: "pickup", storeId: to };
    void mutate([{ name: "cart.move", args: { lineKey, to: target } }], scope);
  };
  const cards = usePaymentSettings()?.cards ?? true;
  if (!cards && !scope) return null;
  const unknown = value !== "deliver" && !stores.some((store) => store.id === value);
  return (
    <select
      aria-label={t("how", { title })}
      value={value}
      onChange={(event) => move(event.target.value)}
      className="-ml-1 [field-sizing:content] min-h-11 w-fit max-w-full rounded bg-transparent px-1 text-sm font-medium text-sage hover:bg-wash"
    >
      <option value="deliver">{t("deliver")}</option>
      {unknown ? (
        <option value={value}>{t("pickup", { store: t(stores.length > 0 ? "storeClosed" : "store") })}</option>
      ) : null}
      {stores.map((store) => (
        <option key={store.id} value={store.id}>
          {t("pickup", { store: `${store.name}, ${store.city}` })}
        </option>
      ))}
    </select>
  );
}
