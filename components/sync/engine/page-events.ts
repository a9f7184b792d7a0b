const flushIntervalMs = 15_000;

/**
 * Calls `nudge` when the network may have come back or gone, `kick` when the page comes to the front and every 15 s.
 * Returns how to stop.
 */
export function onPageEvents({ nudge, kick }: { nudge(): void; kick(): void }): () => void {
  const onVisible = () => {
    if (document.visibilityState === "visible") kick();
  };
  const timer = setInterval(kick, flushIntervalMs);
  window.addEventListener("online", nudge);
  window.addEventListener("offline", nudge);
  document.addEventListener("visibilitychange", onVisible);
  return () => {
    clearInterval(timer);
    window.removeEventListener("online", nudge);
    window.removeEventListener("offline", nudge);
    document.removeEventListener("visibilitychange", onVisible);
  };
}

/** After an offline change: asks the browser for persistent storage and a background sync. */
export function requestBackgroundSync(): void {
  void navigator.storage?.persist?.();
  void navigator.serviceWorker?.getRegistration().then((registration) => {
    const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
    return sync?.register("drain").catch(() => {});
  });
}
