import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { startLocalStripe } from "@/server/payments/local-stripe/provider";
import { setLocalStripe } from "@/server/platform/env";
import { loadSecrets } from "@/server/platform/secrets";
import { startMutant, type Target } from "../target";
import type { AuditCase } from "./case";
import { buildOfficeCases } from "./office";
import { paymentCases } from "./payments";
import { registerCases } from "./register";
import { stockCases } from "./stock";
import { tabletCases } from "./tablet";
import { staffMutations, walk } from "./walk";

process.env.DATA_DIR = mkdtempSync(path.join(tmpdir(), "selvedge-audit-"));
process.env.DEMO = "1";

let target: Target = { url: "" };
const cases = {
  ...tabletCases,
  ...registerCases,
  ...paymentCases,
  ...stockCases,
  ...buildOfficeCases(() => target.url),
};

const walks = Object.entries(cases).flatMap(([name, given]) =>
  "silent" in given ? [] : given.map((told: AuditCase) => ({ name: name as (typeof staffMutations)[number], told })),
);
const title = (w: (typeof walks)[number]) => `${w.name} leaves ${w.told.acts.join(" and ")}`;

const local = startLocalStripe();

beforeAll(async () => {
  await loadSecrets();
  setLocalStripe({ LOCAL_STRIPE_URL: (await local).url, STRIPE_WEBHOOK_SECRET: undefined });
  const server = await startMutant({});
  // Browsers allow passkeys at a name only.
  target = { ...server, url: server.url.replace("127.0.0.1", "localhost") };
});

/** The shipped code on a database that does this to each entry before it is written. */
async function runSpoilt(how: string, work: () => Promise<void>): Promise<void> {
  await db().execute(sql.raw(`create function spoil() returns trigger language plpgsql as $$ begin ${how} end $$`));
  await db().execute(sql`create trigger spoil before insert on audit_entry for each row execute function spoil()`);
  try {
    await work();
  } finally {
    await db().execute(sql`drop function spoil() cascade`);
  }
}

/** The cases whose walk saw nothing wrong. */
async function listUncovered(some: typeof walks): Promise<string[]> {
  const missed: string[] = [];
  for (const w of some) if ((await walk(target, w.name, w.told, 50)).length === 0) missed.push(title(w));
  return missed;
}

afterAll(async () => {
  await target.close?.();
  await (await local).close();
});

test("every staff mutation of the router has its case, or its reason to leave no entry", () => {
  expect(Object.keys(cases).sort()).toEqual([...staffMutations].sort());
});

describe("what staff does stands in the trail, and nothing else", () => {
  test.each(walks.map((w) => [title(w), w] as const))("%s", async (_title, { name, told }) => {
    const faults = await walk(target, name, told);
    expect(faults, faults.join("\n")).toEqual([]);
  });
});

describe("the walk sees it", () => {
  test("when any one act leaves no entry", { timeout: 240_000 }, () =>
    runSpoilt("return null;", async () => expect(await listUncovered(walks)).toEqual([])),
  );

  const claim = walks.filter((w) => w.name === "pickups.store.claim");
  test.each([
    ["the person", "new.actor_id := gen_random_uuid(); return new;"],
    ["the session", "new.session_id := null; return new;"],
    ["the tablet", "new.store_device_id := null; return new;"],
    ["the reason", "new.reason := ''; return new;"],
    ["what stood before", "new.before := null; return new;"],
    ["the kind of act", "new.action := 'pickup.ready'; return new;"],
  ])("when an entry does not tell %s", (_what, how) =>
    runSpoilt(how, async () => expect(await listUncovered(claim)).toEqual([])),
  );
});
