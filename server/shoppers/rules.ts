/** Characters that browsers drop or turn into "/" when they parse a URL. */
const hasDeceptiveCharacters = (text: string): boolean =>
  text.includes("\\") || [...text].some((c) => c < " " || c === "\u007f");

/** `path` as a path on our own origin, or `fallback`: a full URL, `//host`, `/\host` and line breaks are refused. */
export function toSafePath(path: string | null | undefined, fallback: string): string {
  if (!path?.startsWith("/") || path.startsWith("//") || hasDeceptiveCharacters(path)) return fallback;
  const url = new URL(path, "http://origin.invalid");
  return url.origin === "http://origin.invalid" && !url.pathname.startsWith("//")
    ? `${url.pathname}${url.search}${url.hash}`
    : fallback;
}
