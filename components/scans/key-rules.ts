import { toGtin, toLooseKey } from "@/server/platform/code";
import type { ScanReading } from "./scan-queue";

/** A key event; `at` in ms (`event.timeStamp`). */
export type Key = {
  code: string;
  key: string;
  at: number;
  shiftKey?: boolean;
  ctrlKey?: boolean;
  altKey?: boolean;
  metaKey?: boolean;
  repeat?: boolean;
};

/** The keys since the last pause: by key position (`text`), and as the keyboard layout wrote them. */
export type KeyBuffer = { text: string; written: string; from: number; last: number; ended: number };
export const emptyKeyBuffer: KeyBuffer = { text: "", written: "", from: 0, last: 0, ended: Number.NEGATIVE_INFINITY };

/** `begins`: this key may be the first of a scan. `scan`: the code that this key ended. `tail`: another end sign of the scan before. */
export type KeyResult = { heard: KeyBuffer; begins?: true; scan?: ScanReading; tail?: true };

/**
 * Scanners send a key each 1 to 40 ms; a busy tablet gets some late. Practised typists need 80 ms and more, a held
 * key repeats.
 */
const longestGapMs = 80;
const meanGapMs = 45;
/** Some scanners rest before the key that ends the code, and some end it by two. */
const endGapMs = 100;
const shortest = 4;

const plain: Record<string, string> = { Space: " ", NumpadAdd: "+", NumpadSubtract: "-", NumpadMultiply: "*" };
const shifted: Record<string, string> = { Space: " " };
for (const letter of "abcdefghijklmnopqrstuvwxyz") {
  plain[`Key${letter.toUpperCase()}`] = letter;
  shifted[`Key${letter.toUpperCase()}`] = letter.toUpperCase();
}
for (const digit of "0123456789") {
  plain[`Digit${digit}`] = digit;
  plain[`Numpad${digit}`] = digit;
  shifted[`Digit${digit}`] = ")!@#$%^&*(".charAt(Number(digit));
}
const signs: [code: string, plain: string, shifted: string][] = [
  ["Minus", "-", "_"],
  ["Equal", "=", "+"],
  ["BracketLeft", "[", "{"],
  ["BracketRight", "]", "}"],
  ["Backslash", "\\", "|"],
  ["Semicolon", ";", ":"],
  ["Quote", "'", '"'],
  ["Backquote", "`", "~"],
  ["Comma", ",", "<"],
  ["Period", ".", ">"],
  ["Slash", "/", "?"],
  ["NumpadDecimal", ".", "."],
  ["NumpadDivide", "/", "/"],
];
for (const [code, one, other] of signs) {
  plain[code] = one;
  shifted[code] = other;
}

/**
 * The character that a scanner meant by a key: by its position on a US keyboard, whatever layout or Caps Lock. Null
 * for keys without a character and for shortcuts.
 */
function signOf({ code, key, shiftKey, ctrlKey, altKey, metaKey }: Key): string | null {
  // GS1 codes separate their fields by this character; scanners send it as Ctrl and ].
  if (ctrlKey && code === "BracketRight") return "\u001d";
  if (ctrlKey || altKey || metaKey) return null;
  const sign = (shiftKey ? shifted[code] : undefined) ?? plain[code];
  return sign ?? (code === "" && [...key].length === 1 ? key : null);
}

const shiftedDigits = /[)!@#$%^&*(]/g;

/**
 * The code that was scanned. A scanner that is set to a French keyboard presses Shift for digits: a barcode's check digit tells. Set
 * to the tablet's own layout, as a German one, it is the layout that writes what was meant: that is the `other` reading.
 */
function toReading({ text, written }: KeyBuffer): ScanReading {
  if (toGtin(text)) return { text };
  const digits = text.replace(shiftedDigits, (sign) => String(")!@#$%^&*(".indexOf(sign)));
  if (toGtin(digits)) return { text: digits };
  const isOther = [...written].every((sign) => sign < "\x7f") && toLooseKey(written) !== toLooseKey(text);
  return isOther ? { text, other: written } : { text };
}

const isEndKey = (key: Key): boolean => key.key === "Enter" || key.code === "NumpadEnter" || key.key === "Tab";
const isModifier = (key: Key): boolean => ["Shift", "CapsLock", "Control", "AltGraph"].includes(key.key);

/** Handles a key: distinguishes a scanner, which types fast and ends with Enter or Tab, from a person. */
export function processKey(before: KeyBuffer, key: Key): KeyResult {
  if (isModifier(key)) return { heard: before };
  const gap = key.at - before.last;
  if (isEndKey(key)) {
    if (key.at - before.ended <= endGapMs && before.text === "")
      return { heard: { ...before, ended: key.at }, tail: true };
    const length = [...before.text].length;
    const mean = (before.last - before.from) / (length - 1);
    const isScan = length >= shortest && gap <= endGapMs && mean <= meanGapMs && !key.repeat;
    return isScan
      ? { heard: { ...emptyKeyBuffer, ended: key.at }, scan: toReading(before) }
      : { heard: emptyKeyBuffer };
  }
  const sign = key.repeat ? null : signOf(key);
  if (sign === null) return { heard: emptyKeyBuffer };
  // A dead key writes nothing by itself: its character is unknown.
  const sent = key.ctrlKey ? sign : [...key.key].length === 1 ? key.key : "\ufffd";
  if (before.text === "" || gap > longestGapMs)
    return { heard: { ...emptyKeyBuffer, text: sign, written: sent, from: key.at, last: key.at }, begins: true };
  return { heard: { ...before, text: before.text + sign, written: before.written + sent, last: key.at } };
}
