import { registerAttack, reportLetThrough, reportRefused } from "./attack";
import { createGuest } from "./people";
import { mutate, query, startMutant, type Target } from "./target";

/** What a browser adds when another site makes it ask; an old one sends Origin only, and a sandboxed frame's is "null". */
const foreign: Record<string, Record<string, string>> = {
  "another site": { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  "a sister domain": { origin: "https://blog.shop.example", "sec-fetch-site": "same-site" },
  "an old browser": { origin: "https://evil.example" },
  "a sandboxed frame": { origin: "null" },
  "no origin at all": {},
};

/** Signs the victim out in each way that a form, a link or a script of another site has. */
const ways: Record<string, (url: string, headers: Record<string, string>) => Promise<Response>> = {
  "multipart form": (url, headers) => {
    const body = new FormData();
    body.append("x", "1");
    return fetch(`${url}/api/trpc/shoppers.signOut`, { method: "POST", headers, body });
  },
  "text/plain": (url, headers) =>
    fetch(`${url}/api/trpc/shoppers.signOut`, {
      method: "POST",
      headers: { ...headers, "content-type": "text/plain" },
      body: "{}",
    }),
  json: (url, headers) =>
    fetch(`${url}/api/trpc/shoppers.signOut`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: "{}",
    }),
  batch: (url, headers) =>
    fetch(`${url}/api/trpc/shoppers.signOut,shoppers.signOut?batch=1`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: "{}",
    }),
  "GET with an effect": (url, headers) => fetch(`${url}/api/trpc/shoppers.signOut`, { headers }),
};

async function isSignedIn(target: Target, as: Awaited<ReturnType<typeof createGuest>>): Promise<boolean> {
  const { data } = await query(target, "shoppers.getMe", { as });
  return (data as { kind?: string }).kind === "guest";
}

async function streamOpens(target: Target, cookie: string): Promise<boolean> {
  const leave = new AbortController();
  const response = await fetch(`${target.url}/api/trpc/sync.stream`, {
    headers: { cookie, ...foreign["another site"] },
    signal: leave.signal,
  });
  leave.abort();
  return response.status === 200;
}

/** A12: every way of every foreign page, each with a victim of its own; then a read and the stream. */
async function run(target: Target) {
  const through: string[] = [];
  let tried = 0;
  for (const [from, headers] of Object.entries(foreign)) {
    for (const [way, send] of Object.entries(ways)) {
      const victim = await createGuest();
      await send(target.url, { ...headers, cookie: victim.cookie });
      tried++;
      if (!(await isSignedIn(target, victim))) through.push(`${way} from ${from}`);
    }
  }
  const victim = await createGuest();
  const read = await query(target, "cart.get", { as: victim, headers: foreign["another site"] ?? {} });
  if (read.status === 200) through.push("a read from another site");
  if (await streamOpens(target, victim.cookie)) through.push("a stream from another site");
  // The page's own request must still pass, or the rest says nothing.
  const own = await mutate(target, "shoppers.signOut", { as: victim });
  if (own.status !== 200) throw new Error(`the page's own request was answered ${own.status}`);
  return through.length > 0 ? reportLetThrough(through.join(", ")) : reportRefused(`${tried + 2} of ${tried + 2} ways`);
}

registerAttack({
  id: "A12",
  title: "requests forged by another site",
  run,
  mutants: {
    "the same-origin rule for requests": () => startMutant({ crossSite: () => false }),
    "the same-origin rule for streams": () => startMutant({ foreignStream: () => false }),
  },
});
