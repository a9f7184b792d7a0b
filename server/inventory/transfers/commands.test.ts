import { randomUUID } from "node:crypto";
import { eq, inArray, sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { staff } from "@/db/schema/identity";
import { stockLevel } from "@/db/schema/inventory";
import { hashPin } from "@/server/platform/ids";
import type { Money } from "@/server/platform/money";
import { inTransaction } from "@/server/platform/transaction";
import { approve } from "@/server/staff/approvals";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeOffice, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { broken } from "@/server/testing/invariants";
import * as levels from "../commands";
import { holdStock } from "../commands";
import { getLedger } from "../office/queries";
import { ledgerFilterSchema } from "../office/schema";
import { listStockViolations } from "../queries";
import { cancelTransfer, receiveTransfer, sendTransfer } from "./commands";
import { getTransfer, listInboundTransfers, listTransfers } from "./queries";
import * as rules from "./rules";
import { type ReceiveTransfer, transferFilterSchema } from "./schema";

afterEach(async () => expect([...(await listStockViolations()), ...(await broken("transfer_pieces"))]).toEqual([]));

async function setup(priceMinor = 1_000) {
  const from = await makeStore({ name: "Nizami" });
  const to = await makeStore({ name: "Port" });
  const product = await makeProduct(["S", "M"], priceMinor);
  const office = await makeOffice();
  const [a = "", b = ""] = product.variants.map((v) => v.id);
  await stock(a, from.id, 5);
  await stock(b, from.id, 5);
  const toSendInput = (x: number, y: number) => ({
    key: randomUUID(),
    fromStoreId: from.id,
    toStoreId: to.id,
    lines: [
      { variantId: b, quantity: y },
      { variantId: a, quantity: x },
    ].filter((l) => l.quantity > 0),
  });
  const counted = (transferId: string, x: number, y: number, sent = [3, 2]): ReceiveTransfer => {
    const line = (variantId: string, received: number, was = 0) => ({
      variantId,
      received,
      difference: received === was ? null : received < was ? ("missing" as const) : ("surplus" as const),
    });
    return { key: randomUUID(), transferId, lines: [line(a, x, sent[0]), line(b, y, sent[1])] };
  };
  const onHand = async () => {
    const rows = await db()
      .select()
      .from(stockLevel)
      .where(inArray(stockLevel.storeId, [from.id, to.id]));
    return [from, to].flatMap((s) =>
      [a, b].map((id) => rows.find((r) => r.storeId === s.id && r.variantId === id)?.onHand ?? 0),
    );
  };
  return { from, to, office, a, b, toSendInput, counted, onHand };
}

const hold = (storeId: string, variantId: string, quantity: number) =>
  inTransaction((tx) =>
    holdStock(tx, {
      storeId,
      items: [{ variantId, quantity }],
      ownerId: randomUUID(),
      referenceId: randomUUID(),
      purpose: "pickup",
      expiresAt: new Date(Date.now() + 3_600_000),
    }),
  );

test("sent items leave one store's stock, count in none, and join the other's as they were counted", async () => {
  const { to, office, toSendInput, counted, onHand } = await setup();
  const { transferId, number } = await sendTransfer(office.ctx, toSendInput(3, 2));
  expect(await onHand()).toEqual([2, 3, 0, 0]);
  expect(await receiveTransfer(office.ctx, counted(transferId, 2, 3))).toEqual({ received: 5, missing: 0 });
  expect(await onHand()).toEqual([2, 3, 2, 3]);
  const seen = await getTransfer(office.ctx, { transferId });
  expect(seen).toMatchObject({ number, status: "received", sent: 5, received: 5, sentBy: "Anna", endedBy: "Anna" });
  expect(seen.lines.map((l) => [l.options[0], l.sent, l.received, l.difference])).toEqual([
    ["S", 3, 2, "missing"],
    ["M", 2, 3, "surplus"],
  ]);
  const { movements } = await getLedger(
    office.ctx,
    ledgerFilterSchema.parse({ storeId: to.id, reason: "transfer_in" }),
  );
  expect(movements.map((m) => [m.document, m.link, m.actor])).toEqual([
    [`№ ${number}`, { kind: "transfer", id: transferId }, "Anna"],
    [`№ ${number}`, { kind: "transfer", id: transferId }, "Anna"],
  ]);
  const trail = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, transferId));
  expect(trail.map((e) => e.action).sort()).toEqual(["stock.transfer.received", "stock.transfer.sent"]);
});

test("reserved items are not sent, nor part of a transfer", async () => {
  const { from, office, b, toSendInput, onHand } = await setup();
  await hold(from.id, b, 4);
  await expect(sendTransfer(office.ctx, toSendInput(3, 2))).rejects.toMatchObject({
    appCode: "OUT_OF_STOCK",
    details: { variantId: b, available: 1 },
  });
  expect(await onHand()).toEqual([5, 5, 0, 0]);
  const same = { ...toSendInput(1, 1), toStoreId: from.id };
  expect(() => sendTransfer(office.ctx, same)).toThrow("BAD_INPUT");
});

