"use client";
import { useRouter } from "next/navigation";
import { type MouseEvent, useEffect, useEffectEvent, useTransition } from "react";
import { enterSheet, holdEntries, leaveSheets, restoreEntries } from "./sheet-entries";

/** The link of this site that a plain click follows, or null: another window, a file, another language are the browser's. */
function findLink(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
  if (!link || link.origin !== location.origin || link.pathname.startsWith("/api/")) return null;
  return link.target || link.hreflang || link.hasAttribute("download") ? null : link;
}

/**
 * Gives an open sheet its entry in the browser's history, so that Back closes it. What it gives back goes on the sheet's
 * `onClickCapture`: a link in it closes the sheet and leads on from the page, not from the sheet's entry. `linksStay`: links
 * change the page beneath and the sheet stays.
 */
export function useSheetEntry(isOpen: boolean, onClose: () => void, linksStay: boolean): (event: MouseEvent) => void {
  const router = useRouter();
  const [changing, startChanging] = useTransition();
  const close = useEffectEvent(onClose);
  useEffect(() => (isOpen ? enterSheet(() => close()) : undefined), [isOpen]);
  useEffect(() => (changing ? restoreEntries : undefined), [changing]);
  return (event) => {
    const link = findLink(event);
    if (!link) return;
    event.preventDefault();
    const href = `${link.pathname}${link.search}${link.hash}`;
    if (linksStay) void holdEntries().then(() => startChanging(() => router.push(href, { scroll: false })));
    else void leaveSheets().then(() => router.push(href));
  };
}
