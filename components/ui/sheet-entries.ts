/**
 * Every open sheet has an entry of its own in the browser's history, at the page's address, so that Back (the phone's
 * button, a swipe) closes the topmost sheet instead of leaving the page. Closed by other means, a sheet takes its entry away.
 * This is the only place that knows of these entries.
 */
type OpenSheet = { close: () => void };

const open: OpenSheet[] = [];
/** How many entries of sheets lie above that of the page, and what tells them from others'. */
let entryCount = 0;
let pageMark = "";
/** While the page beneath an open sheet changes, the sheet has no entry. */
let isHeld = false;
/** Asked the browser to go back and waits for it. */
let backTimer: ReturnType<typeof setTimeout> | null = null;
let isPlanned = false;
const waiters: (() => void)[] = [];

const backTimeoutMs = 1_000;
const buildMark = (depth: number) => `${pageMark}.${depth}`;
const getMark = (state: unknown) => (state as { sheets?: string } | null)?.sheets;

function onArrived(depth: number): void {
  if (backTimer) clearTimeout(backTimer);
  backTimer = null;
  entryCount = depth;
}

/** Brings the entries in line with the open sheets, then tells who waits for that. */
function alignEntries(): void {
  isPlanned = false;
  if (backTimer) return;
  const wanted = isHeld ? 0 : open.length;
  if (entryCount > wanted && getMark(history.state) === buildMark(entryCount)) {
    backTimer = setTimeout(() => {
      onArrived(wanted);
      alignEntries();
    }, backTimeoutMs);
    history.go(wanted - entryCount);
    return;
  }
  // Somebody went on from a sheet by themselves: its entry is out of reach.
  if (entryCount > wanted) entryCount = 0;
  if (entryCount === 0 && wanted > 0) {
    pageMark = Date.now().toString(36);
    history.replaceState({ ...history.state, sheets: buildMark(0) }, "");
  }
  while (entryCount < wanted) {
    entryCount++;
    history.pushState({ ...history.state, sheets: buildMark(entryCount) }, "");
  }
  for (const go of waiters.splice(0)) go();
}

/** After everything that one step of the screen opens and closes: one sheet may take the place of another. */
function scheduleAlign(): void {
  if (isPlanned) return;
  isPlanned = true;
  queueMicrotask(alignEntries);
}

const whenAligned = () =>
  new Promise<void>((resolve) => {
    waiters.push(resolve);
    scheduleAlign();
  });

/** Before the router: between the page and its sheets nothing changes that it shows. */
function onPopState(event: PopStateEvent): void {
  if (entryCount === 0) return;
  const [of, depth] = (getMark(event.state) ?? "").split(".");
  const within = of === pageMark;
  if (within) event.stopImmediatePropagation();
  onArrived(within ? Number(depth) : 0);
  if (!isHeld) for (const sheet of open.splice(entryCount).reverse()) sheet.close();
  scheduleAlign();
}

if (typeof window !== "undefined") {
  window.addEventListener("popstate", onPopState, true);
  // The page was loaded anew while a sheet was open: its entry leads nowhere.
  const [of = "", depth = ""] = (getMark(history.state) ?? "").split(".");
  if (Number(depth) > 0) {
    pageMark = of;
    entryCount = Number(depth);
    scheduleAlign();
  }
}

/** A sheet opens; `close` is called when Back closes it. Gives what takes its entry away again. */
export function enterSheet(close: () => void): () => void {
  const sheet = { close };
  open.push(sheet);
  scheduleAlign();
  return () => {
    const at = open.indexOf(sheet);
    if (at >= 0) open.splice(at, 1);
    scheduleAlign();
  };
}

/** Closes every sheet and resolves once their entries are gone: go on to another page only then. */
export function leaveSheets(): Promise<void> {
  for (const sheet of open.splice(0).reverse()) sheet.close();
  return whenAligned();
}

/** Takes the entries away while the page beneath the open sheets changes. `restoreEntries` puts them on top of the new one. */
export function holdEntries(): Promise<void> {
  isHeld = true;
  return whenAligned();
}

export function restoreEntries(): void {
  isHeld = false;
  scheduleAlign();
}
