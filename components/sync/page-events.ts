const reminderMs = 15_000;

/**
 * Tells when it is worth trying again: `nudge` when the network may have come back or gone, `kick` when the page comes
 * to the front and every 15 s. The result ends it.
 */
export function onPageEvents({ nudge, kick }: { nudge(): void; kick(): void }): () => void {
  const seen = () => {
    if (document.visibilityState === "visible") kick();
  };
  const timer = setInterval(kick, reminderMs);
  window.addEventListener("online", nudge);
  window.addEventListener("offline", nudge);
  document.addEventListener("visibilitychange", seen);
  return () => {
    clearInterval(timer);
    window.removeEventListener("online", nudge);
    window.removeEventListener("offline", nudge);
    document.removeEventListener("visibilitychange", seen);
  };
}
