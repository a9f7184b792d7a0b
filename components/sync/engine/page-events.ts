const flushIntervalMs = 15_000;

/**
 * Tells when it is worth trying again: `nudge` when the network may have come back or gone, `kick` when the page comes
 * to the front and every 15 s. The result ends it.
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

/** At a change made offline: asks the browser not to throw our data away, and to wake the worker with the network. */
export function requestBackgroundSync(): void {
  void navigator.storage?.persist?.();
  void navigator.serviceWorker?.getRegistration().then((registration) => {
    const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
    return sync?.register("drain").catch(() => {});
  });
}
