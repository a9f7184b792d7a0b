import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { assistanceGrant, staff } from "@/db/schema/identity";
import { stockLevel, stockMovement } from "@/db/schema/inventory";
import { refund } from "@/db/schema/payments";
import { goodsReturn, goodsReturnLine } from "@/db/schema/returns";
import type { FulfilmentKind } from "@/server/cart/schema";
import { listStockViolations } from "@/server/inventory/queries";
import * as idempotency from "@/server/platform/idempotency";
import { hashPin } from "@/server/platform/ids";
import { approve } from "@/server/staff/approvals";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeProduct, makeShopper, makeStore } from "@/server/testing/factories";
import { movements, openTill, paidOrder } from "@/server/testing/paid-order";
import { listReturnableOrdersOfCustomer, returnItems } from "./commands";
import * as queries from "./queries";
import { getReturnableOrder } from "./queries";
import type { ReturnItemsInput } from "./schema";

afterEach(async () => {
  await db().execute(sql`update clock_offset set shift = '0'`);
  expect(await listStockViolations()).toEqual([]);
});

type Option = { quantity?: number; priceMinor?: number; kind?: FulfilmentKind; received?: boolean };

/** An order bought in one store, and a consultant of another one who takes its return. */
async function placePaidOrder(
  { quantity = 1, priceMinor = 12_900, kind = "in_store", received = true }: Option = {},
  more: object = {},
) {
  const sold = await makeStore();
  const here = await makeStore();
  const product = await makeProduct(["M"], priceMinor);
  const variantId = product.variants[0]?.id ?? "";
  const rauf = await makeConsultant(here.id);
  const method = { method: "card_terminal" as const, ...more };
  const order = await paidOrder({
    storeId: sold.id,
    kind,
    received,
    lines: [{ variantId, quantity, priceMinor }],
    ...method,
  });
  const line = (part: Partial<ReturnItemsInput["lines"][number]> = {}) => ({
    lineId: order.lines[0]?.id ?? "",
    quantity: 1,
    reason: "size" as const,
    restocked: "shelf" as const,
    ...part,
  });
  const input = (part: Partial<ReturnItemsInput> = {}): ReturnItemsInput => ({
    key: randomUUID(),
    orderId: order.id,
    lines: [line()],
    ...part,
  });
  const refunds = () => db().select().from(refund).where(eq(refund.orderId, order.id));
  return { sold, here, variantId, rauf, order, line, input, refunds };
}

async function makeManager(storeId: string) {
  const manager = await makeConsultant(storeId, "manager", "Sevda");
  await db()
    .update(staff)
    .set({ pinHash: await hashPin("7754") })
    .where(eq(staff.id, manager.id));
  return manager;
}

describe("returned items", () => {
  it("are taken in another store: stock there, ledger, refund, timeline and audit in one transaction", async () => {
    const { here, variantId, rauf, order, input, refunds } = await placePaidOrder();
    expect(await getReturnableOrder({ number: order.number })).toMatchObject({
      lines: [{ state: "returnable", left: 1 }],
    });
    const done = await returnItems(rauf.ctx, input());
    expect(done).toMatchObject({ number: order.number, refund: { minor: 12_900, currency: "AZN" }, to: "card" });
    expect(await db().select().from(stockLevel).where(eq(stockLevel.storeId, here.id))).toMatchObject([
      { variantId, onHand: 1, reserved: 0 },
    ]);
    expect(await refunds()).toMatchObject([
      { amountMinor: 12_900, reason: "returned", status: "pending", staffId: rauf.id },
    ]);
    const [seen] = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, order.id));
    expect(seen).toMatchObject({ action: "return.taken", reason: "order", actorId: rauf.id, storeId: here.id });
    expect(await getReturnableOrder({ orderId: order.id })).toMatchObject({
      givenBack: { minor: 12_900 },
      lines: [{ state: "returned", left: 0 }],
    });
  });

  it("that are damaged are received and written off at once, and the ledger has both", async () => {
    const { here, rauf, input, line } = await placePaidOrder({ quantity: 2 });
    await returnItems(rauf.ctx, input({ lines: [line({ restocked: "damaged", reason: "faulty" })] }));
    const moves = await db().select().from(stockMovement).where(eq(stockMovement.storeId, here.id));
    expect(moves.map((m) => [m.delta, m.reason]).sort()).toEqual([
      [-1, "damaged"],
      [1, "returned"],
    ]);
    expect((await db().select().from(goodsReturnLine)).at(-1)).toMatchObject({
      reason: "faulty",
      restocked: "damaged",
    });
  });

  it("paid in cash: the refund comes from this tablet's register, or waits for one", async () => {
    const open = await placePaidOrder({}, { method: "cash" });
    const register = await openTill(open.rauf.actor);
    expect(await returnItems(open.rauf.ctx, open.input())).toMatchObject({ to: "drawer" });
    expect(await movements(register)).toEqual([-12_900]);
    expect(await open.refunds()).toMatchObject([{ status: "succeeded", registerSessionId: register }]);
    const closed = await placePaidOrder({}, { method: "cash" });
    expect(await returnItems(closed.rauf.ctx, closed.input())).toMatchObject({ to: "later" });
    expect(await closed.refunds()).toMatchObject([{ status: "pending", registerSessionId: null }]);
  });

  it("come back within 30 days, and only once they were received", async () => {
    const { rauf, order, input } = await placePaidOrder({ kind: "pickup" });
    await db().execute(sql`update clock_offset set shift = '30 days 1 second'`);
    expect(await getReturnableOrder({ orderId: order.id })).toMatchObject({ lines: [{ state: "too_late" }] });
    await expect(returnItems(rauf.ctx, input())).rejects.toMatchObject({
      appCode: "WRONG_STATUS",
      details: { status: "too_late" },
    });
    await db().execute(sql`update clock_offset set shift = '0'`);
    await expect(returnItems(rauf.ctx, input())).resolves.toMatchObject({ to: "card" });
  });

  it("are refused for too high a quantity, for another order's line and without access", async () => {
    const { rauf, input, line } = await placePaidOrder({ quantity: 2 });
    const other = await placePaidOrder();
    await expect(returnItems(rauf.ctx, input({ lines: [line({ quantity: 3 })] }))).rejects.toMatchObject({
      appCode: "WRONG_STATUS",
      details: { left: 2 },
    });
    await expect(returnItems(rauf.ctx, input({ lines: [other.line()] }))).rejects.toMatchObject({
      appCode: "NOT_FOUND",
    });
    const { ctx } = await makeShopper("customer");
    expect(() => returnItems(ctx, input())).toThrow("NOT_FOUND");
  });
});

