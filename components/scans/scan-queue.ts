/** What a code can mean at a target: a variant, a line to pick, an order. `name` is shown by the chooser. */
export type ScanMatch<T> = { key: string; name: string; note?: string; value: T };

/** The result of a scan as a text. */
export type ScanAnswer = { tone: "done" | "refused"; words: string };

/** A screen that handles scans. */
export type ScanTarget<T = unknown> = {
  /**
   * Identifies the screen across a reload: its waiting scans resume there. Without it they are not stored, since they
   * may identify a person.
   */
  name?: string | null;
  /** All meanings of a code here; none when unknown. Throws when the look-up fails: the scan waits. */
  find: (text: string) => Promise<ScanMatch<T>[]>;
  /** Runs the scan's action. `scanId` stays the same on a retry. Throws when it failed: the scan waits. */
  take: (value: T, scanId: string) => ScanAnswer | Promise<ScanAnswer>;
  /** Whether a dialog covers the target now. */
  isCovered?: () => boolean;
  /** The text for an unknown code that is no variant's. */
  unknown?: (text: string) => string | undefined;
};

/** The outcome of a scan. An unknown typed code is reported by its form. */
export type ScanOutcome = "taken" | "refused" | "unknown" | "left";

export type ScanMessage = { id: string; tone: ScanAnswer["tone"]; text: string } & (
  | { what: "answer"; words: string }
  | { what: "unknown" | "left" | "leftOut" | "nowhere" }
);
/** The scanned text: by key position and, where it differs, as the keyboard layout wrote it. */
export type ScanReading = { text: string; other?: string | undefined };
/** A scan that is stored across a reload, and its target. */
export type StoredScan = ScanReading & { id: string; target: string };
/** Storage of waiting scans across a reload. */
export type ScanStorage = { read: () => StoredScan[]; write: (scans: StoredScan[]) => void };
const noStorage: ScanStorage = { read: () => [], write: () => {} };

type Scan = ScanReading & {
  id: string;
  target: ScanTarget;
  quiet: boolean;
  meaning?: ScanMatch<unknown> | undefined;
  onEnd: (outcome: ScanOutcome) => void;
};
export type QueueView = {
  /** Scans that are not answered yet. */
  waiting: number;
  /** The current scan, when it is blocked. */
  now: { text: string; why: "covered" | "looking" } | { text: string; why: "failed"; error: unknown } | null;
  /** Several variants have the code: the user is asked. */
  asks: { id: string; text: string; meanings: ScanMatch<unknown>[] } | null;
  said: ScanMessage | null;
};
const emptyView: QueueView = { waiting: 0, now: null, asks: null, said: null };

const coverPollMs = 150;
const lookUpTimeoutMs = 10_000;

/** Rejects when a response takes longer than a user waits. */
async function withTimeout<T>(answer: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), ms);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** All meanings of a scan at its target, in both readings. */
async function findMatches({ text, other, target }: Scan): Promise<ScanMatch<unknown>[]> {
  const found = [await target.find(text), other === undefined ? [] : await target.find(other)].flat();
  return found.filter(({ key }, i) => found.findIndex((one) => one.key === key) === i);
}

/** The scan queue of one device: handled in order, none is lost. */
export class ScanQueue {
  #scans: Scan[] = [];
  #doors: ScanTarget[] = [];
  readonly #keeper: ScanStorage;
  /** Of the page before the reload: they wait for their target. */
  #kept: StoredScan[];
  #view = emptyView;
  #listeners = new Set<() => void>();
  #isRunning = false;
  #decide: ((go: ScanMatch<unknown> | boolean) => void) | null = null;

  constructor(keeper: ScanStorage = noStorage) {
    this.#keeper = keeper;
    this.#kept = keeper.read();
  }

  /** The active target: the one opened last. */
  get target(): ScanTarget | undefined {
    return this.#doors.at(-1);
  }
  readonly view = (): QueueView => this.#view;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  #show(part: Partial<QueueView>): void {
    this.#view = { ...this.#view, ...part };
    for (const tell of this.#listeners) tell();
  }

