"use client";
import { useTranslations } from "next-intl";
import { useSyncStatus } from "./hooks";
import { useIsPhone, useStatusText } from "./selvedge-line";

/**
 * In a few words at the foot of a surface's head, below its words and signs, what stands between this device and the
 * others: it covers nothing and moves nothing. A version that has to be loaded hangs under the head instead, with its button.
 * For the eye: the whole sentence is told to screen readers by `SelvedgeLine`. Its parent is positioned.
 */
export function StatusStrip({ className = "" }: { className?: string }) {
  const t = useTranslations("sync");
  const isPhone = useIsPhone();
  const { line, kept, durable } = useSyncStatus();
  const fullText = useStatusText();
  if (!fullText) return null;
  if (line === "upgrade") return <Reload text={fullText} />;
  const shortTexts = {
    offline: t(isPhone ? "chipPhone" : "chip", { count: kept }),
    signed_out: t("chipSignedOut", { count: kept }),
    whole: null,
  };
  return (
    <p
      aria-hidden="true"
      className={`status-strip pointer-events-none absolute bottom-0 flex h-[15px] items-center justify-center bg-ochre-wash px-2 text-xs leading-none whitespace-nowrap text-ochre ${className}`}
    >
      {shortTexts[line] ?? (durable ? null : t("chipNotDurable"))}
    </p>
  );
}

function Reload({ text }: { text: string }) {
  const t = useTranslations("sync");
  return (
    <div className="absolute inset-x-0 top-full flex items-center justify-center gap-3 border-b border-hairline bg-ochre-wash px-5 text-sm text-ochre">
      <span>{text}</span>
      <button
        type="button"
        onClick={() => location.reload()}
        className="min-h-11 shrink-0 font-medium underline underline-offset-4"
      >
        {t("reload")}
      </button>
    </div>
  );
}
