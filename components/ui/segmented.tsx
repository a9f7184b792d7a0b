import { useId } from "react";

/** One of a few, all seen at once; a group of radio buttons, so arrows move the choice. */
export function Segmented<Value extends string>({
  legend,
  options,
  value,
  onChange,
  size = "shop",
}: {
  legend: string;
  options: { value: Value; label: string; disabled?: boolean }[];
  value: Value;
  onChange: (value: Value) => void;
  size?: "shop" | "tablet";
}) {
  const name = useId();
  return (
    <fieldset className="inline-flex rounded border border-field bg-paper">
      <legend className="sr-only">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={`relative grid cursor-pointer place-items-center rounded-[1px] px-4 text-center font-medium has-checked:bg-ink has-checked:text-on-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ink has-disabled:cursor-not-allowed has-disabled:opacity-50 ${size === "tablet" ? "min-h-14" : "min-h-11 text-sm"}`}
        >
          <input
            type="radio"
            name={name}
            className="absolute inset-0 cursor-pointer opacity-0"
            checked={value === option.value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
