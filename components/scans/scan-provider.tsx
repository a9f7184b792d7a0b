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
/** Codes of variants and names of screens only, in this tab. */
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

/** Listens to the hand scanner on every screen of a surface and answers each scan, with sound too. */
export function ScanProvider({ children }: { children: ReactNode }) {
  const t = useTranslations("scans");
  const toast = useToast();
  const [queue] = useState(() => new ScanQueue(tabStorage));
  const { asks } = useSyncExternalStore(queue.subscribe, queue.view, queue.view);
  useHandScanner((scanned, before) => {
    // A code meant for the field replaces its value.
    if (before && acceptsScans(before, queue.target !== undefined)) return scanned.text;
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
    // The screen that would show it is gone.
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

/** Formats a code: without invisible characters, at most one line. */
export const formatCode = (code: string): string => code.replace(/\p{Cc}/gu, " ").slice(0, 40);

/** The topmost dialog, if any; the scan chooser does not count. */
const findTopDialog = (): Element | null =>
  [...document.querySelectorAll('[role="dialog"][data-state="open"]:not(:has([data-asks]))')].at(-1) ?? null;

/** What a scan target uses. */
export type Scans = {
  /** Handles a code from camera or keys. `quiet`: the caller reports an unknown code. */
  hear: (text: string, quiet?: boolean) => Promise<ScanOutcome>;
  /** The number of unanswered scans: the screen is not complete yet. */
  waiting: number;
};

/** Makes a screen the scan target while it is mounted; null for none. */
export function useScans<T>(target: Omit<ScanTarget<T>, "isCovered"> | null): Scans {
  const queue = useScanQueue();
  const { waiting } = useSyncExternalStore(queue.subscribe, queue.view, queue.view);
  const find = useEffectEvent(async (text: string) => (await target?.find(text)) ?? []);
  const take = useEffectEvent((value: T, scanId: string) => {
    if (!target) throw new Error("closed");
    return target.take(value, scanId);
  });
  const unknown = useEffectEvent((text: string) => target?.unknown?.(text));
  const isOpen = target !== null;
  const name = target?.name ?? null;
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

/** The state of the scans, for the feedback. */
export function useScanView() {
  const queue = useScanQueue();
  const view = useSyncExternalStore(queue.subscribe, queue.view, queue.view);
  return { ...view, retry: () => queue.retry(), leaveOut: () => queue.leaveOut() };
}
