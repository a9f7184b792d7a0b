import { formatMoney, type Money } from "@/server/platform/money";

/** A price in the language's notation; a higher former price stands struck through, both named for screen readers. */
export function Price({
  price,
  compareAt,
  locale,
  labels,
  from = false,
  className = "",
}: {
  price: Money;
  compareAt?: Money | null;
  locale: "en" | "ru" | "az";
  /** `from` has the place `{price}` already filled by the caller's catalogue, or is absent. */
  labels: { now: string; was: string; from?: (price: string) => string };
  from?: boolean;
  className?: string;
}) {
  const text = formatMoney(price, locale);
  const reduced = compareAt && compareAt.minor > price.minor ? compareAt : null;
  return (
    <span className={`whitespace-nowrap tabular ${className}`}>
      {reduced ? <span className="sr-only">{labels.now} </span> : null}
      <span className={reduced ? "text-thread" : ""}>{from && labels.from ? labels.from(text) : text}</span>
      {reduced ? (
        <>
          <span className="sr-only">, {labels.was} </span>
          <s className="ml-2 text-[0.8em] text-soft">{formatMoney(reduced, locale)}</s>
        </>
      ) : null}
    </span>
  );
}
