import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { stockLevel } from "@/db/schema/inventory";
import { pickup } from "@/db/schema/orders";
import { syncChange } from "@/db/schema/sync";
import { listStockViolations } from "@/server/inventory/queries";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { paidBefore } from "@/server/testing/payments";
import { cancel } from "../commands";
import { expire, expirePickups } from "../expire";
import * as pickups from "../queries";
import { listOwnPickups, listScanCodes, listStoreQueue } from "../queries";
import { reserve } from "../reserve";
import { maxCodeAttempts, openStatuses } from "../rules";
import { claim, markReady, setLineStatus, unclaim } from "./commands";
import { checkCode, handOver } from "./hand-over";
import * as queries from "./queries";

const refused = (appCode: string) => ({ appCode });
const shiftClock = (by: string) => db().execute(sql`update clock_offset set shift = ${by}::interval`);

afterEach(async () => {
  await shiftClock("0");
  expect(await listStockViolations()).toEqual([]);
});

/** A reservation of one item in each of `sizes`, its shopper and the store's consultants. */
async function makeReserved(sizes = ["M"]) {
  const store = await makeStore();
  const { variants } = await makeProduct(sizes);
  for (const v of variants) await stock(v.id, store.id, 2);
  const shopper = await makeShopper();
  const row = await reserve(shopper.ctx, {
    key: randomUUID(),
    storeId: store.id,
    lines: variants.map((v) => ({ variantId: v.id, quantity: 1 })),
    contact: { name: "Leyla H", contact: "leyla@example.test" },
  });
  const rauf = await makeConsultant(store.id);
  const pickupId = row.id;
  const getOwnPickup = async () => (await listOwnPickups(shopper.ctx)).pickups.find((p) => p.id === pickupId);
  const level = async (variantId = variants[0]?.id ?? "") => {
    const at = and(eq(stockLevel.variantId, variantId), eq(stockLevel.storeId, store.id));
    const [found] = await db().select().from(stockLevel).where(at);
    return [found?.onHand, found?.reserved];
  };
  return { store, variants, shopper, row, pickupId, rauf, getOwnPickup, level };
}

/** The same, picked, paid and ready. */
async function waiting() {
  const all = await makeReserved();
  const { rauf, pickupId, row } = all;
  await claim(rauf.ctx, { pickupId });
  await setLineStatus(rauf.ctx, { pickupId, lineId: row.lines[0]?.id ?? "", status: "picked" });
  await markReady(rauf.ctx, { pickupId });
  await paidBefore(pickupId);
  return all;
}

describe("claiming", () => {
  /** Five consultants claim the same pickup at once. */
  async function fiveClaims() {
    const { store, pickupId } = await makeReserved();
    const people = await Promise.all(["A", "B", "C", "D", "E"].map((n) => makeConsultant(store.id, "consultant", n)));
    const results = await Promise.allSettled(people.map((p) => claim(p.ctx, { pickupId })));
    const refusals = results.flatMap((r) => (r.status === "rejected" ? [r.reason as { appCode: string }] : []));
    return { won: 5 - refusals.length, codes: [...new Set(refusals.map((r) => r.appCode))] };
  }

  it("is won by one of five; the others learn who has it", async () => {
    expect(await fiveClaims()).toEqual({ won: 1, codes: ["ALREADY_CLAIMED"] });
  });

  it("is won by all five without its guard", async () => {
    expect((await runBroken(queries, { isUnclaimed: () => undefined }, fiveClaims)).won).toBe(5);
  });

  it("may be repeated by the same consultant, and undone for the others", async () => {
    const { store, pickupId, rauf, getOwnPickup } = await makeReserved();
    expect(await claim(rauf.ctx, { pickupId })).toMatchObject({ status: "picking", claimedBy: { name: "Rauf" } });
    expect(await claim(rauf.ctx, { pickupId })).toMatchObject({ status: "picking" });
    expect(await getOwnPickup()).toMatchObject({ status: "picking" });
    await unclaim(rauf.ctx, { pickupId });
    const aysel = await makeConsultant(store.id, "consultant", "Aysel");
    expect(await claim(aysel.ctx, { pickupId })).toMatchObject({ claimedBy: { name: "Aysel" } });
  });

  it("is for this store's shift only", async () => {
    const { pickupId, shopper } = await makeReserved();
    const elsewhere = await makeConsultant((await makeStore()).id);
    await expect(claim(elsewhere.ctx, { pickupId })).rejects.toMatchObject(refused("NOT_FOUND"));
    expect(() => claim(shopper.ctx, { pickupId })).toThrow(expect.objectContaining(refused("NOT_FOUND")));
    expect((await listStoreQueue(elsewhere.storeId ?? "")).pickups).toEqual([]);
    await expect(listScanCodes(pickupId, elsewhere.storeId ?? "")).rejects.toMatchObject(refused("NOT_FOUND"));
  });
});

