/**
 * Every open sheet has an entry of its own in the browser's history, at the page's address, so that Back (the phone's
 * button, a swipe) closes the topmost sheet instead of leaving the page. Closed by other means, a sheet takes its entry away.
 * This is the only place that knows of these entries.
 */
type OpenSheet = { close: () => void };

const open: OpenSheet[] = [];
/** How many entries of sheets lie above that of the page, and what tells them from others'. */
let entries = 0;
let page = "";
/** While the page beneath an open sheet changes, the sheet has no entry. */
let held = false;
/** Asked the browser to go back and waits for it. */
let moving: ReturnType<typeof setTimeout> | null = null;
let planned = false;
const waiting: (() => void)[] = [];

const answersWithinMs = 1_000;
const mark = (depth: number) => `${page}.${depth}`;
const markOf = (state: unknown) => (state as { sheets?: string } | null)?.sheets;

function arrived(depth: number): void {
  if (moving) clearTimeout(moving);
  moving = null;
  entries = depth;
}

/** Brings the entries in line with the open sheets, then tells who waits for that. */
function settle(): void {
  planned = false;
  if (moving) return;
  const wanted = held ? 0 : open.length;
  if (entries > wanted && markOf(history.state) === mark(entries)) {
    moving = setTimeout(() => {
      arrived(wanted);
      settle();
    }, answersWithinMs);
    history.go(wanted - entries);
    return;
  }
  // Somebody went on from a sheet by themselves: its entry is out of reach.
  if (entries > wanted) entries = 0;
  if (entries === 0 && wanted > 0) {
    page = Date.now().toString(36);
    history.replaceState({ ...history.state, sheets: mark(0) }, "");
  }
  while (entries < wanted) {
    entries++;
    history.pushState({ ...history.state, sheets: mark(entries) }, "");
  }
  for (const go of waiting.splice(0)) go();
}

/** After everything that one step of the screen opens and closes: one sheet may take the place of another. */
function plan(): void {
  if (planned) return;
  planned = true;
  queueMicrotask(settle);
}

const settled = () =>
  new Promise<void>((resolve) => {
    waiting.push(resolve);
    plan();
  });

/** Before the router: between the page and its sheets nothing changes that it shows. */
function onPopState(event: PopStateEvent): void {
  if (entries === 0) return;
  const [of, depth] = (markOf(event.state) ?? "").split(".");
  const within = of === page;
  if (within) event.stopImmediatePropagation();
  arrived(within ? Number(depth) : 0);
  if (!held) for (const sheet of open.splice(entries).reverse()) sheet.close();
  plan();
}

if (typeof window !== "undefined") {
  window.addEventListener("popstate", onPopState, true);
  // The page was loaded anew while a sheet was open: its entry leads nowhere.
  const [of = "", depth = ""] = (markOf(history.state) ?? "").split(".");
  if (Number(depth) > 0) {
    page = of;
    entries = Number(depth);
    plan();
  }
}

/** A sheet opens; `close` is called when Back closes it. Gives what takes its entry away again. */
export function enterSheet(close: () => void): () => void {
  const sheet = { close };
  open.push(sheet);
  plan();
  return () => {
    const at = open.indexOf(sheet);
    if (at >= 0) open.splice(at, 1);
    plan();
  };
}

/** Closes every sheet and resolves once their entries are gone: go on to another page only then. */
export function leaveSheets(): Promise<void> {
  for (const sheet of open.splice(0).reverse()) sheet.close();
  return settled();
}

/** Takes the entries away while the page beneath the open sheets changes. `restoreEntries` puts them on top of the new one. */
export function holdEntries(): Promise<void> {
  held = true;
  return settled();
}

export function restoreEntries(): void {
  held = false;
  plan();
}
