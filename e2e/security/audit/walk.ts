import { asc, eq, notInArray } from "drizzle-orm";
import { expect, vi } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { importRun } from "@/db/schema/catalogue-import";
import { auditActs } from "@/server/audit/rules";
import type { AuditAction } from "@/server/audit/schema";
import { allowed, type ProcedureName, surfaceOf } from "../matrix/cell";
import { cells, procedures } from "../matrix/cells";
import { makeWorld, playing, type Role } from "../matrix/world";
import type { Person } from "../people";
import { mutate, type Target } from "../target";
import type { AuditCase } from "./case";

type Entry = typeof auditEntry.$inferSelect;

const staffRoles = ["tablet", "consultant", "manager", "office", "admin"] as const satisfies Role[];

/** What staff may do by a shopper's consent alone, so that the matrix does not know it. */
const byConsent = ["sync.push"];

/** Every mutation by which staff can do something, as the router and the matrix tell. */
export const staffMutations = procedures
  .filter(({ name, kind, actor }) => {
    if (kind !== "mutation") return false;
    const cell = cells[name as ProcedureName];
    if (byConsent.includes(name) || surfaceOf(actor, cell) !== "shop") return true;
    // What is anybody's in the shop is a shopper's act, unless its row of the matrix names staff.
    return (actor !== "anyone" || cell.only !== undefined) && staffRoles.some((role) => allowed(actor, cell, role));
  })
  .map(({ name }) => name as ProcedureName);

const actorOf = new Map(procedures.map((p) => [p.name, p.actor]));

/** What is known of a caller before the call. */
type Known = Person & { staffId?: string; sessionId?: string; storeDeviceId?: string; storeId?: string };

/** Who the entry must name for this caller. */
function expectedOf(by: AuditCase["by"], person: Known) {
  const { staffId = null, sessionId = null, storeDeviceId = null, storeId = null } = person;
  if (by === "stranger") return { actorKind: "anonymous", actorId: null, sessionId: null, storeDeviceId: null };
  if (by === "tablet") return { actorKind: "store_device", actorId: null, sessionId: null, storeDeviceId, storeId };
  if (by === "entering") return { actorKind: "staff", storeDeviceId };
  return { actorKind: "staff", actorId: staffId, sessionId, storeDeviceId, ...(storeDeviceId ? { storeId } : {}) };
}

/** What is wrong with one entry. */
function faultsOf(entry: Entry, { by = "caller", figures: said, fourEyes }: AuditCase, person: Person): string[] {
  const figures = typeof said === "string" ? said : said[entry.action as AuditAction];
  const faults: string[] = [];
  const expected = expectedOf(by, person);
  for (const [field, value] of Object.entries(expected)) {
    // A tablet that is only being enrolled has no id before.
    const unknown = by === "tablet" && value === null && field.startsWith("store") && !("storeDeviceId" in person);
    const got = entry[field as keyof Entry];
    if (unknown ? got === null : got !== value) faults.push(`${field} is ${got}`);
  }
  if (by === "entering" && !entry.actorId) faults.push("says not who comes in");
  if (!entry.sessionId && !entry.storeDeviceId && by !== "stranger") faults.push("neither session nor tablet");
  if (entry.reason !== auditActs[entry.action as keyof typeof auditActs]) faults.push(`reason is ${entry.reason}`);
  const [before, after] = [entry.before !== null, entry.after !== null];
  if (before !== (figures === "both" || figures === "before")) faults.push(before ? "says before" : "no before");
  if (after !== (figures === "both" || figures === "after")) faults.push(after ? "says after" : "no after");
  if (figures === "both" && JSON.stringify(entry.before) === JSON.stringify(entry.after)) faults.push("no change");
  if (fourEyes === true ? entry.approvedBy === null : entry.approvedBy !== null) faults.push("the second person");
  return faults.map((fault) => `${entry.action}: ${fault}`);
}

async function entriesSince(known: string[]): Promise<Entry[]> {
  const fresh = known.length > 0 ? notInArray(auditEntry.id, known) : undefined;
  return db().select().from(auditEntry).where(fresh).orderBy(asc(auditEntry.action));
}

/** The entries of a call; what follows after its answer is waited for (`patience` ms), and an import's end. */
async function entriesOf(known: string[], atLeast: number, patience: number): Promise<Entry[]> {
  await vi.waitFor(async () => expect(await db().$count(importRun, eq(importRun.status, "running"))).toBe(0), 10_000);
  const come = async () => expect((await entriesSince(known)).length).toBeGreaterThanOrEqual(atLeast);
  await vi.waitFor(come, { timeout: patience, interval: 20 }).catch(() => {});
  return entriesSince(known);
}

/** Calls one staff mutation as its case says; gives what is wrong with what the trail says of it. */
export async function walk(target: Target, name: ProcedureName, told: AuditCase, patience = 5_000): Promise<string[]> {
  const world = await makeWorld();
  const cell = cells[name];
  const kind = actorOf.get(name) ?? "anyone";
  const surface = cell.surface ?? (told.as === undefined && kind !== "office" ? "store" : surfaceOf(kind, cell));
  const role = told.as ?? (surface === "office" ? "office" : "consultant");
  const arrived = await told.arrive?.(world);
  const input = arrived?.input ?? (await (told.input ?? cell.input)?.(world, role));
  const person = playing(world, role, surface);
  const as = arrived ? { surface, cookie: arrived.cookie } : person;
  const known = (await db().select({ id: auditEntry.id }).from(auditEntry)).map((e) => e.id);
  const answer = await mutate(target, name, { as, input });
  if (answer.code !== (told.refusal ?? "")) return [`was answered ${answer.status} ${answer.body.slice(0, 200)}`];
  const entries = await entriesOf(known, told.acts.length, patience);
  const acts = entries.map((e) => e.action);
  if (JSON.stringify(acts) !== JSON.stringify([...told.acts].sort())) return [`left ${acts.join(", ") || "nothing"}`];
  const faults = entries.flatMap((entry) => faultsOf(entry, told, as));
  const comesIn = told.by !== "entering" || entries.some((e) => e.actorId === e.subjectId);
  return comesIn ? faults : [...faults, "nobody is said to come in"];
}
