"use client";
import { useTranslations } from "next-intl";
import { FulfilmentChoice } from "@/components/cart/fulfilment-choice";
import { useStoreNames } from "@/components/cart/use-stores";
import { OrderItem, useVariantCard } from "@/components/orders/order-item";
import { useProblemText } from "@/components/orders/quote/use-problem-text";
import { useVariantTitle } from "@/components/orders/quote/use-variant-title";
import { quantityIn, useAvailability } from "@/components/stores/availability";
import { type CartLineView, useMutate } from "@/components/sync/react/hooks";
import { buttonClass } from "@/components/ui/button";
import type { QuoteLine, QuoteProblem } from "@/server/orders/quote/schema";

/** One line of the quote: item, quantity, fulfilment (changed in place) and its problem. */
export function CheckoutLine({ line, inCart }: { line: QuoteLine; inCart: CartLineView | undefined }) {
  const title = useVariantTitle()(line);
  return (
    <li
      className="border-b border-hairline py-4 last:border-b-0"
      data-variant={line.variantId}
      data-problem={line.problem ?? undefined}
    >
      <OrderItem variantId={line.variantId} quantity={line.quantity} price={line.price}>
        {inCart ? <FulfilmentChoice line={inCart} title={title} /> : null}
        {line.problem && inCart ? <LineProblem line={line} inCart={inCart} title={title} /> : null}
      </OrderItem>
    </li>
  );
}

type LineProblemProps = { line: QuoteLine; inCart: CartLineView; title: string };

/** Problems that a change of fulfilment cannot solve. */
const unfixableProblems: QuoteProblem[] = ["UNKNOWN_VARIANT", "OTHER_CURRENCY"];

/** The problem of a line with its possible fixes, one tap each. */
function LineProblem({ line, inCart, title }: LineProblemProps) {
  const t = useTranslations("checkout.problem");
  const problemText = useProblemText();
  const mutate = useMutate();
  const { lineKey, quantity } = inCart;
  const { problem, available, way } = line;
  if (!problem) return null;
  const small = buttonClass({ variant: "outline", size: "small" });
  const moveLine = (storeId: string | null) =>
    void mutate([
      { name: "cart.move", args: { lineKey, to: storeId ? { kind: "pickup", storeId } : { kind: "deliver" } } },
    ]);
  return (
    <fieldset
      aria-label={title}
      className="mt-1 grid gap-2 border-l-2 border-thread bg-thread-wash px-3 py-2.5 max-md:-ml-20"
    >
      <p className="text-sm">{problemText(line)}</p>
      <div className="flex flex-wrap gap-2">
        {problem === "OUT_OF_STOCK" && available > 0 ? (
          <button
            type="button"
            className={small}
            onClick={() => void mutate([{ name: "cart.set", args: { lineKey, quantity: available } }])}
          >
            {t("take", { count: available })}
          </button>
        ) : null}
        {!unfixableProblems.includes(problem) ? <OtherStores line={line} className={small} onMove={moveLine} /> : null}
        {way.kind === "pickup" && !unfixableProblems.includes(problem) ? (
          <button type="button" className={small} onClick={() => moveLine(null)}>
            {t("deliver")}
          </button>
        ) : null}
        <button
          type="button"
          className={small}
          onClick={() => void mutate([{ name: "cart.remove", args: { lineKey, seenQuantity: quantity } }])}
        >
          {t("remove")}
        </button>
      </div>
    </fieldset>
  );
}

/** The nearest other store that has all the items of the line. */
function OtherStores({
  line,
  className,
  onMove,
}: {
  line: QuoteLine;
  className: string;
  onMove: (id: string) => void;
}) {
  const t = useTranslations("checkout.problem");
  const card = useVariantCard(line.variantId);
  const { data } = useAvailability(card?.productId ?? line.variantId);
  const here = line.way.kind === "pickup" ? line.way.storeId : null;
  const names = useStoreNames();
  const found = data?.stores.find((s) => s.storeId !== here && quantityIn(s, line.variantId) >= line.quantity);
  const store = names.find((s) => s.id === found?.storeId);
  if (!found || !store) return null;
  return (
    <button type="button" className={className} onClick={() => onMove(store.id)}>
      {t("collect", { store: `${store.name}, ${store.city}`, count: quantityIn(found, line.variantId) })}
    </button>
  );
}