test("a cancelled transfer returns everything, once, and cannot be received any more", async () => {
  const { office, toSendInput, counted, onHand } = await setup();
  const { transferId } = await sendTransfer(office.ctx, toSendInput(3, 2));
  expect(await cancelTransfer(office.ctx, { transferId })).toEqual({ pieces: 5 });
  expect(await onHand()).toEqual([5, 5, 0, 0]);
  const wrong = { appCode: "WRONG_STATUS", details: { status: "cancelled" } };
  await expect(cancelTransfer(office.ctx, { transferId })).rejects.toMatchObject(wrong);
  await expect(receiveTransfer(office.ctx, counted(transferId, 3, 2))).rejects.toMatchObject(wrong);
  expect(await onHand()).toEqual([5, 5, 0, 0]);
});

test("every line is received with a fitting reason, or nothing is", async () => {
  const { office, toSendInput, counted, onHand, a } = await setup();
  const { transferId } = await sendTransfer(office.ctx, toSendInput(3, 2));
  const good = counted(transferId, 2, 2);
  const refused = [
    good.lines.slice(0, 1),
    [...good.lines, { variantId: randomUUID(), received: 1, difference: null }],
    good.lines.map((l) => ({ ...l, difference: null })),
    good.lines.map((l) => ({ ...l, variantId: a })),
  ];
  for (const lines of refused) {
    await expect(receiveTransfer(office.ctx, { ...good, lines })).rejects.toMatchObject({ appCode: "BAD_INPUT" });
  }
  expect(await onHand()).toEqual([2, 3, 0, 0]);
});

test("a tablet sees and receives transfers to its own store only", async () => {
  const { from, to, office, toSendInput, counted, onHand } = await setup();
  const { transferId } = await sendTransfer(office.ctx, toSendInput(3, 2));
  const here = await makeConsultant(to.id);
  const there = await makeConsultant(from.id, "manager");
  expect((await listInboundTransfers(here.ctx)).map((t) => [t.id, t.lines.length])).toEqual([[transferId, 2]]);
  expect(await listInboundTransfers(there.ctx)).toEqual([]);
  const missing = { appCode: "NOT_FOUND" };
  await expect(receiveTransfer(there.ctx, counted(transferId, 3, 2))).rejects.toMatchObject(missing);
  expect(() => sendTransfer(here.ctx, toSendInput(1, 1))).toThrow("NOT_FOUND");
  expect(() => cancelTransfer(here.ctx, { transferId })).toThrow("NOT_FOUND");
  const stranger = (await makeShopper("customer")).ctx;
  expect(() => receiveTransfer(stranger, counted(transferId, 3, 2))).toThrow("NOT_FOUND");
  await expect(listTransfers(stranger, transferFilterSchema.parse({}))).rejects.toMatchObject(missing);
  expect(await receiveTransfer(here.ctx, counted(transferId, 3, 2))).toEqual({ received: 5, missing: 0 });
  expect(await onHand()).toEqual([2, 3, 3, 2]);
  expect(await listInboundTransfers(here.ctx)).toEqual([]);
});

test("valuable missing items need a second person's approval", async () => {
  const { to, office, toSendInput, counted, onHand } = await setup(20_001);
  const { transferId } = await sendTransfer(office.ctx, toSendInput(3, 2));
  const needed = { appCode: "APPROVAL_NEEDED", details: { subjectId: transferId, amountMinor: 20_001 } };
  // At the office the approver is another person than the sender.
  await expect(receiveTransfer(office.ctx, counted(transferId, 3, 1))).rejects.toMatchObject(needed);
  const rauf = await makeConsultant(to.id);
  await expect(receiveTransfer(rauf.ctx, counted(transferId, 3, 1))).rejects.toMatchObject(needed);
  const manager = await makeConsultant(to.id, "manager", "Sevda");
  await db()
    .update(staff)
    .set({ pinHash: await hashPin("7754") })
    .where(eq(staff.id, manager.id));
  const act = { action: "stock.write_off" as const, subjectId: transferId, amountMinor: 20_001 };
  const { approvalId } = await approve(rauf.ctx, { staffId: manager.id, pin: "7754", act });
  await receiveTransfer(rauf.ctx, { ...counted(transferId, 3, 1), approvalId });
  expect(await onHand()).toEqual([2, 3, 3, 1]);
  const [entry] = await db()
    .select()
    .from(auditEntry)
    .where(sql`subject_id = ${transferId} and action = 'stock.transfer.received'`);
  expect(entry).toMatchObject({
    approvedBy: manager.id,
    actorId: rauf.id,
    after: { worth: [{ minor: 20_001, currency: "AZN" }] },
  });
  const next = await sendTransfer(office.ctx, toSendInput(1, 1));
  const other = await makeOffice("office", "Nigar");
  await receiveTransfer(other.ctx, counted(next.transferId, 1, 0, [1, 1]));
});