describe("picking", () => {
  it("declines a missing line alone, names the nearest store, and corrects the stock", async () => {
    const { store, variants, row, pickupId, rauf, getOwnPickup, level } = await makeReserved(["S", "M"]);
    const near = await makeStore({ name: "Port" });
    const [missing, found] = row.lines;
    await stock(missing?.variantId ?? "", near.id, 1);
    await claim(rauf.ctx, { pickupId });
    await expect(markReady(rauf.ctx, { pickupId })).rejects.toMatchObject(refused("WRONG_STATUS"));
    await setLineStatus(rauf.ctx, { pickupId, lineId: missing?.id ?? "", status: "declined" });
    await setLineStatus(rauf.ctx, { pickupId, lineId: found?.id ?? "", status: "picked" });
    expect(await level(missing?.variantId)).toEqual([1, 0]);
    expect(await markReady(rauf.ctx, { pickupId })).toMatchObject({ status: "ready" });
    const lines = (await getOwnPickup())?.lines ?? [];
    expect(lines.find((l) => l.id === missing?.id)).toMatchObject({ status: "declined", nearest: { name: "Port" } });
    expect(lines.find((l) => l.id === found?.id)).toMatchObject({ status: "picked", nearest: null });
    expect(variants).toHaveLength(2);
    const entries = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, pickupId));
    expect(entries.map((e) => e.action).sort()).toEqual([
      "pickup.line.declined",
      "pickup.line.picked",
      "pickup.picking",
      "pickup.ready",
    ]);
    expect(entries.every((e) => e.actorId === rauf.id && e.storeDeviceId === rauf.tablet.id)).toBe(true);
    expect((await listStoreQueue(store.id)).pickups).toHaveLength(1);
  });

  it("undoes a mistake: a line found after all is counted and held again", async () => {
    const { row, pickupId, rauf, level } = await makeReserved();
    const lineId = row.lines[0]?.id ?? "";
    await claim(rauf.ctx, { pickupId });
    await setLineStatus(rauf.ctx, { pickupId, lineId, status: "declined" });
    await setLineStatus(rauf.ctx, { pickupId, lineId, status: "reserved" });
    expect(await level()).toEqual([2, 1]);
    await setLineStatus(rauf.ctx, { pickupId, lineId, status: "picked" });
    await expect(setLineStatus(rauf.ctx, { pickupId, lineId, status: "picked" })).rejects.toMatchObject(
      refused("WRONG_STATUS"),
    );
    await expect(setLineStatus(rauf.ctx, { pickupId, lineId: randomUUID(), status: "picked" })).rejects.toMatchObject(
      refused("NOT_FOUND"),
    );
  });

  it("declines the whole pickup when nothing is found, and removes it from the store's queue", async () => {
    const { store, row, pickupId, rauf, getOwnPickup } = await makeReserved();
    await claim(rauf.ctx, { pickupId });
    await setLineStatus(rauf.ctx, { pickupId, lineId: row.lines[0]?.id ?? "", status: "declined" });
    expect(await markReady(rauf.ctx, { pickupId })).toMatchObject({ status: "declined" });
    expect(await getOwnPickup()).toMatchObject({ status: "declined" });
    expect((await listStoreQueue(store.id)).pickups).toEqual([]);
    const changes = await db()
      .select()
      .from(syncChange)
      .where(eq(syncChange.scopeId, store.id))
      .orderBy(syncChange.version);
    expect(changes.at(-1)).toMatchObject({ entityId: pickupId, row: null, by: { staff: "Rauf" } });
  });

  it("stops when the shopper cancels meanwhile", async () => {
    const { shopper, row, pickupId, rauf, level } = await makeReserved();
    await claim(rauf.ctx, { pickupId });
    await cancel(shopper.ctx, { pickupId });
    const picked = { pickupId, lineId: row.lines[0]?.id ?? "", status: "picked" as const };
    await expect(setLineStatus(rauf.ctx, picked)).rejects.toMatchObject(refused("WRONG_STATUS"));
    expect(await level()).toEqual([2, 0]);
  });
});

