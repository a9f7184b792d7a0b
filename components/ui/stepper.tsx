"use client";
import { Icon } from "./icon";

const targets = { shop: "size-11", tablet: "size-14" } as const;

/**
 * A count with − and +. Stateless: the caller's store is the truth. With `onSet` the number can be typed (sent at Enter or
 * when the field is left, whole numbers from `min` to `max` only).
 */
export function Stepper({
  value,
  labels,
  onDecrease,
  onIncrease,
  onSet,
  min = 1,
  max = 99,
  size = "shop",
}: {
  value: number;
  labels: { group: string; decrease: string; increase: string };
  onDecrease: () => void;
  onIncrease: () => void;
  onSet?: (value: number) => void;
  min?: number;
  max?: number;
  size?: keyof typeof targets;
}) {
  const commit = (input: HTMLInputElement) => {
    const typed = Number(input.value);
    if (Number.isInteger(typed) && typed >= min && typed <= max && typed !== value) onSet?.(typed);
    else input.value = String(value);
  };
  const side = `${targets[size]} grid place-items-center hover:bg-wash disabled:cursor-not-allowed disabled:text-soft disabled:opacity-50`;
  return (
    <fieldset aria-label={labels.group} className="inline-flex items-center rounded border border-field bg-paper">
      <button type="button" aria-label={labels.decrease} disabled={value <= min} onClick={onDecrease} className={side}>
        <Icon name="minus" size={16} />
      </button>
      {onSet ? (
        <input
          key={value}
          aria-label={labels.group}
          inputMode="numeric"
          defaultValue={value}
          onBlur={(event) => commit(event.currentTarget)}
          onKeyDown={(event) => event.key === "Enter" && commit(event.currentTarget)}
          className={`${size === "tablet" ? "h-14" : "h-11"} w-9 bg-transparent text-center font-semibold tabular`}
        />
      ) : (
        <output className="w-8 text-center font-semibold tabular">{value}</output>
      )}
      <button type="button" aria-label={labels.increase} disabled={value >= max} onClick={onIncrease} className={side}>
        <Icon name="plus" size={16} />
      </button>
    </fieldset>
  );
}
