"use client";
import { Toast } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";

/** `remote` came from another device and wears the red dot; `refused` is announced at once. */
type ToastTone = "plain" | "remote" | "refused";
export type ToastContent = {
  /** A message takes the place of an earlier one with the same key. */
  key?: string;
  text: ReactNode;
  tone?: ToastTone;
  /** Usually "Undo". `altText` tells screen readers how else the same can be done. */
  action?: { label: string; altText: string; run: () => void };
  /** Milliseconds until it leaves; default 6,000, and it waits under the pointer or the focus. */
  duration?: number;
};

const ToastContext = createContext<(content: ToastContent) => void>(() => {});

/** Shows a message over the page, at most three at once. */
export const useToast = () => useContext(ToastContext);

/** Holds the messages of a surface; `regionLabel` names the region, e.g. "Messages". */
export function ToastProvider({ regionLabel, children }: { regionLabel: string; children: ReactNode }) {
  const [shown, setShown] = useState<(ToastContent & { id: number })[]>([]);
  const lastId = useRef(0);
  const show = useCallback((content: ToastContent) => {
    lastId.current += 1;
    const id = lastId.current;
    setShown((before) => {
      const others = before.filter((t) => content.key === undefined || t.key !== content.key);
      return [...others.slice(-2), { ...content, id }];
    });
  }, []);
  const close = useCallback((id: number) => setShown((before) => before.filter((t) => t.id !== id)), []);
  const items = useMemo(
    () => shown.map((toast) => <Message key={toast.id} toast={toast} onClose={() => close(toast.id)} />),
    [shown, close],
  );
  return (
    <Toast.Provider label={regionLabel} swipeDirection="right">
      <ToastContext value={show}>{children}</ToastContext>
      {items}
      <Toast.Viewport className="toast-place fixed inset-x-4 bottom-[calc(var(--toast-lift,4.5rem)+env(safe-area-inset-bottom))] z-60 flex flex-col items-stretch gap-2 md:inset-x-auto md:right-8 md:bottom-8 md:w-[400px]" />
    </Toast.Provider>
  );
}

function Message({ toast, onClose }: { toast: ToastContent; onClose: () => void }) {
  return (
    <Toast.Root
      type={toast.tone === "refused" ? "foreground" : "background"}
      duration={toast.duration ?? 6000}
      onOpenChange={(open) => !open && onClose()}
      className="toast-body flex items-center gap-3 rounded bg-ink py-1.5 pr-2 pl-4 text-sm text-on-ink shadow-float"
    >
      {toast.tone === "remote" || toast.tone === "refused" ? (
        <span aria-hidden="true" className="size-[7px] shrink-0 rounded-full bg-thread" />
      ) : null}
      <Toast.Description className="flex-1 py-2">{toast.text}</Toast.Description>
      {toast.action ? (
        <Toast.Action
          altText={toast.action.altText}
          onClick={toast.action.run}
          className="min-h-11 shrink-0 px-3 font-medium underline underline-offset-4"
        >
          {toast.action.label}
        </Toast.Action>
      ) : null}
    </Toast.Root>
  );
}