test("missing items of two currencies are never one sum, and need a second person whatever they are worth", async () => {
  const { office, b, toSendInput, counted } = await setup(1_000);
  await db().execute(sql`update variant set currency = 'EUR' where id = ${b}`);
  const { transferId } = await sendTransfer(office.ctx, toSendInput(3, 2));
  const needed = { appCode: "APPROVAL_NEEDED", details: { amountMinor: 2_000 } };
  await expect(receiveTransfer(office.ctx, counted(transferId, 1, 1))).rejects.toMatchObject(needed);
  await receiveTransfer((await makeOffice("office", "Nigar")).ctx, counted(transferId, 1, 1));
  const [entry] = await db()
    .select()
    .from(auditEntry)
    .where(sql`subject_id = ${transferId} and action = 'stock.transfer.received'`);
  const { worth = [] } = (entry?.after ?? {}) as { worth?: Money[] };
  expect(worth.map(({ minor, currency }) => `${minor} ${currency}`).sort()).toEqual(["1000 EUR", "2000 AZN"]);
});

test("transfers are listed a page at a time by store and status", async () => {
  const { from, to, office, toSendInput } = await setup();
  const ids = [];
  for (let n = 0; n < 3; n++) ids.unshift((await sendTransfer(office.ctx, toSendInput(1, 0))).transferId);
  await cancelTransfer(office.ctx, { transferId: ids[2] ?? "" });
  const list = async (part: object) =>
    (await listTransfers(office.ctx, transferFilterSchema.parse(part))).transfers.map((t) => t.id);
  expect(await list({ storeId: to.id })).toEqual(ids);
  expect(await list({ storeId: from.id, status: "cancelled" })).toEqual([ids[2]]);
  expect(await list({ storeId: (await makeStore()).id })).toEqual([]);
});

/** Eight tablets receive one transfer at the same moment. */
async function eightTablets() {
  const { to, office, toSendInput, counted } = await setup();
  const { transferId } = await sendTransfer(office.ctx, toSendInput(3, 2));
  const staffed = await Promise.all(Array.from({ length: 8 }, () => makeConsultant(to.id)));
  const done = await Promise.allSettled(staffed.map(({ ctx }) => receiveTransfer(ctx, counted(transferId, 3, 2))));
  return done.filter((d) => d.status === "fulfilled").length;
}

test("a transfer that eight tablets receive at once is booked once", async () => {
  expect(await eightTablets()).toBe(1);
});

test("without the guard of its status it is booked eight times", async () => {
  expect(await runBroken(rules, { getTransferSources: () => rules.transferStatuses }, eightTablets)).toBe(8);
  expect((await broken("transfer_pieces")).length).toBeGreaterThan(0);
  await db().execute(sql`delete from stock_movement where reason = 'transfer_in' and ctid not in (
    select min(ctid) from stock_movement where reason = 'transfer_in' group by reference_id, variant_id)`);
  await db().execute(sql`update stock_level l set on_hand = (select sum(delta) from stock_movement m
    where m.variant_id = l.variant_id and m.store_id = l.store_id)`);
});

/** Ten shoppers reserve the five items while the office sends three of them to another store. */
async function sendWhileSelling() {
  const { from, office, a, toSendInput } = await setup();
  const done = await Promise.allSettled([
    ...Array.from({ length: 5 }, () => hold(from.id, a, 1)),
    sendTransfer(office.ctx, toSendInput(3, 0)),
    ...Array.from({ length: 5 }, () => hold(from.id, a, 1)),
  ]);
  return done.flatMap((d) =>
    d.status === "rejected" ? [(d.reason as { appCode?: string }).appCode ?? "untyped"] : [],
  );
}

test("sending during sales takes no held item", async () => {
  expect(new Set(await sendWhileSelling())).toEqual(new Set(["OUT_OF_STOCK"]));
});

test("without its guard it does, and only the table's check is left", async () => {
  await db().execute(sql`alter table stock_level drop constraint stock_level_reserved`);
  const { from, office, a, toSendInput } = await setup();
  await hold(from.id, a, 4);
  await runBroken(levels, { hasAvailable: () => sql`true` }, () => sendTransfer(office.ctx, toSendInput(3, 0)));
  expect((await listStockViolations()).length).toBe(1);
  await db().execute(
    sql`update stock_hold set ended_at = clock_now(), outcome = 'released' where store_id = ${from.id}`,
  );
  await db().execute(sql`update stock_level set reserved = 0 where store_id = ${from.id}`);
  await db().execute(
    sql`alter table stock_level add constraint stock_level_reserved check (reserved >= 0 and reserved <= on_hand)`,
  );
});
