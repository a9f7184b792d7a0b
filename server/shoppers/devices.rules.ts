/** The name of a browser in a list, from its user agent: "Chrome, Android". */
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

/** A browser by its `User-Agent` alone, where no script can read the screen. */
export function parseUserAgent(userAgent: string): { kind: "phone" | "laptop" | "tablet"; label: string } {
  const kind = /Mobi|iPhone/i.test(userAgent) ? "phone" : /iPad|Android/i.test(userAgent) ? "tablet" : "laptop";
  return { kind, label: toDeviceLabel(userAgent) };
}
