/** How the owner of a browser would name it in a list, by what it says of itself: "Chrome, Android". */
export function toDeviceLabel(userAgent: string): string {
  const browser = /Edg\//.test(userAgent)
    ? "Edge"
    : /Firefox\//.test(userAgent)
      ? "Firefox"
      : /Chrome\//.test(userAgent)
        ? "Chrome"
        : "Safari";
  const system = /Android|iPhone|iPad|Windows|Mac OS X|Linux/.exec(userAgent)?.[0]?.replace("Mac OS X", "macOS") ?? "";
  return [browser, system].filter(Boolean).join(", ");
}

/** A browser by its `User-Agent` alone, where no script of ours could look at the screen. */
export function parseUserAgent(userAgent: string): { kind: "phone" | "laptop" | "tablet"; label: string } {
  const kind = /Mobi|iPhone/i.test(userAgent) ? "phone" : /iPad|Android/i.test(userAgent) ? "tablet" : "laptop";
  return { kind, label: toDeviceLabel(userAgent) };
}
