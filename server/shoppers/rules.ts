import { z } from "zod";
import { parseSixDigits } from "@/server/platform/code";
import { cleanContact } from "./contacts/rules";

/** An e-mail address as typed or pasted. ASCII only: a homoglyph of "@" or a quoted local part is refused. */
export const emailSchema = z.string().max(200).transform(cleanContact).pipe(z.email());

/** A code of six digits, as typed: spaces and dashes do not matter. */
export const sixDigitsSchema = z.string().max(40).transform(parseSixDigits).pipe(z.string());

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
