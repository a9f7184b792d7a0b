import { readFileSync } from "node:fs";
import { db } from "@/db/client";
import { invariantCheck } from "@/db/schema/health";
import { assertOffice } from "@/server/access/actors";
import { now } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { getIntervalMs, getInvariantState, type Invariant, isDue, parseInvariants } from "./rules";
import type { HealthView } from "./schema";

let read: Invariant[] | undefined;

/** The invariants of db/invariants.sql, read once. */
export function getInvariants(): Invariant[] {
  read ??= parseInvariants(readFileSync("db/invariants.sql", "utf8"));
  return read;
}

const selectChecks = () => Promise.all([db().select().from(invariantCheck), now()]);

/** The invariants whose next check is due. */
export async function listDueInvariants(): Promise<Invariant[]> {
  const [rows, at] = await selectChecks();
  return getInvariants().filter(({ name }) =>
    isDue(
      rows.find((r) => r.name === name),
      at.getTime(),
    ),
  );
}

/** The last result of every invariant, without a permission check: for metrics. */
export async function getLastChecks(): Promise<HealthView> {
  const [rows, at] = await selectChecks();
  const iso = (moment: Date | null | undefined) => moment?.toISOString() ?? null;
  return {
    now: at.toISOString(),
    invariants: getInvariants().map(({ name, number }) => {
      const check = rows.find((r) => r.name === name);
      return {
        name,
        number,
        state: getInvariantState(check, at.getTime()),
        checkedAt: iso(check?.checkedAt),
        everyMinutes: Math.round(getIntervalMs(check?.tookMs ?? 0) / 60_000),
        broken: check?.broken ?? 0,
        rows: check?.rows ?? [],
        brokenSince: iso(check?.brokenSince),
        lastBrokenAt: iso(check?.lastBrokenAt),
      };
    }),
  };
}

/** The same for the office. Throws NOT_FOUND without the permission. */
export async function getHealth(ctx: Ctx): Promise<HealthView> {
  assertOffice(ctx, "office");
  return getLastChecks();
}
