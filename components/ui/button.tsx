import type { ComponentProps } from "react";

export type ButtonVariant = "primary" | "outline" | "quiet" | "accent" | "success";
/** `shop` 48 px, `tablet` 56 px, `small` 44 px: the least a finger should be offered. */
type ButtonSize = "shop" | "tablet" | "small";

const variants: Record<ButtonVariant, string> = {
  primary:
    "bg-ink text-on-ink hover:bg-indigo disabled:bg-wash disabled:text-soft aria-disabled:bg-wash aria-disabled:text-soft",
  outline:
    "border border-ink bg-transparent text-ink hover:bg-wash disabled:border-hairline disabled:text-soft aria-disabled:border-hairline aria-disabled:text-soft",
  quiet: "bg-transparent text-ink underline-offset-4 hover:underline disabled:text-soft disabled:no-underline",
  accent: "bg-thread text-on-ink hover:brightness-95 disabled:bg-wash disabled:text-soft",
  success: "bg-sage text-on-ink hover:brightness-95 disabled:bg-wash disabled:text-soft",
};
const sizes: Record<ButtonSize, string> = {
  shop: "min-h-12 px-6",
  tablet: "min-h-14 px-7 text-base",
  small: "min-h-11 px-4 text-sm",
};

export type ButtonLook = { variant?: ButtonVariant; size?: ButtonSize; block?: boolean };

/** The classes of a button, for links that look like one. */
export function buttonClass({ variant = "primary", size = "shop", block = false }: ButtonLook = {}): string {
  return [
    "inline-flex select-none items-center justify-center gap-2 rounded text-center font-medium leading-tight",
    "transition-colors duration-150 disabled:cursor-not-allowed aria-disabled:cursor-not-allowed aria-busy:cursor-progress",
    variants[variant],
    sizes[size],
    block ? "w-full" : "",
  ].join(" ");
}

/**
 * A button. `busy` keeps its width and its focus, and refuses a second press; `aria-disabled` keeps the focus too, so that
 * the reason beside it (`aria-describedby`) is found.
 */
export function Button({
  variant,
  size,
  block,
  busy = false,
  className = "",
  onClick,
  ...rest
}: ComponentProps<"button"> & ButtonLook & { busy?: boolean }) {
  const look = buttonClass({
    ...(variant ? { variant } : {}),
    ...(size ? { size } : {}),
    ...(block ? { block } : {}),
  });
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      onClick={busy || rest["aria-disabled"] ? (event) => event.preventDefault() : onClick}
      className={`${look} ${busy ? "opacity-80" : ""} ${className}`}
    />
  );
}
