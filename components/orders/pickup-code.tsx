/** A hand-over code in two groups of three, read out digit by digit. */
export function PickupCode({ code, large = false }: { code: string; large?: boolean }) {
  return (
    <p
      data-testid="pickup-code"
      className={`font-serif tracking-[0.06em] whitespace-nowrap tabular ${large ? "text-5xl" : "text-3xl"}`}
    >
      <span className="sr-only">{code.split("").join(" ")}</span>
      <span aria-hidden="true">
        {code.slice(0, 3)}
        {"\u2009"}
        {code.slice(3)}
      </span>
    </p>
  );
}
