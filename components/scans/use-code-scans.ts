"use client";
import { refusalOf } from "@/components/i18n/use-error-text";
import { type Scans, useScans } from "./scan-provider";
import type { ScanAnswer } from "./scan-queue";

/** Waits for an act that a scan began. Refused it is answered; an act that nobody answered is tried again, so that throws. */
export async function toAnswer(act: Promise<string>, refused: (error: unknown) => string): Promise<ScanAnswer> {
  try {
    return { tone: "done", words: await act };
  } catch (error) {
    const code = refusalOf(error)?.code;
    if (!code || code === "UNAVAILABLE") throw error;
    return { tone: "refused", words: refused(error) };
  }
}

/** Makes a screen take codes that it reads by itself; `act` gives the words when it was done. With null it takes none. */
export function useCodeScans<T>(
  door: {
    read: (text: string) => T | null;
    /** What to say of a code that is none of this screen's. */
    unknown: string;
    act: (value: T) => Promise<string>;
    refused: (error: unknown) => string;
  } | null,
): Scans {
  return useScans<T>(
    door && {
      find: async (text) => {
        const value = door.read(text);
        return value === null ? [] : [{ key: text, name: text, value }];
      },
      take: (value) => toAnswer(door.act(value), door.refused),
      unknown: () => door.unknown,
    },
  );
}
