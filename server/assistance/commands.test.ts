import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { syncChange } from "@/db/schema/sync";
import { ctxOf, makeConsultant, makeShopper, makeStore } from "@/server/testing/factories";
import { bus } from "@/server/platform/bus";
import { type StaffActor, systemCtx } from "@/server/platform/context";
import { loadSecrets } from "@/server/platform/secrets";
import { mayTouchScope } from "@/server/shoppers/queries";
import { endHelp, newCard, newHelpCode, openClient, touchClient } from "./commands";
import { endIdleGrants } from "./grants";
import { looksAt } from "./access-log";
import { currentClient, grantedScopes, grantRows } from "./queries";
import { openClientSchema } from "./schema";

beforeAll(async () => {
  await loadSecrets();
});

const later = (interval: string) => db().execute(sql`update clock_offset set shift = shift + ${interval}::interval`);
type OnShift = StaffActor & { storeId: string; storeDeviceId: string };

async function makeHelp() {
  const store = await makeStore({ name: "Nizami St." });
  const consultant = await makeConsultant(store.id);
  const actor = consultant.actor as OnShift;
  const shopper = await makeShopper();
  return {
    shopper: { ...shopper, ctx: { ...shopper.ctx, actor: shopper.actor } },
    staff: { ...consultant, actor, ctx: { ...consultant.ctx, actor } },
    store,
  };
}

const scan = (value: string) => openClientSchema.parse({ card: value });

test("a card opens the bag once, tells the shopper who helps, and writes the look down", async () => {
  const { shopper, staff } = await makeHelp();
  expect(await mayTouchScope(staff.actor, shopper.id)).toBe(false);
  const heard: string[] = [];
  bus.on(`access:${staff.tablet.id}`, () => heard.push("tablet"));
  const card = await newCard(shopper.ctx);
  const { grantId } = await openClient(staff.ctx, scan(card.value));
  expect(heard).toEqual(["tablet"]);
  expect(await mayTouchScope(staff.actor, shopper.id)).toBe(true);
  expect(await grantedScopes(staff.actor)).toEqual([shopper.id]);
  expect(await currentClient(staff.actor)).toMatchObject({ grantId, scopeId: shopper.id, account: false });
  expect(await grantRows(shopper.id)).toMatchObject([
    { entityId: grantId, row: { storeName: "Nizami St.", consultant: "Rauf" } },
  ]);
  const changes = await db().select().from(syncChange);
  expect(changes.find((c) => c.entityId === grantId)).toMatchObject({ scopeId: shopper.id, entity: "grant" });
  await expect(openClient(staff.ctx, scan(card.value))).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  await touchClient(staff.ctx);
  expect((await looksAt(shopper.actor, null)).looks.map((l) => l.action)).toEqual(["client.looked", "client.opened"]);
});

test("a card is good for a minute, a code for five; a new code replaces the old", async () => {
  const { shopper, staff } = await makeHelp();
  const card = await newCard(shopper.ctx);
  await later("61 seconds");
  await expect(openClient(staff.ctx, scan(card.value))).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  const first = await newHelpCode(shopper.ctx);
  const second = await newHelpCode(shopper.ctx);
  await expect(openClient(staff.ctx, { code: first.value })).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  await later("299 seconds");
  await openClient(staff.ctx, { code: second.value });
  const third = await newHelpCode(shopper.ctx);
  await later("301 seconds");
  await expect(openClient(staff.ctx, { code: third.value })).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
});

test("ten wrong codes in ten minutes stop a tablet, also from using a right one", async () => {
  const { shopper, staff } = await makeHelp();
  const right = await newHelpCode(shopper.ctx);
  const wrong = right.value === "000000" ? "000001" : "000000";
  for (let i = 0; i < 10; i++) {
    await expect(openClient(staff.ctx, { code: wrong })).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  }
  await expect(openClient(staff.ctx, { code: right.value })).rejects.toMatchObject({ appCode: "TOO_MANY" });
});

test("help ends by the shopper, by the consultant, or by itself after a quarter of an hour without use", async () => {
  const { shopper, staff } = await makeHelp();
  const open = async () => (await openClient(staff.ctx, scan((await newCard(shopper.ctx)).value))).grantId;
  const isOpen = () => mayTouchScope(staff.actor, shopper.id);
  await endHelp(shopper.ctx, await open());
  expect(await isOpen()).toBe(false);
  await endHelp(staff.ctx, await open());
  expect(await isOpen()).toBe(false);
  await open();
  await later("14 minutes");
  await touchClient(staff.ctx);
  await later("14 minutes");
  expect(await isOpen()).toBe(true);
  await later("61 seconds");
  expect(await isOpen()).toBe(false);
  await expect(touchClient(staff.ctx)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  expect(await endIdleGrants(systemCtx("sweep"))).toBeGreaterThan(0);
  expect(await grantRows(shopper.id)).toEqual([]);
});

test("nobody ends or uses another's grant; a linked device cannot show the card", async () => {
  const { shopper, staff, store } = await makeHelp();
  const { grantId } = await openClient(staff.ctx, scan((await newCard(shopper.ctx)).value));
  const other = await makeHelp();
  const colleague = await makeConsultant(store.id);
  for (const ctx of [other.shopper.ctx, other.staff.ctx, colleague.ctx, ctxOf({ kind: "anonymous" })]) {
    await expect(endHelp(ctx, grantId)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  }
  expect(await mayTouchScope(colleague.actor, shopper.id)).toBe(false);
  // The same tablet in another colleague's hands: the client consented to the one before.
  expect(await mayTouchScope({ ...staff.actor, staffId: colleague.id }, shopper.id)).toBe(false);
  const actor = { ...shopper.actor, kind: "linked" as const };
  await expect(newCard({ ...shopper.ctx, actor })).rejects.toMatchObject({ appCode: "SIGN_IN_NEEDED" });
  await expect(newHelpCode({ ...shopper.ctx, actor })).rejects.toMatchObject({ appCode: "SIGN_IN_NEEDED" });
});

test("the next client closes the one before; the same client again keeps the grant", async () => {
  const { shopper, staff } = await makeHelp();
  const first = await openClient(staff.ctx, scan((await newCard(shopper.ctx)).value));
  const again = await openClient(staff.ctx, scan((await newCard(shopper.ctx)).value));
  expect(again.grantId).toBe(first.grantId);
  const next = (await makeHelp()).shopper;
  await openClient(staff.ctx, scan((await newCard(next.ctx)).value));
  expect(await grantedScopes(staff.actor)).toEqual([next.id]);
});
