"use client";
import { useTranslations } from "next-intl";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from "react";
import { useToast } from "@/components/ui/toast";
import { acceptsScans } from "./fields";
import { ScanChooser } from "./scan-chooser";
import {
  type ScanMessage,
  type ScanOutcome,
  ScanQueue,
  type ScanStorage,
  type ScanTarget,
  type StoredScan,
} from "./scan-queue";
import { playTone } from "./sounds";
import { useHandScanner } from "./use-hand-scanner";

const ScanContext = createContext<ScanQueue | null>(null);

function useScanQueue(): ScanQueue {
  const queue = useContext(ScanContext);
  if (!queue) throw new Error("no ScanProvider");
  return queue;
}

const storageKey = "selvedge-scans";
/** Codes of articles and names of screens alone, in this tab. */
const tabStorage: ScanStorage = {
  read: () => {
    try {
      return JSON.parse(sessionStorage.getItem(storageKey) ?? "[]") as StoredScan[];
    } catch {
      return [];
    }
  },
  write: (scans) => sessionStorage.setItem(storageKey, JSON.stringify(scans)),
};

/** Hears the hand scanner on every screen of a surface and answers each scan, by sound too. */
export function ScanProvider({ children }: { children: ReactNode }) {
  const t = useTranslations("scans");
  const toast = useToast();
  const [queue] = useState(() => new ScanQueue(tabStorage));
  const { asks } = useSyncExternalStore(queue.subscribe, queue.view, queue.view);
  useHandScanner((scanned, before) => {
    // A code that is meant for the field stands there alone, never behind what was left in it.
    if (before && acceptsScans(before, queue.door !== undefined)) return scanned.text;
    void queue.hear(scanned);
    return before?.value ?? "";
  });
  useEffect(() => {
    const retry = () => queue.retry();
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, [queue]);
  const say = useEffectEvent((said: ScanMessage) => {
    playTone(said.tone);
    // The screen that would say it is not there.
    if (said.what === "nowhere" || said.what === "left")
      toast({ key: "scan", tone: "refused", text: t(said.what, { code: formatCode(said.text) }) });
  });
  useEffect(() => {
    let before = queue.view();
    return queue.subscribe(() => {
      const { said, now, asks: which } = queue.view();
      if (said && said !== before.said) say(said);
      const stopped = (now?.why !== "looking" && now?.why !== before.now?.why && now) || (which && !before.asks);
      if (stopped) playTone("refused");
      before = queue.view();
    });
  }, [queue]);
  return (
    <ScanContext value={queue}>
      {children}
      {asks ? <ScanChooser key={asks.id} asks={asks} onChoose={(meaning) => queue.choose(meaning)} /> : null}
    </ScanContext>
  );
}

/** A code as it is shown: without signs that nobody sees, and not longer than a line. */
export const formatCode = (code: string): string => code.replace(/\p{Cc}/gu, " ").slice(0, 40);

/** The dialog that lies on top, if any; the one that asks about a scan covers nothing. */
const findTopDialog = (): Element | null =>
  [...document.querySelectorAll('[role="dialog"][data-state="open"]:not(:has([data-asks]))')].at(-1) ?? null;

/** What a screen that takes scans works with. */
export type Scans = {
  /** Takes a code by another way than the hand scanner: camera or keys. `quiet`: the caller says it when it is unknown. */
  hear: (text: string, quiet?: boolean) => Promise<ScanOutcome>;
  /** How many are not answered yet: what is on the screen is not all. */
  waiting: number;
};

/** Makes a screen the one that takes scans while it is shown; with null it takes none. */
export function useScans<T>(door: Omit<ScanTarget<T>, "isCovered"> | null): Scans {
  const queue = useScanQueue();
  const { waiting } = useSyncExternalStore(queue.subscribe, queue.view, queue.view);
  const find = useEffectEvent(async (text: string) => (await door?.find(text)) ?? []);
  const take = useEffectEvent((value: T, scanId: string) => {
    if (!door) throw new Error("closed");
    return door.take(value, scanId);
  });
  const unknown = useEffectEvent((text: string) => door?.unknown?.(text));
  const isOpen = door !== null;
  const name = door?.name ?? null;
  useEffect(() => {
    if (!isOpen) return;
    const own = findTopDialog();
    return queue.open({
      name,
      find: (text) => find(text),
      take: (value, id) => take(value as T, id),
      unknown: (text) => unknown(text),
      isCovered: () => ![null, own].includes(findTopDialog()),
    });
  }, [queue, isOpen, name]);
  return { hear: (text, quiet) => queue.hear(text, quiet), waiting };
}

/** How the scans stand: for the line that says it. */
export function useScanView() {
  const queue = useScanQueue();
  const view = useSyncExternalStore(queue.subscribe, queue.view, queue.view);
  return { ...view, retry: () => queue.retry(), leaveOut: () => queue.leaveOut() };
}
