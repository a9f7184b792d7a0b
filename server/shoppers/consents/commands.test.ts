import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { consent } from "@/db/schema/privacy";
import { inTransaction } from "@/server/platform/transaction";
import { makeShopper } from "@/server/testing/factories";
import { mergeConsents, recordDecision, recordNoticeShown } from "./commands";
import { canAdvertise, getConsents, listAdvertisingConsents } from "./queries";
import { findWithdrawnByMerge, toCurrentConsents } from "./rules";

async function createPerson(kind: "guest" | "customer" = "customer") {
  const created = await makeShopper(kind);
  return { ...created, ctx: { ...created.ctx, actor: created.actor } };
}

test("advertising needs consent; each decision is stored with its text, place and time", async () => {
  const leyla = await createPerson();
  expect(await canAdvertise(leyla.id, "email")).toBe(false);
  await inTransaction((tx) => recordNoticeShown(tx, leyla.actor, leyla.id));
  await inTransaction((tx) => recordNoticeShown(tx, leyla.actor, leyla.id));
  expect(await canAdvertise(leyla.id, "email")).toBe(false);
  await recordDecision(leyla.ctx, { channel: "email", granted: true });
  await recordDecision(leyla.ctx, { channel: "email", granted: true });
  expect([await canAdvertise(leyla.id, "email"), await canAdvertise(leyla.id, "sms")]).toEqual([true, false]);
  await recordDecision(leyla.ctx, { channel: "email", granted: false });
  const { advertising, records } = await getConsents(leyla.actor);
  expect(advertising).toEqual({ email: false, sms: false });
  expect(records.map((r) => [r.purpose, r.channel, r.decision, r.textVersion, r.surface])).toEqual([
    ["advertising", "email", "withdrawn", "v1", "shop"],
    ["advertising", "email", "granted", "v1", "shop"],
    ["data_processing", "any", "told", "v1", "shop"],
  ]);
});

test("ten concurrent taps record one decision", async () => {
  const leyla = await createPerson();
  await Promise.all(Array.from({ length: 10 }, () => recordDecision(leyla.ctx, { channel: "sms", granted: true })));
  expect(await listAdvertisingConsents(leyla.id)).toHaveLength(1);
});

test("no record is ever changed or deleted", async () => {
  const leyla = await createPerson();
  await recordDecision(leyla.ctx, { channel: "email", granted: true });
  const mine = eq(consent.shopperId, leyla.id);
  const refused = expect.objectContaining({ message: expect.stringContaining("append-only") });
  await expect(db().update(consent).set({ decision: "withdrawn" }).where(mine)).rejects.toMatchObject({
    cause: refused,
  });
  await expect(db().delete(consent).where(mine)).rejects.toMatchObject({ cause: refused });
  await expect(db().execute(sql`truncate consent`)).rejects.toMatchObject({ cause: refused });
});

test("after a merge the stricter decision applies", async () => {
  const guest = await createPerson("guest");
  const account = await createPerson();
  const merge = () => inTransaction((tx) => mergeConsents(tx, guest.id, account.id));
  await recordDecision(guest.ctx, { channel: "sms", granted: true });
  await recordDecision(guest.ctx, { channel: "email", granted: true });
  await recordDecision(guest.ctx, { channel: "email", granted: false });
  await recordDecision(account.ctx, { channel: "email", granted: true });
  await merge();
  await merge();
  expect((await getConsents(account.actor)).advertising).toEqual({ email: false, sms: false });
  expect((await listAdvertisingConsents(account.id)).map((r) => r.decision)).toEqual(["granted", "withdrawn"]);
});

test("the merge rules, for every pair", () => {
  const of = (decision: "granted" | "withdrawn" | null) => (decision ? [{ channel: "email", decision }] : []);
  const all = [null, "granted", "withdrawn"] as const;
  for (const guest of all) {
    for (const account of all) {
      const stopped = findWithdrawnByMerge(of(guest), of(account));
      const after = toCurrentConsents([
        ...of(account),
        ...stopped.map((channel) => ({ channel, decision: "withdrawn" as const })),
      ]);
      expect(after.email).toBe(account === "granted" && guest !== "withdrawn");
    }
  }
});
