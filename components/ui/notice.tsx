import type { ReactNode } from "react";

export type NoticeTone = "info" | "kept" | "done" | "refused" | "error";
const tones: Record<NoticeTone, string> = {
  info: "border-indigo bg-wash text-ink",
  kept: "border-ochre bg-ochre-wash text-ochre",
  done: "border-sage bg-sage-wash text-sage",
  refused: "border-thread bg-thread-wash text-ink",
  error: "border-thread bg-thread-wash text-thread",
};

/**
 * A sentence about the state of things: `kept` waits on this device, `refused` was said no to by the shop, `error` went wrong.
 * Refusals and errors are announced at once, the rest politely.
 */
export function Notice({
  tone = "info",
  children,
  action,
  className = "",
}: {
  tone?: NoticeTone;
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  const urgent = tone === "refused" || tone === "error";
  return (
    <div
      role={urgent ? "alert" : "status"}
      className={`flex flex-wrap items-center justify-between gap-x-4 gap-y-1 rounded border-l-2 px-4 py-2.5 text-sm in-data-[surface=store]:text-base ${tones[tone]} ${className}`}
    >
      <div>{children}</div>
      {action}
    </div>
  );
}
