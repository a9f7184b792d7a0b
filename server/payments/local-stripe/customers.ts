import type { z } from "zod";
import type { inputs } from "./api-schema";
import { findNumber, findOutcome, toCardDetails } from "./cards";
import { recordEvent } from "./events";
import { Refusal, toInvalid } from "./rules";
import type { Customer, PaymentMethod } from "./schema";
import { findObject, newObjectBase, type StripeState } from "./state";

type CustomerInput = z.infer<typeof inputs.customer>;

function assignFields(customer: Customer, { email, name, phone, description, metadata }: CustomerInput): void {
  if (email !== undefined) customer.email = email || null;
  if (name !== undefined) customer.name = name || null;
  if (phone !== undefined) customer.phone = phone || null;
  if (description !== undefined) customer.description = description || null;
  Object.assign(customer.metadata, metadata);
}

/** Creates a customer. */
export function createCustomer(state: StripeState, input: CustomerInput): Customer {
  const empty = { email: null, name: null, phone: null, description: null };
  const customer: Customer = { ...newObjectBase(state, "cus"), object: "customer", ...empty };
  assignFields(customer, input);
  state.rows.customer.set(customer.id, customer);
  recordEvent(state, "customer.created", customer);
  return customer;
}

/** Updates the given fields of a customer; metadata is merged. */
export function updateCustomer(state: StripeState, id: string, input: CustomerInput): Customer {
  const customer = findObject(state, "customer", id);
  assignFields(customer, input);
  recordEvent(state, "customer.updated", customer);
  return customer;
}

/** Deletes a customer; payments keep its id. */
export function deleteCustomer(state: StripeState, id: string) {
  const customer = findObject(state, "customer", id);
  state.rows.customer.delete(id);
  recordEvent(state, "customer.deleted", customer);
  return { id, object: "customer", deleted: true };
}

type CardInput = { number: string; exp_month?: number; exp_year?: number };

/**
 * Creates a payment method of a test card. Throws 402 for a number that is no test card: no real number is ever kept.
 */
export function createPaymentMethod(
  state: StripeState,
  card: CardInput,
  type: PaymentMethod["type"] = "card",
): PaymentMethod {
  const number = card.number.replace(/\s/g, "");
  if (!findOutcome(number))
    throw new Refusal(402, {
      type: "card_error",
      code: "incorrect_number",
      param: "number",
      message: "Your card number is incorrect. Only Stripe's test cards are taken here.",
    });
  const method: PaymentMethod = {
    ...newObjectBase(state, "pm"),
    object: "payment_method",
    type,
    [type]: toCardDetails(number, card.exp_month, card.exp_year),
    customer: null,
    billing_details: { email: null, name: null },
  };
  state.rows.payment_method.set(method.id, method);
  state.numbers.set(method.id, number);
  return method;
}

/** Returns the payment method of this id, or a new one for a named test card such as `pm_card_visa`. */
export function getPaymentMethod(state: StripeState, id: string): PaymentMethod {
  const number = findNumber(id);
  if (number) return createPaymentMethod(state, { number });
  const method = findObject(state, "payment_method", id, "payment_method");
  if (method.type !== "card") throw toInvalid("This PaymentMethod was presented at a reader and cannot be used again.");
  return method;
}
