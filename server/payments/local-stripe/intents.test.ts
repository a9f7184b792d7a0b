import Stripe from "stripe";
import { expect, test } from "vitest";
import { localStripe } from "@/server/testing/local-stripe";

const { stripe, refusal, pay, post } = await localStripe();
const challengeUrlOf = (intent: Stripe.PaymentIntent) => intent.next_action?.redirect_to_url?.url;

test("intent: created without a card it waits for one; changeable until it is paid", async () => {
  const intent = await stripe.paymentIntents.create({ amount: 100, currency: "AZN", metadata: { order: "o1" } });
  expect(intent).toMatchObject({ status: "requires_payment_method", currency: "azn", metadata: { order: "o1" } });
  expect((await stripe.paymentIntents.update(intent.id, { amount: 200 })).amount).toBe(200);
  const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" });
  expect(paid).toMatchObject({ status: "succeeded", amount_received: 200 });
  expect((await refusal(stripe.paymentIntents.update(intent.id, { amount: 1 }))).code).toBe(
    "payment_intent_unexpected_state",
  );
});

test("intent: confirmed at once, with its charge expanded", async () => {
  const paid = await pay({ expand: ["latest_charge", "payment_method"] });
  expect(paid.latest_charge).toMatchObject({ paid: true, captured: true, amount: 4990, amount_captured: 4990 });
  expect(paid.payment_method).toMatchObject({ type: "card", card: { last4: "4242", brand: "visa" } });
});

test("intent: a paid one cannot be confirmed again", async () => {
  const { id } = await pay();
  const err = await refusal(stripe.paymentIntents.confirm(id, { payment_method: "pm_card_visa" }));
  expect(err).toMatchObject({ statusCode: 400, code: "payment_intent_unexpected_state" });
  expect((await stripe.charges.list({ payment_intent: id })).data).toHaveLength(1);
});

test("intent: an amount below one and a wrong currency are refused by name", async () => {
  expect(await refusal(pay({ amount: 0 }))).toMatchObject({ statusCode: 400, param: "amount" });
  expect(await refusal(pay({ currency: "manat" }))).toMatchObject({ statusCode: 400, param: "currency" });
});

