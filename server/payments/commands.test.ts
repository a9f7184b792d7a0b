import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { cashMovement, payment } from "@/db/schema/payments";
import { setLocalStripe } from "@/server/platform/env";
import { inTransaction } from "@/server/platform/transaction";
import { commitWithChanges } from "@/server/sync/commit";
import { runBroken } from "@/server/testing/broken";
import { addPayment, atLocalStripe, heardReactions, makePayment, makeTill, refundsOf } from "@/server/testing/payments";
import { captureCash, payCashRefund, requestRefund } from "./commands";
import { refreshPayment } from "./online/commands";
import * as queries from "./queries";
import { getPayment, getPaymentTotals } from "./queries";
import type { Payment } from "./schema";

const { paid, local } = atLocalStripe();

type Register = Awaited<ReturnType<typeof makeTill>>;

async function capture(p: Payment, { consultant, registerSessionId }: Register, { heard } = heardReactions()) {
  const given = { paymentId: p.id, registerSessionId, staffId: consultant.id };
  await commitWithChanges((tx, announce) => captureCash(tx, announce, given));
  return heard;
}

const getExpectedInRegister = async ({ registerSessionId }: Register) =>
  (await db().select().from(cashMovement).where(sql`register_session_id = ${registerSessionId}`)).map((m) => [
    m.reason,
    m.amountMinor,
  ]);

test("cash: taken once into an open register, and the order is notified", async () => {
  const register = await makeTill();
  const p = await makePayment("cash", 4500);
  expect(await capture(p, register)).toEqual([{ what: "captured", orderId: p.orderId, amountMinor: 4500 }]);
  expect(await getPayment(p.id)).toMatchObject({ status: "captured", registerSessionId: register.registerSessionId });
  await expect(capture(p, register)).rejects.toMatchObject({ appCode: "ALREADY_PAID" });
  expect(await getExpectedInRegister(register)).toEqual([["sale", 4500]]);
});

test("cash: a counted register takes none, nor does a void order", async () => {
  const register = await makeTill();
  const p = await makePayment("cash");
  await db().execute(sql`update customer_order set state = 'void' where id = ${p.orderId}`);
  await expect(capture(p, register)).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
  await db().execute(sql`update register_session set closed_at = clock_now() where id = ${register.registerSessionId}`);
  const other = await makePayment("cash");
  await expect(capture(other, register)).rejects.toMatchObject({ appCode: "TILL_CLOSED" });
  expect([(await getPayment(p.id)).status, (await getPayment(other.id)).status]).toEqual(["open", "open"]);
  expect(await getExpectedInRegister(register)).toEqual([]);
});

test("cards are off without a provider; cash is not, and a paid order is not paid again", async () => {
  const settings = { LOCAL_STRIPE_URL: local().url, STRIPE_WEBHOOK_SECRET: undefined };
  setLocalStripe({ LOCAL_STRIPE_URL: undefined, STRIPE_WEBHOOK_SECRET: undefined });
  await expect(makePayment("card_online")).rejects.toMatchObject({ appCode: "PAYMENT_DISABLED" });
  const p = await makePayment("cash");
  setLocalStripe(settings);
  const register = await makeTill();
  await capture(p, register);
  const again = await addPayment(p.orderId, "cash");
  await expect(capture(again, register)).rejects.toMatchObject({ appCode: "ALREADY_PAID" });
});

test("a cash refund leaves the register at once, or waits for one, and is paid out once", async () => {
  const register = await makeTill();
  const p = await makePayment("cash", 4500);
  await capture(p, register);
  const { registerSessionId, consultant } = register;
  const refundInput = { orderId: p.orderId, reason: "returned" as const, staffId: consultant.id };
  await inTransaction((tx) => requestRefund(tx, { ...refundInput, amountMinor: 1000, registerSessionId }));
  await inTransaction((tx) => requestRefund(tx, { ...refundInput, amountMinor: 500 }));
  const [now, later] = await refundsOf(p.orderId);
  expect([now?.status, later?.status]).toEqual(["succeeded", "pending"]);
  const pay = () =>
    inTransaction((tx) => payCashRefund(tx, later?.id ?? "", { registerSessionId, staffId: consultant.id }));
  await pay();
  await expect(pay()).rejects.toMatchObject({ appCode: "WRONG_STATUS" });
  expect(await getExpectedInRegister(register)).toEqual([
    ["sale", 4500],
    ["refund", -1000],
    ["refund", -500],
  ]);
  expect(await getPaymentTotals(p.orderId)).toEqual({ capturedMinor: 4500, requestedMinor: 1500, refundedMinor: 1500 });
});

/** Requests 30.00 of 97.00 ten times at once: returns how many succeeded, and the sum requested. */
async function tenRefunds() {
  heardReactions();
  const p = await paid(await makePayment("card_online", 9700));
  await refreshPayment(p.id);
  const refundInput = { orderId: p.orderId, amountMinor: 3000, reason: "cancelled" as const, staffId: null };
  const done = await Promise.allSettled(
    Array.from({ length: 10 }, () => inTransaction((tx) => requestRefund(tx, refundInput))),
  );
  const refused = done.filter((d) => d.status === "rejected").map((d) => d.reason.appCode);
  return { refused, ...(await getPaymentTotals(p.orderId)) };
}

test("race: no more is refunded than was paid; without the guard it is", async () => {
  const shipped = await tenRefunds();
  expect(shipped).toMatchObject({ capturedMinor: 9700, requestedMinor: 9000 });
  expect(shipped.refused).toEqual(Array.from({ length: 7 }, () => "WRONG_STATUS"));
  const unguarded = await runBroken(
    queries,
    { getRefundableMinor: () => sql<number>`${payment.amountMinor}` },
    tenRefunds,
  );
  expect(unguarded.requestedMinor).toBeGreaterThan(unguarded.capturedMinor);
});
