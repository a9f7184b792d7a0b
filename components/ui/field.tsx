import { type ComponentProps, type ReactNode, useId } from "react";

type FieldProps = { label: ReactNode; hint?: ReactNode; error?: ReactNode; size?: "shop" | "tablet" };

const box =
  "w-full rounded border bg-paper px-4 text-ink placeholder:text-soft aria-invalid:border-thread disabled:bg-wash disabled:text-soft";
const heights = { shop: "min-h-12", tablet: "min-h-14 text-lg" } as const;

function Frame({ id, label, hint, error, children }: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children}
      {hint ? (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-sm text-thread">
          {error}
        </p>
      ) : null}
    </div>
  );
}

function getFieldProps(id: string, { hint, error }: Pick<FieldProps, "hint" | "error">) {
  const by = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return { "aria-describedby": by || undefined, "aria-invalid": error ? (true as const) : undefined };
}

/** A labelled line of text. The error is announced and tied to the input. */
export function TextField({
  label,
  hint,
  error,
  size = "shop",
  id: given,
  className = "",
  ...input
}: FieldProps & Omit<ComponentProps<"input">, "size">) {
  const made = useId();
  const id = given ?? made;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input
        type="text"
        {...input}
        {...getFieldProps(id, { hint, error })}
        id={id}
        className={`${box} border-field ${heights[size]} ${className}`}
      />
    </Frame>
  );
}

/** A labelled choice of one from a list; `children` are the options. */
export function SelectField({
  label,
  hint,
  error,
  size = "shop",
  id: given,
  className = "",
  ...select
}: FieldProps & Omit<ComponentProps<"select">, "size">) {
  const made = useId();
  const id = given ?? made;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select
        {...select}
        {...getFieldProps(id, { hint, error })}
        id={id}
        className={`${box} border-field ${heights[size]} ${className}`}
      />
    </Frame>
  );
}

/** A box to tick, with its whole line as target. */
export function CheckField({
  label,
  hint,
  className = "",
  ...input
}: Pick<FieldProps, "label" | "hint"> & Omit<ComponentProps<"input">, "size">) {
  return (
    <label className={`flex min-h-11 cursor-pointer items-start gap-3 py-2 ${className}`}>
      <input type="checkbox" {...input} className="mt-0.5 size-5 shrink-0 accent-ink" />
      <span>
        {label}
        {hint ? <span className="block text-sm text-soft">{hint}</span> : null}
      </span>
    </label>
  );
}
