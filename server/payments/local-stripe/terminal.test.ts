import { expect, test } from "vitest";
import { localStripe } from "@/server/testing/local-stripe";

const { stripe, refusal, typesOf, since } = await localStripe();

async function makeReader(amount: number) {
  const address = { line1: "Nizami 1", city: "Bakı", country: "AZ", postal_code: "AZ1000" };
  const location = await stripe.terminal.locations.create({ display_name: "Nizami", address });
  const reader = await stripe.terminal.readers.create({ registration_code: "simulated-wpe", location: location.id });
  const intent = await stripe.paymentIntents.create({
    amount,
    currency: "azn",
    allowed_payment_method_types: ["card_present"],
  });
  const waitingReader = await stripe.terminal.readers.processPaymentIntent(reader.id, { payment_intent: intent.id });
  return { reader, intent, waitingReader };
}

test("Terminal: the reader waits, the card is presented, the payment succeeds", async () => {
  const { reader, intent, waitingReader } = await makeReader(1200);
  expect(waitingReader.action).toMatchObject({ type: "process_payment_intent", status: "in_progress" });
  const after = await stripe.testHelpers.terminal.readers.presentPaymentMethod(reader.id);
  expect(after.action?.status).toBe("succeeded");
  const paid = await stripe.paymentIntents.retrieve(intent.id, { expand: ["latest_charge"] });
  expect(paid).toMatchObject({
    status: "succeeded",
    latest_charge: { payment_method_details: { type: "card_present" } },
  });
  expect(typesOf(reader.id, await since())).toEqual(["terminal.reader.action_succeeded"]);
});

test("Terminal: a declined card fails the action; the next card pays", async () => {
  const { reader, intent } = await makeReader(1300);
  const present = (number: string) =>
    stripe.testHelpers.terminal.readers.presentPaymentMethod(reader.id, { card_present: { number } });
  const declined = await present("4000000000000002");
  expect(declined.action).toMatchObject({ status: "failed", failure_code: "card_declined" });
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe("requires_payment_method");
  await stripe.terminal.readers.processPaymentIntent(reader.id, { payment_intent: intent.id });
  expect((await present("4242424242424242")).action?.status).toBe("succeeded");
});

test("Terminal: a cancelled action takes no card; an intent for online cards is refused", async () => {
  const { reader } = await makeReader(1400);
  expect(await stripe.terminal.readers.cancelAction(reader.id)).toMatchObject({ action: null });
  expect((await refusal(stripe.testHelpers.terminal.readers.presentPaymentMethod(reader.id))).statusCode).toBe(400);
  const web = await stripe.paymentIntents.create({ amount: 101, currency: "azn" });
  const call = stripe.terminal.readers.processPaymentIntent(reader.id, { payment_intent: web.id });
  expect((await refusal(call)).param).toBe("payment_intent");
});
