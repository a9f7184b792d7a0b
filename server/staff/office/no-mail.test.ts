import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { outgoingMessage } from "@/db/schema/contacts";
import { oneTimeCode, staff } from "@/db/schema/identity";
import { createSystemCtx } from "@/server/platform/context";
import { generateSecret } from "@/server/platform/ids";
import { loadSecrets } from "@/server/platform/secrets";
import { ctxOf, makeConsultant, makeStore } from "@/server/testing/factories";
import { printOfficeCode, requestOfficeCode, signInToOffice } from "./commands";
import { buildStartupCredentials } from "./startup-credentials";

// An installation outside demo mode without mail.
process.env.DEMO = "0";
beforeAll(async () => {
  await loadSecrets();
});

const outside = ctxOf({ kind: "anonymous" }, "office");
const machine = createSystemCtx("command line");

async function createAdmin() {
  const email = `${randomUUID().slice(0, 8)}@example.test`;
  const [row] = await db().insert(staff).values({ name: "Anna", email, role: "admin" }).returning();
  if (!row) throw new Error("no person");
  return row;
}

test("without mail the requested code is printed, works once in the requesting window, and is recorded in the trail", async () => {
  const anna = await createAdmin();
  const browser = generateSecret();
  await requestOfficeCode(outside, { email: anna.email, browser });
  expect(await db().$count(outgoingMessage)).toBe(0);
  const code = await printOfficeCode(machine, ` ${anna.email.toUpperCase()}`);
  const enter = (by: string) => signInToOffice(outside, { email: anna.email, code, browser: by });
  await expect(enter(generateSecret())).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  expect(await enter(browser)).toMatch(/^[A-Za-z0-9_-]{22}$/);
  await expect(enter(browser)).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  await expect(printOfficeCode(machine, anna.email)).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  const [entry] = await db().select().from(auditEntry).where(eq(auditEntry.action, "office.code_printed"));
  expect(entry).toMatchObject({ actorKind: "system", subjectId: anna.id, reason: "security" });
});

test("nothing is printed for strangers, for store staff, without a request, too late, or without shell access", async () => {
  const anna = await createAdmin();
  await expect(printOfficeCode(machine, anna.email)).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  const consultant = await makeConsultant((await makeStore()).id);
  for (const email of [consultant.email, "nobody@example.test"]) {
    await requestOfficeCode(outside, { email, browser: generateSecret() });
    await expect(printOfficeCode(machine, email)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  }
  await requestOfficeCode(outside, { email: anna.email, browser: generateSecret() });
  await expect(printOfficeCode(outside, anna.email)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  await db().update(oneTimeCode).set({ expiresAt: sql`clock_now()` });
  await expect(printOfficeCode(machine, anna.email)).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
});

test("the start prints how to get the office's codes, once there is an administrator", async () => {
  const [link] = await buildStartupCredentials({ demo: false, base: "http://127.0.0.1:3000" });
  expect(link).toContain("/claim#");
});
