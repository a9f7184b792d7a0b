import { describe, expect, inject, test } from "vitest";
import { reportLetThrough, reportRefused, type Verdict } from "./attack";
import { startMutant, type Target } from "./target";

const title = "Headers and content security policy";
const strict = [
  "/en",
  "/ru/c/women",
  "/az/search",
  "/en/cart",
  "/en/account",
  "/en/orders",
  "/store",
  "/office",
  "/en/nope",
];
const cached = ["/en/p/no-such-thing"];

const everywhere = [
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "form-action 'self'",
  "default-src 'self'",
];

/** What is missing on one page. */
async function listFaults({ url }: Target, path: string, nonced: boolean): Promise<string[]> {
  const response = await fetch(`${url}${path}`);
  const html = await response.text();
  const header = (name: string) => response.headers.get(name) ?? "";
  const policy = header("content-security-policy");
  const faults = everywhere.filter((d) => !policy.includes(d));
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? "";
  if (nonced && (!/'nonce-[\w+/=]{20,}'/.test(scripts) || !scripts.includes("'strict-dynamic'")))
    faults.push("no nonce");
  if (nonced && /unsafe-inline|unsafe-eval'/.test(scripts.replace("'wasm-unsafe-eval'", "")))
    faults.push("unsafe scripts");
  const nonce = /'nonce-([^']+)'/.exec(scripts)?.[1];
  if (nonce && response.status === 200 && !html.includes(`nonce="${nonce}"`)) faults.push("scripts without the nonce");
  if (nonced && !/no-store/.test(header("cache-control"))) faults.push("kept by caches");
  if (header("x-content-type-options") !== "nosniff") faults.push("nosniff");
  if (!header("referrer-policy").includes("origin")) faults.push("referrer-policy");
  if (header("cross-origin-opener-policy") !== "same-origin") faults.push("COOP");
  const camera = header("permissions-policy").includes("camera=(self)");
  if (camera !== path.startsWith("/store") || !header("permissions-policy")) faults.push("permissions-policy");
  return faults.map((fault) => `${path}: ${fault}`);
}

async function run(target: Target): Promise<Verdict> {
  const faults: string[] = [];
  for (const path of strict) faults.push(...(await listFaults(target, path, true)));
  for (const path of cached) faults.push(...(await listFaults(target, path, false)));
  const api = await fetch(`${target.url}/api/trpc/shoppers.getMe`);
  if (api.headers.get("cache-control") !== "no-store") faults.push("the API: kept by caches");
  if (!api.headers.get("content-security-policy")?.includes("default-src 'none'")) faults.push("the API: no policy");
  const two = await Promise.all([1, 2].map(() => fetch(`${target.url}/en/account`)));
  const [one, other] = two.map((r) => r.headers.get("content-security-policy"));
  if (one === other) faults.push("one nonce for two answers");
  return faults.length > 0
    ? reportLetThrough(faults.slice(0, 4).join(", "))
    : reportRefused(`${strict.length + cached.length + 1} answers are as they must be`);
}

describe(title, () => {
  test("stand on every answer of the production build", async ({ task }) => {
    const { letThrough: faulty, what } = await run({ url: inject("productionUrl") });
    task.meta.line = { attack: title, against: "production build", result: `${faulty ? "FAULTY" : "whole"}: ${what}` };
    expect(faulty, what).toBe(false);
  });
  test("are missed where they are not made", async ({ task }) => {
    const plain = await startMutant({ pageHeaders: () => {} }, async (_req, res) => void res.end("<html></html>"));
    const { letThrough: faulty, what } = await run(plain);
    await plain.close?.();
    task.meta.line = {
      attack: title,
      against: "mutant without the pages' headers",
      result: `${faulty ? "caught" : "MISSED"}: ${what}`,
    };
    expect(faulty).toBe(true);
  });
});
