import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { consent } from "@/db/schema/privacy";
import { makeShopper } from "@/server/testing/factories";
import { decide, mergeConsents, recordTold } from "./commands";
import { advertisingOf, consentsOf, mayAdvertise } from "./queries";
import { standing, withdrawnByMerge } from "./rules";

async function person(kind: "guest" | "customer" = "customer") {
  const made = await makeShopper(kind);
  return { ...made, ctx: { ...made.ctx, actor: made.actor } };
}

test("nobody is advertised to who did not say so; each decision is kept with its words, place and time", async () => {
  const leyla = await person();
  expect(await mayAdvertise(leyla.id, "email")).toBe(false);
  await db().transaction((tx) => recordTold(tx, leyla.actor, leyla.id));
  await db().transaction((tx) => recordTold(tx, leyla.actor, leyla.id));
  expect(await mayAdvertise(leyla.id, "email")).toBe(false);
  await decide(leyla.ctx, { channel: "email", granted: true });
  await decide(leyla.ctx, { channel: "email", granted: true });
  expect([await mayAdvertise(leyla.id, "email"), await mayAdvertise(leyla.id, "sms")]).toEqual([true, false]);
  await decide(leyla.ctx, { channel: "email", granted: false });
  const { advertising, records } = await consentsOf(leyla.actor);
  expect(advertising).toEqual({ email: false, sms: false });
  expect(records.map((r) => [r.purpose, r.channel, r.decision, r.textVersion, r.surface])).toEqual([
    ["advertising", "email", "withdrawn", "v1", "shop"],
    ["advertising", "email", "granted", "v1", "shop"],
    ["data_processing", "any", "told", "v1", "shop"],
  ]);
});

test("ten taps at once record one decision", async () => {
  const leyla = await person();
  await Promise.all(Array.from({ length: 10 }, () => decide(leyla.ctx, { channel: "sms", granted: true })));
  expect(await advertisingOf(leyla.id)).toHaveLength(1);
});

test("no record is ever changed or deleted", async () => {
  const leyla = await person();
  await decide(leyla.ctx, { channel: "email", granted: true });
  const mine = eq(consent.shopperId, leyla.id);
  const refused = expect.objectContaining({ message: expect.stringContaining("append-only") });
  await expect(db().update(consent).set({ decision: "withdrawn" }).where(mine)).rejects.toMatchObject({
    cause: refused,
  });
  await expect(db().delete(consent).where(mine)).rejects.toMatchObject({ cause: refused });
  await expect(db().execute(sql`truncate consent`)).rejects.toMatchObject({ cause: refused });
});

test("after a merge the stricter decision holds", async () => {
  const [guest, account] = [await person("guest"), await person()];
  const merge = () => db().transaction((tx) => mergeConsents(tx, guest.id, account.id));
  await decide(guest.ctx, { channel: "sms", granted: true });
  await decide(guest.ctx, { channel: "email", granted: true });
  await decide(guest.ctx, { channel: "email", granted: false });
  await decide(account.ctx, { channel: "email", granted: true });
  await merge();
  await merge();
  expect((await consentsOf(account.actor)).advertising).toEqual({ email: false, sms: false });
  expect((await advertisingOf(account.id)).map((r) => r.decision)).toEqual(["granted", "withdrawn"]);
});

test("the rules of a merge, every pair", () => {
  const of = (decision: "granted" | "withdrawn" | null) => (decision ? [{ channel: "email", decision }] : []);
  const all = [null, "granted", "withdrawn"] as const;
  for (const guest of all) {
    for (const account of all) {
      const stopped = withdrawnByMerge(of(guest), of(account));
      const after = standing([
        ...of(account),
        ...stopped.map((channel) => ({ channel, decision: "withdrawn" as const })),
      ]);
      expect(after.email).toBe(account === "granted" && guest !== "withdrawn");
    }
  }
});