describe("a refund above the limit", () => {
  it("needs a manager's PIN, also when it is split into several returns", async () => {
    const { here, rauf, order, input } = await placePaidOrder({ quantity: 3 });
    const sevda = await makeManager(here.id);
    await returnItems(rauf.ctx, input());
    const second = input();
    const act = { action: "refund" as const, subjectId: order.id, amountMinor: 12_900 };
    await expect(returnItems(rauf.ctx, second)).rejects.toMatchObject({ appCode: "APPROVAL_NEEDED", details: act });
    const { approvalId } = await approve(rauf.ctx, { staffId: sevda.id, pin: "7754", act });
    await expect(returnItems(rauf.ctx, { ...second, approvalId })).resolves.toMatchObject({
      refund: { minor: 12_900 },
    });
    const entries = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, order.id));
    expect(entries.filter((e) => e.action === "return.taken").map((e) => e.approvedBy)).toEqual([null, sevda.id]);
    await expect(returnItems(rauf.ctx, { ...input(), approvalId })).rejects.toMatchObject({
      appCode: "APPROVAL_NEEDED",
    });
  });
});

describe("what the assisted customer bought", () => {
  it("is shown with a running consent only, and the access is logged", async () => {
    const leyla = await makeShopper("customer");
    const { rauf, here, order } = await placePaidOrder({}, { shopperId: leyla.id });
    await expect(listReturnableOrdersOfCustomer(rauf.ctx)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
    const { storeDeviceId } = rauf.actor;
    const expiresAt = new Date(Date.now() + 600_000);
    const given = { id: randomUUID(), shopperId: leyla.id, storeId: here.id, staffId: rauf.id, expiresAt };
    await db()
      .insert(assistanceGrant)
      .values({ ...given, storeDeviceId: storeDeviceId ?? "" });
    expect((await listReturnableOrdersOfCustomer(rauf.ctx)).map((o) => o.number)).toEqual([order.number]);
    const [seen] = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, leyla.id));
    expect(seen).toMatchObject({ action: "client.history", actorId: rauf.id });
  });
});

/** Two tablets of two stores return the same item at once. */
async function twoTablets() {
  const { rauf, input, order, refunds } = await placePaidOrder();
  const aysel = await makeConsultant((await makeStore()).id);
  const outcomes = await Promise.all(
    [rauf, aysel].map(({ ctx }) =>
      returnItems(ctx, input()).then(
        () => "taken",
        (e: { appCode?: string }) => e.appCode ?? "broken",
      ),
    ),
  );
  const back = (await refunds()).reduce((sum, r) => sum + r.amountMinor, 0);
  const returns = await db().$count(goodsReturn, eq(goodsReturn.orderId, order.id));
  return { errors: outcomes.sort(), back, returns };
}

describe("two tablets and one item", () => {
  it("one returns it, the other is refused, and one refund is made", async () => {
    expect(await twoTablets()).toEqual({ errors: ["WRONG_STATUS", "taken"], back: 12_900, returns: 1 });
  });

  it("without the guard only the table's own check prevents a second return", async () => {
    const { errors } = await runBroken(queries, { isReturnable: () => sql`true` }, twoTablets);
    expect(errors).toEqual(["broken", "taken"]);
  });
});

/** One call sent eight times returns one of two items. */
async function eightTaps() {
  const { rauf, input, order } = await placePaidOrder({ quantity: 2, priceMinor: 4_000 });
  const tap = input();
  await Promise.allSettled(Array.from({ length: 8 }, () => returnItems(rauf.ctx, tap)));
  return db().$count(goodsReturn, eq(goodsReturn.orderId, order.id));
}

describe("a call sent eight times", () => {
  it("is one return", async () => expect(await eightTaps()).toBe(1));
  it("is two without its key", async () => {
    expect(await runBroken(idempotency, { runIdempotent: (_tx, _call, work) => work() }, eightTaps)).toBe(2);
  });
});
