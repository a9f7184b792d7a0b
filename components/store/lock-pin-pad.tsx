"use client";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useState } from "react";

const pinLength = 4;
const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const key =
  "grid h-20 place-items-center rounded border border-field bg-paper text-3xl font-medium tabular active:bg-wash disabled:opacity-50";

/** Four digits by big keys or the keyboard; calls `onPin` with them and resets. */
export function PinPad({ busy, onPin, onBack }: { busy: boolean; onPin: (pin: string) => void; onBack: () => void }) {
  const t = useTranslations("store.lock");
  const [pin, setPin] = useState("");
  const press = (digit: string) => {
    if (busy) return;
    const next = `${pin}${digit}`;
    setPin(next.length === pinLength ? "" : next);
    if (next.length === pinLength) onPin(next);
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (/^\d$/.test(event.key)) press(event.key);
    else if (event.key === "Backspace") setPin((before) => before.slice(0, -1));
    else if (event.key === "Escape") onBack();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  const filled = busy ? pinLength : pin.length;
  return (
    <div className="grid gap-6">
      <div
        role="status"
        aria-label={t("typed", { count: filled, of: pinLength })}
        className="flex justify-center gap-5"
      >
        {["a", "b", "c", "d"].map((dot, i) => (
          <span
            key={dot}
            className={`size-4 rounded-full border-2 border-ink ${i < filled ? "bg-ink" : ""} ${busy ? "motion-safe:animate-pulse" : ""}`}
          />
        ))}
      </div>
      <div className="grid grid-cols-3 gap-3">
        {digits.map((digit) => (
          <button key={digit} type="button" disabled={busy} onClick={() => press(digit)} className={key}>
            {digit}
          </button>
        ))}
        <button type="button" onClick={onBack} className={`${key} text-base`}>
          {t("back")}
        </button>
        <button type="button" disabled={busy} onClick={() => press("0")} className={key}>
          0
        </button>
        <button
          type="button"
          disabled={busy}
          aria-label={t("delete")}
          onClick={() => setPin(pin.slice(0, -1))}
          className={key}
        >
          ⌫
        </button>
      </div>
    </div>
  );
}
