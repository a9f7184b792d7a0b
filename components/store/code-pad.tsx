"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
const length = 6;

/** Six digits by large keys, a keyboard or a scanner that types into the field; tells them as soon as they are complete. */
export function CodePad({
  code,
  busy,
  onCode,
  onDone,
}: {
  code: string;
  busy: boolean;
  onCode: (code: string) => void;
  onDone: (text: string) => void;
}) {
  const t = useTranslations("store.handOver");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const set = (next: string) => {
    onCode(next);
    if (next.length === length && !busy) onDone(next);
  };
  const key = "grid min-h-16 place-items-center rounded border border-hairline text-2xl tabular hover:bg-wash";
  return (
    <section aria-label={t("code")} className="mx-auto grid w-full max-w-sm content-start gap-4">
      <input
        ref={field}
        aria-label={t("code")}
        aria-describedby="code-typed"
        inputMode="none"
        autoComplete="off"
        placeholder="······"
        value={code}
        onChange={(e) => {
          // A hand scanner types its whole text here; only Enter says that it is complete.
          const text = e.target.value;
          if (/^\d{0,6}$/.test(text)) set(text);
          else onCode(text.slice(0, 80));
        }}
        // Six digits were told when the last came; the Enter that a scanner sends after them says nothing new.
        onKeyDown={(e) => e.key === "Enter" && code !== "" && !busy && onDone(code)}
        className="min-h-20 w-full rounded border border-field bg-ecru text-center font-serif text-5xl tracking-[0.15em] tabular"
      />
      <p id="code-typed" role="status" className="sr-only">
        {t("typed", { count: Math.min(code.length, length) })}
      </p>
      <div className="grid grid-cols-3 gap-3">
        {keys.map((digit) => (
          <button key={digit} type="button" className={key} onClick={() => code.length < length && set(code + digit)}>
            {digit}
          </button>
        ))}
        <span />
        <button type="button" className={key} onClick={() => code.length < length && set(`${code}0`)}>
          0
        </button>
        <button type="button" aria-label={t("delete")} className={key} onClick={() => onCode(code.slice(0, -1))}>
          ⌫
        </button>
      </div>
    </section>
  );
}
