"use client";
import { type RefObject, useEffect, useRef, useState } from "react";

/** Brings the first thing that is wrong into view, clear of bars that lie over the page, and gives it the focus. */
function focusFirstError(form: HTMLFormElement | null): void {
  const first = form?.querySelector<HTMLElement>("[aria-invalid=true], [data-refusal]");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  first?.focus({ preventScroll: true });
  first?.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
}

/**
 * What is wrong with a form, shown as soon as it is submitted: all of it at once, the first in the page's order
 * focused and in view. `faults` by field are what the fields say now; `refused` is what the server answered, shown in a field
 * or in an element with `data-refusal` and `tabIndex={-1}`. The fields wear `aria-invalid` and their error (TextField does).
 */
export function useFormErrors<Faults extends object>(
  faults: Faults,
  refused: unknown = null,
): {
  form: RefObject<HTMLFormElement | null>;
  /** The faults to show: none before the first try. */
  shown: Partial<Faults>;
  /** Whether it may be sent; shows what is wrong otherwise. */
  check: () => boolean;
  /** As before the first try. */
  reset: () => void;
} {
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  const good = Object.keys(faults).length === 0;
  const failedTry = good ? 0 : tries;
  // Typing changes the faults; only a try moves the focus.
  const announcedTry = useRef(0);
  useEffect(() => {
    if (failedTry > announcedTry.current) focusFirstError(form.current);
    announcedTry.current = tries;
  }, [failedTry, tries]);
  useEffect(() => {
    if (refused) focusFirstError(form.current);
  }, [refused]);
  return {
    form,
    shown: tries > 0 ? faults : {},
    check: () => {
      setTries((n) => n + 1);
      return good;
    },
    reset: () => {
      announcedTry.current = 0;
      setTries(0);
    },
  };
}
