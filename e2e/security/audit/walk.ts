import { asc, eq, notInArray } from "drizzle-orm";
import { expect, vi } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { importRun } from "@/db/schema/catalogue-import";
import type { AuditAction } from "@/server/audit/rules";
import { reasonByAction } from "@/server/audit/rules";
import { isAllowed, type ProcedureName, surfaceOf } from "../matrix/cell";
import { cells, procedures } from "../matrix/cells";
import { getPerson, makeWorld, type Role } from "../matrix/world";
import type { Person } from "../people";
import { mutate, type Target } from "../target";
import type { AuditCase } from "./case";

type Entry = typeof auditEntry.$inferSelect;

const staffRoles = ["tablet", "consultant", "manager", "office", "admin"] as const satisfies Role[];

/** What staff may do by a shopper's consent alone, so that the matrix does not know it. */
const byConsent = ["sync.push"];

/** Every mutation by which staff can do something, from the router and the matrix. */
export const staffMutations = procedures
  .filter(({ name, kind, actor }) => {
    if (kind !== "mutation") return false;
    const cell = cells[name as ProcedureName];
    if (byConsent.includes(name) || surfaceOf(actor, cell) !== "shop") return true;
    // What is anybody's in the shop is a shopper's act, unless its row of the matrix names staff.
    return (actor !== "anyone" || cell.only !== undefined) && staffRoles.some((role) => isAllowed(actor, cell, role));
  })
  .map(({ name }) => name as ProcedureName);

const actorOf = new Map(procedures.map((p) => [p.name, p.actor]));

/** What is known of a caller before the call. */
type KnownPerson = Person & { staffId?: string; sessionId?: string; storeDeviceId?: string; storeId?: string };

/** Who the entry must name for this caller. */
function buildExpected(by: AuditCase["by"], person: KnownPerson) {
  const { staffId = null, sessionId = null, storeDeviceId = null, storeId = null } = person;
  if (by === "stranger") return { actorKind: "anonymous", actorId: null, sessionId: null, storeDeviceId: null };
  if (by === "tablet") return { actorKind: "store_device", actorId: null, sessionId: null, storeDeviceId, storeId };
  if (by === "entering") return { actorKind: "staff", storeDeviceId };
  return { actorKind: "staff", actorId: staffId, sessionId, storeDeviceId, ...(storeDeviceId ? { storeId } : {}) };
}

/** What is wrong with one entry. */
function listFaults(entry: Entry, { by = "caller", figures: said, fourEyes }: AuditCase, person: Person): string[] {
  const figures = typeof said === "string" ? said : said[entry.action as AuditAction];
  const faults: string[] = [];
  const expected = buildExpected(by, person);
  for (const [field, value] of Object.entries(expected)) {
    // A tablet that is only being enrolled has no id before.
    const unknown = by === "tablet" && value === null && field.startsWith("store") && !("storeDeviceId" in person);
    const got = entry[field as keyof Entry];
    if (unknown ? got === null : got !== value) faults.push(`${field} is ${got}`);
  }
  if (by === "entering" && !entry.actorId) faults.push("says not who comes in");
  if (!entry.sessionId && !entry.storeDeviceId && by !== "stranger") faults.push("neither session nor tablet");
  if (entry.reason !== reasonByAction[entry.action as keyof typeof reasonByAction])
    faults.push(`reason is ${entry.reason}`);
  const before = entry.before !== null;
  const after = entry.after !== null;
  if (before !== (figures === "both" || figures === "before")) faults.push(before ? "says before" : "no before");
  if (after !== (figures === "both" || figures === "after")) faults.push(after ? "says after" : "no after");
  if (figures === "both" && JSON.stringify(entry.before) === JSON.stringify(entry.after)) faults.push("no change");
  if (fourEyes === true ? entry.approvedBy === null : entry.approvedBy !== null) faults.push("the second person");
  return faults.map((fault) => `${entry.action}: ${fault}`);
}

async function listEntriesSince(known: string[]): Promise<Entry[]> {
  const fresh = known.length > 0 ? notInArray(auditEntry.id, known) : undefined;
  return db().select().from(auditEntry).where(fresh).orderBy(asc(auditEntry.action));
}

/** The entries of a call; what follows after its answer is waited for (`patience` ms), and an import's end. */
async function waitForEntries(known: string[], atLeast: number, patience: number): Promise<Entry[]> {
  await vi.waitFor(async () => expect(await db().$count(importRun, eq(importRun.status, "running"))).toBe(0), 10_000);
  const expectEntries = async () => expect((await listEntriesSince(known)).length).toBeGreaterThanOrEqual(atLeast);
  await vi.waitFor(expectEntries, { timeout: patience, interval: 20 }).catch(() => {});
  return listEntriesSince(known);
}

/** Calls one staff mutation as its case says; gives what is wrong with what the trail says of it. */
export async function walk(
  target: Target,
  name: ProcedureName,
  auditCase: AuditCase,
  patience = 5_000,
): Promise<string[]> {
  const world = await makeWorld();
  const cell = cells[name];
  const kind = actorOf.get(name) ?? "anyone";
  const surface = cell.surface ?? (auditCase.as === undefined && kind !== "office" ? "store" : surfaceOf(kind, cell));
  const role = auditCase.as ?? (surface === "office" ? "office" : "consultant");
  const arrived = await auditCase.arrive?.(world);
  const input = arrived?.input ?? (await (auditCase.input ?? cell.input)?.(world, role));
  const person = getPerson(world, role, surface);
  const as = arrived ? { surface, cookie: arrived.cookie } : person;
  const known = (await db().select({ id: auditEntry.id }).from(auditEntry)).map((e) => e.id);
  const answer = await mutate(target, name, { as, input });
  if (answer.code !== (auditCase.refusal ?? "")) return [`was answered ${answer.status} ${answer.body.slice(0, 200)}`];
  const entries = await waitForEntries(known, auditCase.acts.length, patience);
  const acts = entries.map((e) => e.action);
  if (JSON.stringify(acts) !== JSON.stringify([...auditCase.acts].sort()))
    return [`left ${acts.join(", ") || "nothing"}`];
  const faults = entries.flatMap((entry) => listFaults(entry, auditCase, as));
  const comesIn = auditCase.by !== "entering" || entries.some((e) => e.actorId === e.subjectId);
  return comesIn ? faults : [...faults, "nobody is said to come in"];
}