  /** Opens a target; returns how to close it. */
  open(target: ScanTarget): () => void {
    this.#doors.push(target);
    this.#show({ said: null });
    // Not during a render: a target may be closed and reopened there.
    setTimeout(() => this.#goOn(target));
    return () => {
      this.#doors = this.#doors.filter((d) => d !== target);
    };
  }

  /** Resumes what waited for this target before the reload. */
  #goOn(target: ScanTarget): void {
    const own = this.#kept.filter((scan) => scan.target === target.name);
    if (own.length === 0 || !this.#doors.includes(target)) return;
    this.#kept = this.#kept.filter((scan) => !own.includes(scan));
    this.#scans.unshift(...own.map((scan) => ({ ...scan, target, quiet: false, onEnd: () => {} })));
    this.#changed();
    void this.#run();
  }

  /** Notifies listeners and stores what waits. */
  #changed(part: Partial<QueueView> = {}): void {
    const waiting = this.#scans.flatMap(({ id, text, other, target: { name } }) =>
      name ? [{ id, text, other, target: name }] : [],
    );
    this.#keeper.write([...this.#kept, ...waiting]);
    this.#show({ ...part, waiting: this.#scans.length });
  }

  /** Enqueues a code for the open target. `quiet`: the caller reports an unknown code. */
  hear(code: string | ScanReading, quiet = false): Promise<ScanOutcome> {
    const { text, other } = typeof code === "string" ? { text: code } : code;
    const { target } = this;
    const id = crypto.randomUUID();
    if (!target) {
      this.#show({ said: { id, tone: "refused", what: "nowhere", text } });
      return Promise.resolve("left");
    }
    return new Promise((onEnd) => {
      this.#scans.push({ id, text, other, target, quiet, onEnd });
      this.#changed();
      void this.#run();
    });
  }

  /** Answers `asks`: one of its meanings, or null to skip the scan. */
  choose(meaning: ScanMatch<unknown> | null): void {
    this.#decide?.(meaning ?? false);
  }
  /** Retries a failed scan. */
  retry(): void {
    if (this.#view.now?.why === "failed") this.#decide?.(true);
  }
  /** Skips a failed scan. */
  leaveOut(): void {
    if (this.#view.now?.why === "failed") this.#decide?.(false);
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let scan = this.#scans[0]; scan; scan = this.#scans[0]) {
      const { outcome, said } = await this.#answer(scan);
      this.#scans.shift();
      this.#changed({ now: null, asks: null, ...(said ? { said } : {}) });
      scan.onEnd(outcome);
    }
    this.#isRunning = false;
  }

  async #answer(scan: Scan): Promise<{ outcome: ScanOutcome; said?: ScanMessage }> {
    const { id, text } = scan;
    const left = { outcome: "left", said: { id, tone: "refused", what: "left", text } } as const;
    const leftOut = { outcome: "left", said: { id, tone: "refused", what: "leftOut", text } } as const;
    for (;;) {
      while (this.#isOpen(scan) && scan.target.isCovered?.()) {
        if (this.#view.now?.why !== "covered") this.#show({ now: { text, why: "covered" } });
        await new Promise((done) => setTimeout(done, coverPollMs));
      }
      if (!this.#isOpen(scan)) return left;
      this.#show({ now: { text, why: "looking" } });
      try {
        const meanings = scan.meaning ? [scan.meaning] : await withTimeout(findMatches(scan), lookUpTimeoutMs);
        if (meanings.length === 0) return this.#unknown(scan);
        scan.meaning = meanings.length === 1 ? meanings[0] : await this.#ask(scan, meanings);
        if (!scan.meaning) return leftOut;
        if (!this.#isOpen(scan)) return left;
        const answer = await scan.target.take(scan.meaning.value, id);
        const outcome = answer.tone === "done" ? "taken" : "refused";
        return { outcome, said: { id, text, what: "answer", ...answer } };
      } catch (error) {
        this.#show({ now: { text, why: "failed", error } });
        if ((await this.#decision()) === false) return leftOut;
      }
    }
  }

  #unknown({ id, text, quiet, target }: Scan): { outcome: ScanOutcome; said?: ScanMessage } {
    if (quiet) return { outcome: "unknown" };
    const words = target.unknown?.(text);
    const what = words === undefined ? ({ what: "unknown" } as const) : ({ what: "answer", words } as const);
    return { outcome: "unknown", said: { id, tone: "refused", text, ...what } };
  }

  async #ask({ id, text }: Scan, meanings: ScanMatch<unknown>[]): Promise<ScanMatch<unknown> | undefined> {
    this.#show({ asks: { id, text, meanings } });
    const chosen = await this.#decision();
    this.#show({ asks: null });
    return typeof chosen === "object" ? chosen : undefined;
  }

  #decision(): Promise<ScanMatch<unknown> | boolean> {
    return new Promise((resolve) => {
      this.#decide = (go) => {
        this.#decide = null;
        resolve(go);
      };
    });
  }

  #isOpen = ({ target }: Scan): boolean => this.#doors.includes(target);
}
