"use client";
import { refusalOf } from "@/components/i18n/use-error-text";
import { type Scans, useScans } from "./scan-provider";
import type { ScanAnswer } from "./scan-queue";

/** Waits for a scan's action. A refusal is its result; a lost response is retried, so that throws. */
export async function toAnswer(act: Promise<string>, refused: (error: unknown) => string): Promise<ScanAnswer> {
  try {
    return { tone: "done", words: await act };
  } catch (error) {
    const code = refusalOf(error)?.code;
    if (!code || code === "UNAVAILABLE") throw error;
    return { tone: "refused", words: refused(error) };
  }
}

/** Makes a screen handle codes by itself; `act` returns the text of the result. Null for none. */
export function useCodeScans<T>(
  target: {
    read: (text: string) => T | null;
    /** The text for a code that this screen does not know. */
    unknown: string;
    act: (value: T) => Promise<string>;
    refused: (error: unknown) => string;
  } | null,
): Scans {
  return useScans<T>(
    target && {
      find: async (text) => {
        const value = target.read(text);
        return value === null ? [] : [{ key: text, name: text, value }];
      },
      take: (value) => toAnswer(target.act(value), target.refused),
      unknown: () => target.unknown,
    },
  );
}
