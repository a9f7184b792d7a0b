"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
const length = 6;
/** Six digits by the keyboard may be the beginning of a scan: a scanner goes on sooner than this. */
const pauseMs = 150;

/**
 * Six digits by large keys, a keyboard or a scanner that types into the field; reports them as soon as they are
 * complete.
 */
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
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(pause.current), []);
  const set = (next: string, afterMs = 0) => {
    clearTimeout(pause.current);
    onCode(next);
    if (next.length !== length || busy) return;
    if (afterMs === 0) onDone(next);
    else pause.current = setTimeout(() => onDone(next), afterMs);
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
          // Other texts, such as a pasted one, are complete when Enter says so.
          clearTimeout(pause.current);
          const text = e.target.value;
          if (/^\d{0,6}$/.test(text)) set(text, pauseMs);
          else onCode(text.slice(0, 80));
        }}
        onKeyDown={(e) => {
          if (e.key !== "Enter" || code === "" || busy) return;
          clearTimeout(pause.current);
          onDone(code);
        }}
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
