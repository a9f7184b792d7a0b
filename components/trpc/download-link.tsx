"use client";
import { type ComponentProps, type MouseEvent, useState } from "react";
import { useErrorText } from "@/components/i18n/use-error-text";
import { useToast } from "@/components/ui/toast";
import type { ErrorCode } from "@/server/platform/errors";

const codes: Record<number, ErrorCode> = { 401: "UNAUTHENTICATED", 404: "NOT_FOUND", 429: "RATE_LIMITED" };

/** Throws what the API would say when there is no file at `href` for this browser now. */
async function assertFile(href: string, signature: string | null): Promise<void> {
  const shown: HeadersInit = signature ? { "x-signature": signature } : {};
  const { ok, status, headers } = await fetch(href, { method: "HEAD", headers: shown });
  if (ok) return;
  const details = { retryAfter: Number(headers.get("retry-after") ?? 0) };
  throw Object.assign(new Error(), { data: { appCode: codes[status] ?? "UNAVAILABLE", details } });
}

/**
 * A link to a file that the server makes: the browser fetches it at its own pace, from an address that stays. It is looked
 * for first, so that a refusal, or no network, is said here and no page is left. `signature` is that of the link by which a
 * stranger opened the page.
 */
export function DownloadLink({
  href,
  signature = null,
  onStarted,
  ...rest
}: ComponentProps<"a"> & { href: string; signature?: string | null; onStarted?: () => void }) {
  const errorText = useErrorText();
  const toast = useToast();
  const [busy, setBusy] = useState(false);
  const save = async (event: MouseEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await assertFile(href, signature);
      Object.assign(document.createElement("a"), { href, download: "" }).click();
      onStarted?.();
    } catch (error) {
      toast({ text: errorText(error), tone: "refused" });
    } finally {
      setBusy(false);
    }
  };
  return <a {...rest} href={href} download aria-busy={busy || undefined} onClick={(event) => void save(event)} />;
}