test("declined card: 402, and the intent can be paid with another", async () => {
  const intent = await stripe.paymentIntents.create({ amount: 4990, currency: "azn" });
  const err = await refusal(stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_chargeDeclined" }));
  expect(err).toBeInstanceOf(Stripe.errors.StripeCardError);
  expect(err).toMatchObject({ statusCode: 402, code: "card_declined", decline_code: "generic_decline" });
  expect(err.payment_intent).toMatchObject({ id: intent.id, status: "requires_payment_method" });
  const after = await stripe.paymentIntents.retrieve(intent.id);
  expect(after.last_payment_error?.code).toBe("card_declined");
  expect((await stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" })).status).toBe("succeeded");
  expect((await stripe.charges.list({ payment_intent: intent.id })).data.map((c) => c.status)).toEqual([
    "succeeded",
    "failed",
  ]);
});

test.each([
  ["pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
  ["pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"],
  ["pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"],
])("declined card: %s says why", async (method, code, decline) => {
  expect(await refusal(pay({ payment_method: method }))).toMatchObject({ code, decline_code: decline });
});

test("a number that is no test card is never taken", async () => {
  const real = { number: "4111111111111111", exp_month: 1, exp_year: 2040 };
  expect((await refusal(stripe.paymentMethods.create({ type: "card", card: real }))).code).toBe("incorrect_number");
});

test("3-D Secure: the bank's page passed, the payment succeeds", async () => {
  const intent = await pay({ payment_method: "pm_card_threeDSecure2Required", return_url: "http://127.0.0.1:9/back" });
  expect(intent.status).toBe("requires_action");
  const page = await fetch(challengeUrlOf(intent) ?? "");
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Test mode")]);
  const answer = await post(challengeUrlOf(intent), { result: "complete" });
  const back = new URL(answer.headers.get("location") ?? "");
  expect([answer.status, back.pathname, back.searchParams.get("redirect_status")]).toEqual([303, "/back", "succeeded"]);
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe("succeeded");
  expect((await post(challengeUrlOf(intent), { result: "complete" })).status).toBe(410);
  expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(1);
});

test("3-D Secure: failed at the bank, nothing is charged", async () => {
  const intent = await pay({ payment_method: "pm_card_threeDSecure2Required", return_url: "http://127.0.0.1:9/back" });
  const answer = await post(challengeUrlOf(intent), { result: "fail" });
  expect(answer.headers.get("location")).toContain("redirect_status=failed");
  const after = await stripe.paymentIntents.retrieve(intent.id);
  expect(after.status).toBe("requires_payment_method");
  expect(after.last_payment_error?.code).toBe("payment_intent_authentication_failure");
  expect(after.latest_charge).toBeNull();
});

test("3-D Secure: passed at the bank, then declined by the card", async () => {
  const intent = await pay({ payment_method: "pm_card_threeDSecureRequiredChargeDeclined" });
  await post(challengeUrlOf(intent), { result: "complete" });
  const after = await stripe.paymentIntents.retrieve(intent.id);
  expect(after).toMatchObject({ status: "requires_payment_method", last_payment_error: { code: "card_declined" } });
});

test("capture: authorised first, captured later, once", async () => {
  const held = await pay({ capture_method: "manual" });
  expect(held).toMatchObject({ status: "requires_capture", amount_capturable: 4990, amount_received: 0 });
  expect(await stripe.paymentIntents.capture(held.id)).toMatchObject({ status: "succeeded", amount_received: 4990 });
  expect((await refusal(stripe.paymentIntents.capture(held.id))).code).toBe("payment_intent_unexpected_state");
});

test("partial capture: the rest is released; more than was authorised is refused", async () => {
  const held = await pay({ capture_method: "manual" });
  const over = await refusal(stripe.paymentIntents.capture(held.id, { amount_to_capture: 4991 }));
  expect(over).toMatchObject({ statusCode: 400, param: "amount_to_capture" });
  const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 3000 });
  expect(captured).toMatchObject({ status: "succeeded", amount_received: 3000, amount_capturable: 0 });
  expect((await refusal(stripe.refunds.create({ payment_intent: held.id, amount: 3001 }))).param).toBe("amount");
});

test("cancel: an authorisation is released; a paid intent cannot be cancelled", async () => {
  const held = await pay({ capture_method: "manual" });
  const canceled = await stripe.paymentIntents.cancel(held.id, { cancellation_reason: "abandoned" });
  expect(canceled).toMatchObject({ status: "canceled", amount_capturable: 0, cancellation_reason: "abandoned" });
  expect((await refusal(stripe.paymentIntents.capture(held.id))).code).toBe("payment_intent_unexpected_state");
  expect((await refusal(stripe.paymentIntents.cancel((await pay()).id))).statusCode).toBe(400);
});

test("refund: all of it, then nothing is left", async () => {
  const paid = await pay();
  const refund = await stripe.refunds.create({ payment_intent: paid.id, metadata: { reason: "return" } });
  expect(refund).toMatchObject({ amount: 4990, status: "succeeded", payment_intent: paid.id });
  expect((await refusal(stripe.refunds.create({ payment_intent: paid.id }))).code).toBe("charge_already_refunded");
});

test("partial refunds add up; more than is left is refused", async () => {
  const paid = await pay();
  await stripe.refunds.create({ payment_intent: paid.id, amount: 1000 });
  expect(await refusal(stripe.refunds.create({ payment_intent: paid.id, amount: 3991 }))).toMatchObject({
    statusCode: 400,
    param: "amount",
  });
  await stripe.refunds.create({ charge: String(paid.latest_charge), amount: 3990 });
  const charge = await stripe.charges.retrieve(String(paid.latest_charge));
  expect(charge).toMatchObject({ amount_refunded: 4990, refunded: true });
  expect((await stripe.refunds.list({ payment_intent: paid.id })).data.map((r) => r.amount)).toEqual([3990, 1000]);
});

test("refund: nothing that was only authorised", async () => {
  const held = await pay({ capture_method: "manual" });
  expect((await refusal(stripe.refunds.create({ payment_intent: held.id }))).statusCode).toBe(400);
});