describe("handing over", () => {
  it("needs the code, decreases the stock, and happens once", async () => {
    const { row, pickupId, rauf, getOwnPickup, level } = await waiting();
    expect(await checkCode(rauf.ctx, { code: row.code })).toMatchObject({ id: pickupId, status: "ready" });
    const done = await Promise.all([1, 2, 3].map(() => handOver(rauf.ctx, { pickupId, code: row.code })));
    expect(done.map((d) => d.status)).toEqual(["collected", "collected", "collected"]);
    expect(await level()).toEqual([1, 0]);
    expect(await getOwnPickup()).toMatchObject({ status: "collected" });
    await expect(checkCode(rauf.ctx, { code: row.code })).rejects.toMatchObject({
      appCode: "WRONG_STATUS",
      details: { status: "collected" },
    });
  });

  it("refuses a wrong code, another store's, a pickup that is not ready and one that has expired", async () => {
    const early = await makeReserved();
    await expect(checkCode(early.rauf.ctx, { code: early.row.code })).rejects.toMatchObject({
      appCode: "WRONG_STATUS",
      details: { status: "reserved" },
    });
    const { row, pickupId, rauf } = await waiting();
    const wrong = row.code === "000000" ? "000001" : "000000";
    await expect(checkCode(rauf.ctx, { code: wrong })).rejects.toMatchObject(refused("CODE_WRONG"));
    await expect(handOver(rauf.ctx, { pickupId, code: wrong })).rejects.toMatchObject(refused("CODE_WRONG"));
    const elsewhere = await makeConsultant((await makeStore()).id);
    const there = { pickupId, code: row.code };
    await expect(handOver(elsewhere.ctx, there)).rejects.toMatchObject(refused("CODE_WRONG"));
    await shiftClock("4 days");
    await expect(checkCode(rauf.ctx, there)).rejects.toMatchObject(refused("CODE_EXPIRED"));
    await expect(handOver(rauf.ctx, there)).rejects.toMatchObject(refused("CODE_EXPIRED"));
    await expirePickups();
    await expect(handOver(rauf.ctx, there)).rejects.toMatchObject(refused("CODE_EXPIRED"));
  });

  it("blocks a tablet that guesses codes, also when it guesses concurrently", async () => {
    const { row, rauf } = await waiting();
    const guesses = Array.from({ length: 30 }, (_, i) => String(i).padStart(6, "0")).filter((c) => c !== row.code);
    const results = await Promise.allSettled(guesses.map((code) => checkCode(rauf.ctx, { code })));
    const codes = results.map((r) => (r.status === "rejected" ? (r.reason as { appCode: string }).appCode : "found"));
    expect(codes.filter((c) => c === "CODE_WRONG")).toHaveLength(maxCodeAttempts);
    await expect(checkCode(rauf.ctx, { code: row.code })).rejects.toMatchObject(refused("RATE_LIMITED"));
    await shiftClock("11 minutes");
    expect(await checkCode(rauf.ctx, { code: row.code })).toMatchObject({ status: "ready" });
  });
});

describe("expiry against collection", () => {
  /** Each of several pickups is collected and swept at the same instant; only for the sweep its hold is over. */
  async function race() {
    const outcomes: string[] = [];
    for (let i = 0; i < 16; i++) {
      const { row, pickupId, rauf, level } = await waiting();
      const handed = handOver(rauf.ctx, { pickupId, code: row.code }).then(
        () => true,
        () => false,
      );
      // Each round the sweep comes one round trip later, so that either may be first.
      const swept = async () => {
        for (let trip = 0; trip < i; trip++) await db().execute(sql`select 1`);
        return expire(pickupId);
      };
      const [collected, expired] = await Promise.all([handed, swept()]);
      const [onHand, held] = await level();
      outcomes.push(`${collected ? "collected" : ""}${expired ? "expired" : ""} ${onHand} ${held}`);
    }
    return outcomes;
  }
  // The sweep's clock is two days ahead, so that both may win.
  const early = sql`${pickup.expiresAt} <= clock_now() + interval '9 days'`;

  it("has exactly one outcome", async () => {
    const isOverdue = () => sql`${pickup.status} in ('reserved', 'picking', 'ready') and ${early}`;
    for (const outcome of await runBroken(pickups, { isOverdue }, race))
      expect(["collected 1 0", "expired 2 0"]).toContain(outcome);
  });

  it("has two outcomes when the sweep does not check the status", async () => {
    const outcomes = await runBroken(pickups, { isOverdue: () => early }, race);
    expect(outcomes.filter((o) => o.startsWith("collectedexpired")).length).toBeGreaterThan(0);
  });

  it("expires what is due, once, and releases the items", async () => {
    const { store, pickupId, getOwnPickup, level } = await makeReserved();
    const due = () => expirePickups({ storeId: store.id });
    expect(await due()).toBe(0);
    await shiftClock("4 days");
    const ended = await Promise.all([due(), due(), due()]);
    expect(ended.reduce((a, b) => a + b)).toBe(1);
    expect(await getOwnPickup()).toMatchObject({ status: "expired" });
    expect(await level()).toEqual([2, 0]);
    expect(await expire(pickupId)).toBe(false);
  });

  it("does not make the next shopper wait for the sweep", async () => {
    const { store, variants, pickupId } = await makeReserved();
    await shiftClock("4 days");
    const next = await makeShopper();
    const input = {
      key: randomUUID(),
      storeId: store.id,
      lines: [{ variantId: variants[0]?.id ?? "", quantity: 2 }],
      contact: { name: "Murad", contact: "murad@example.test" },
    };
    expect(await reserve(next.ctx, input)).toMatchObject({ status: "reserved" });
    const [old] = await db().select().from(pickup).where(eq(pickup.id, pickupId));
    expect(openStatuses).not.toContain(old?.status);
  });
});
