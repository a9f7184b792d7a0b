import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { listAuditEntries } from "@/server/audit/queries";
import { auditFilterSchema } from "@/server/audit/schema";
import { commitWithChanges } from "@/server/sync/commit";
import { makeConsultant, makeOffice, makeStore } from "@/server/testing/factories";
import { atLocalStripe, heardReactions, makePayment } from "@/server/testing/payments";
import { getOpenRegisterSession } from "../cash.queries";
import { captureCash, requestRefund } from "../commands";
import { closeRegister, moveRegisterCash, openRegister, payOutRefund } from "./commands";
import { getRegister, listRegisterSessions } from "./queries";

atLocalStripe();
const newKey = () => randomUUID();

async function makeTablet() {
  const store = await makeStore();
  const { ctx, id, tablet: device } = await makeConsultant(store.id);
  return { store, ctx, staffId: id, deviceId: device.id };
}
type RegisterTablet = Awaited<ReturnType<typeof makeTablet>>;

/** Sells for this amount of cash. */
async function sellForCash({ deviceId, staffId }: RegisterTablet, amountMinor: number) {
  const p = await makePayment("cash", amountMinor);
  const { id: registerSessionId } = await getOpenRegisterSession(deviceId);
  heardReactions();
  await commitWithChanges((tx, a) => captureCash(tx, a, { paymentId: p.id, registerSessionId, staffId }));
  return p;
}

test("a day at the register: opened, sold, cash moved in and out, refunded, counted with a difference", async () => {
  const at = await makeTablet();
  const again = { key: newKey(), floatMinor: 10_000 };
  await openRegister(at.ctx, again);
  expect((await openRegister(at.ctx, again)).shift?.float.minor).toBe(10_000);
  await expect(openRegister(at.ctx, { key: newKey(), floatMinor: 1 })).rejects.toMatchObject({
    appCode: "WRONG_STATUS",
  });
  const p = await sellForCash(at, 4_500);
  await moveRegisterCash(at.ctx, { key: newKey(), direction: "in", amountMinor: 2_000, note: "coins" });
  await moveRegisterCash(at.ctx, { key: newKey(), direction: "out", amountMinor: 6_000, note: "to the safe" });
  const [due] = await commitWithChanges((tx) =>
    requestRefund(tx, { orderId: p.orderId, amountMinor: 500, reason: "returned", staffId: at.staffId }),
  );
  const { heard } = heardReactions();
  const refundId = due?.id ?? "";
  expect((await getRegister(at.deviceId)).refunds.map((r) => r.id)).toContain(refundId);
  const { shift } = await payOutRefund(at.ctx, { refundId });
  expect(heard).toEqual([{ what: "refunded", orderId: p.orderId, amountMinor: 500 }]);
  expect([shift?.expected.minor, shift?.movements.map((m) => m.amount.minor)]).toEqual([
    10_000,
    [-500, -6_000, 2_000, 4_500],
  ]);
  await expect(payOutRefund(at.ctx, { refundId })).rejects.toMatchObject({ appCode: "WRONG_STATUS" });

  const count = { key: newKey(), countedMinor: 9_900, note: "" };
  await expect(closeRegister(at.ctx, count)).rejects.toMatchObject({ appCode: "BAD_INPUT" });
  await closeRegister(at.ctx, { ...count, note: "a coin rolled away" });
  expect((await getRegister(at.deviceId)).shift).toBeNull();
  await expect(sellForCash(at, 1)).rejects.toMatchObject({ appCode: "TILL_CLOSED" });
  const [closed] = await listRegisterSessions({ storeId: at.store.id, differences: true });
  expect(closed).toMatchObject({
    sales: { minor: 4_500 },
    refunds: { minor: -500 },
    paidIn: { minor: 2_000 },
    paidOut: { minor: -6_000 },
    expected: { minor: 10_000 },
    counted: { minor: 9_900 },
    difference: { minor: -100 },
    note: "a coin rolled away",
  });
  const office = await makeOffice();
  const { entries } = await listAuditEntries(
    office.ctx,
    auditFilterSchema.parse({ storeId: at.store.id, action: "till" }),
  );
  const acts = ["till.closed", "till.refunded", "till.paid_out", "till.paid_in", "till.opened"];
  expect(entries.map((e) => e.action)).toEqual(acts);
});

test("no more leaves a register than it holds, and only its own tablet's shift moves it", async () => {
  const at = await makeTablet();
  await openRegister(at.ctx, { key: newKey(), floatMinor: 1_000 });
  const out = { key: newKey(), direction: "out" as const, amountMinor: 1_001, note: "too much" };
  await expect(moveRegisterCash(at.ctx, out)).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
  expect((await getRegister(at.deviceId)).shift?.expected.minor).toBe(1_000);
  const other = await makeTablet();
  await expect(moveRegisterCash(other.ctx, { ...out, amountMinor: 1 })).rejects.toMatchObject({
    appCode: "TILL_CLOSED",
  });
  await expect(openRegister((await makeOffice()).ctx, { key: newKey(), floatMinor: 0 })).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
});

test("race: a register that is counted during a sale: what was counted is what it held", async () => {
  const at = await makeTablet();
  await openRegister(at.ctx, { key: newKey(), floatMinor: 1_000 });
  const sales = Array.from({ length: 8 }, () =>
    sellForCash(at, 100).then(
      () => 100,
      () => 0,
    ),
  );
  const close = closeRegister(at.ctx, { key: newKey(), countedMinor: 1_000, note: "in between" });
  const sold = (await Promise.all([...sales, close.then(() => 0)])).reduce((sum, n) => sum + n, 0);
  const [shift] = await listRegisterSessions({ storeId: at.store.id, differences: false });
  expect([shift?.sales.minor, shift?.expected.minor]).toEqual([sold, 1_000 + sold]);
});
