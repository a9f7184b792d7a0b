import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { type Role, staff } from "@/db/schema/identity";
import { staffPasskey } from "@/db/schema/passkeys";
import { resolveActor } from "@/server/app/context";
import { createSystemCtx } from "@/server/platform/context";
import { signCookie } from "@/server/platform/http/cookies";
import { loadSecrets } from "@/server/platform/secrets";
import { inTransaction } from "@/server/platform/transaction";
import { Authenticator } from "@/server/testing/authenticator";
import { runBroken } from "@/server/testing/broken";
import { ctxOf, makeOffice as signedIn } from "@/server/testing/factories";
import { beginPasskey, finishPasskey } from "../passkeys/commands";
import { createPendingSession } from "../sessions";
import { recoverAdmin } from "./account-recovery";
import * as commands from "./commands";
import { claimAdmin } from "./commands";

const origin = "https://shop.example";
const outside = { ...ctxOf({ kind: "anonymous" }, "office"), origin };
const machine = createSystemCtx("command line");

beforeEach(async () => {
  await loadSecrets();
  await db().delete(staffPasskey);
});

const findActor = (secret: string) => resolveActor(signCookie("selvedge-office", secret), "office");

/** Creates the passkey that a pending session requires; returns the full session's secret. */
async function finishSignIn(pending: string) {
  const key = new Authenticator(origin);
  const { options } = await beginPasskey(outside, pending);
  return finishPasskey(outside, pending, key.make(options.challenge));
}

async function createSettledAdmin(role: Role = "admin") {
  const email = `${randomUUID().slice(0, 8)}@example.test`;
  const [row] = await db().insert(staff).values({ name: "Nigar", email, role }).returning();
  if (!row) throw new Error("no person");
  const secret = await finishSignIn(await inTransaction((tx) => createPendingSession(tx, row.id)));
  return { ...row, secret };
}

test("the only administrator recovers access with a link that works once, and the trail has the reason", async () => {
  const nigar = await createSettledAdmin();
  const link = await recoverAdmin(machine, { email: ` ${nigar.email.toUpperCase()}`, why: "the laptop was stolen" });
  expect(await findActor(nigar.secret)).toEqual({ kind: "anonymous" });
  const [entry] = await db().select().from(auditEntry).where(eq(auditEntry.action, "admin.way_back"));
  expect(entry).toMatchObject({ actorKind: "system", actorId: null, subjectId: nigar.id, reason: "security" });
  expect(entry).toMatchObject({ before: { passkeys: 1 }, after: { passkeys: 0 } });
  expect(entry?.details).toEqual({ why: "the laptop was stolen" });
  const claim = () => claimAdmin(outside, { secret: link, name: nigar.name, email: nigar.email });
  const again = await finishSignIn(await claim());
  expect(await findActor(again)).toMatchObject({ kind: "staff", staffId: nigar.id, role: "admin" });
  await expect(claim()).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
});

test("it serves administrators only, and only while no other administrator can help", async () => {
  const nigar = await createSettledAdmin();
  const anna = await createSettledAdmin("office");
  const refused = (email: string) => recoverAdmin(machine, { email, why: "x" });
  await expect(refused("nobody@example.test")).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  await expect(refused(anna.email)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  const other = await createSettledAdmin();
  await expect(refused(nigar.email)).rejects.toMatchObject({ appCode: "CONFLICT" });
  expect(await db().$count(staffPasskey, eq(staffPasskey.staffId, nigar.id))).toBe(1);
  const { ctx } = await signedIn("admin");
  await expect(recoverAdmin(ctx, { email: other.email, why: "x" })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  // Without the guard an administrator's passkeys would be removed although a colleague could have verified the person.
  const careless = () => recoverAdmin(machine, { email: nigar.email, why: "x" });
  expect(await runBroken(commands, { countSettledAdmins: async () => 0 }, careless)).toBeTypeOf("string");
  expect(await db().$count(staffPasskey, eq(staffPasskey.staffId, nigar.id))).toBe(0);
});
