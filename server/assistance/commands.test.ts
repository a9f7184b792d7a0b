import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { syncChange } from "@/db/schema/sync";
import { bus } from "@/server/platform/bus";
import { createSystemCtx, type StaffActor } from "@/server/platform/context";
import { loadSecrets } from "@/server/platform/secrets";
import { canAccessScope } from "@/server/shoppers/queries";
import { ctxOf, makeConsultant, makeShopper, makeStore } from "@/server/testing/factories";
import { listAccessLog } from "./access-log";
import { createCard, createHelpCode, endAssistance, extendAssistance, openAssistance } from "./commands";
import { expireIdleGrants } from "./grants";
import { findAssistedShopper, listGrantedScopes, listGrantRows } from "./queries";
import { openAssistanceSchema } from "./schema";

beforeAll(async () => {
  await loadSecrets();
});

const shiftClock = (interval: string) =>
  db().execute(sql`update clock_offset set shift = shift + ${interval}::interval`);
type ShiftActor = StaffActor & { storeId: string; storeDeviceId: string };

async function createHelp() {
  const store = await makeStore({ name: "Nizami St." });
  const consultant = await makeConsultant(store.id);
  const actor = consultant.actor as ShiftActor;
  const shopper = await makeShopper();
  return {
    shopper: { ...shopper, ctx: { ...shopper.ctx, actor: shopper.actor } },
    staff: { ...consultant, actor, ctx: { ...consultant.ctx, actor } },
    store,
  };
}

const toOpenInput = (value: string) => openAssistanceSchema.parse({ card: value });

test("a card opens the cart once, shows the shopper who assists, and is logged", async () => {
  const { shopper, staff } = await createHelp();
  expect(await canAccessScope(staff.actor, shopper.id)).toBe(false);
  const heard: string[] = [];
  bus.on(`access:${staff.tablet.id}`, () => heard.push("tablet"));
  const card = await createCard(shopper.ctx);
  const { grantId } = await openAssistance(staff.ctx, toOpenInput(card.value));
  expect(heard).toEqual(["tablet"]);
  expect(await canAccessScope(staff.actor, shopper.id)).toBe(true);
  expect(await listGrantedScopes(staff.actor)).toEqual([shopper.id]);
  expect(await findAssistedShopper(staff.actor)).toMatchObject({ grantId, scopeId: shopper.id, account: false });
  expect(await listGrantRows(shopper.id)).toMatchObject([
    { entityId: grantId, row: { storeName: "Nizami St.", consultant: "Rauf" } },
  ]);
  const changes = await db().select().from(syncChange);
  expect(changes.find((c) => c.entityId === grantId)).toMatchObject({ scopeId: shopper.id, entity: "grant" });
  await expect(openAssistance(staff.ctx, toOpenInput(card.value))).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  await extendAssistance(staff.ctx);
  expect((await listAccessLog(shopper.actor, null)).looks.map((l) => l.action)).toEqual([
    "client.looked",
    "client.opened",
  ]);
});

test("a card is valid for a minute, a code for five; a new code replaces the old", async () => {
  const { shopper, staff } = await createHelp();
  const card = await createCard(shopper.ctx);
  await shiftClock("61 seconds");
  await expect(openAssistance(staff.ctx, toOpenInput(card.value))).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  const first = await createHelpCode(shopper.ctx);
  const second = await createHelpCode(shopper.ctx);
  await expect(openAssistance(staff.ctx, { code: first.value })).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  await shiftClock("299 seconds");
  await openAssistance(staff.ctx, { code: second.value });
  const third = await createHelpCode(shopper.ctx);
  await shiftClock("301 seconds");
  await expect(openAssistance(staff.ctx, { code: third.value })).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
});

test("ten wrong codes in ten minutes block a tablet, even for a valid code", async () => {
  const { shopper, staff } = await createHelp();
  const right = await createHelpCode(shopper.ctx);
  const wrong = right.value === "000000" ? "000001" : "000000";
  for (let i = 0; i < 10; i++) {
    await expect(openAssistance(staff.ctx, { code: wrong })).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  }
  await expect(openAssistance(staff.ctx, { code: right.value })).rejects.toMatchObject({ appCode: "RATE_LIMITED" });
});

test("assistance is ended by the shopper, by the consultant, or after 15 minutes without use", async () => {
  const { shopper, staff } = await createHelp();
  const open = async () =>
    (await openAssistance(staff.ctx, toOpenInput((await createCard(shopper.ctx)).value))).grantId;
  const isOpen = () => canAccessScope(staff.actor, shopper.id);
  await endAssistance(shopper.ctx, await open());
  expect(await isOpen()).toBe(false);
  await endAssistance(staff.ctx, await open());
  expect(await isOpen()).toBe(false);
  await open();
  await shiftClock("14 minutes");
  await extendAssistance(staff.ctx);
  await shiftClock("14 minutes");
  expect(await isOpen()).toBe(true);
  await shiftClock("61 seconds");
  expect(await isOpen()).toBe(false);
  await expect(extendAssistance(staff.ctx)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  expect(await expireIdleGrants(createSystemCtx("sweep"))).toBeGreaterThan(0);
  expect(await listGrantRows(shopper.id)).toEqual([]);
});

test("another's grant can neither be ended nor used; a linked device cannot show the card", async () => {
  const { shopper, staff, store } = await createHelp();
  const { grantId } = await openAssistance(staff.ctx, toOpenInput((await createCard(shopper.ctx)).value));
  const other = await createHelp();
  const colleague = await makeConsultant(store.id);
  for (const ctx of [other.shopper.ctx, other.staff.ctx, colleague.ctx, ctxOf({ kind: "anonymous" })]) {
    await expect(endAssistance(ctx, grantId)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  }
  expect(await canAccessScope(colleague.actor, shopper.id)).toBe(false);
  // The same tablet in a colleague's hands: the customer consented to the previous consultant.
  expect(await canAccessScope({ ...staff.actor, staffId: colleague.id }, shopper.id)).toBe(false);
  const actor = { ...shopper.actor, kind: "linked" as const };
  await expect(createCard({ ...shopper.ctx, actor })).rejects.toMatchObject({ appCode: "UNAUTHENTICATED" });
  await expect(createHelpCode({ ...shopper.ctx, actor })).rejects.toMatchObject({ appCode: "UNAUTHENTICATED" });
});

test("the next customer replaces the previous one; the same customer keeps the grant", async () => {
  const { shopper, staff } = await createHelp();
  const first = await openAssistance(staff.ctx, toOpenInput((await createCard(shopper.ctx)).value));
  const again = await openAssistance(staff.ctx, toOpenInput((await createCard(shopper.ctx)).value));
  expect(again.grantId).toBe(first.grantId);
  const next = (await createHelp()).shopper;
  await openAssistance(staff.ctx, toOpenInput((await createCard(next.ctx)).value));
  expect(await listGrantedScopes(staff.actor)).toEqual([next.id]);
});
