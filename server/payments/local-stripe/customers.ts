import type { z } from "zod";
import type { inputs } from "./api-schema";
import { faceOf, numberOf, outcomeOf } from "./cards";
import { invalid, Refusal } from "./rules";
import type { Customer, PaymentMethod } from "./schema";
import { happened } from "./events";
import { born, find, type World } from "./state";

type Personal = z.infer<typeof inputs.customer>;

function write(customer: Customer, { email, name, phone, description, metadata }: Personal): void {
  if (email !== undefined) customer.email = email || null;
  if (name !== undefined) customer.name = name || null;
  if (phone !== undefined) customer.phone = phone || null;
  if (description !== undefined) customer.description = description || null;
  Object.assign(customer.metadata, metadata);
}

/** A new customer. */
export function createCustomer(world: World, given: Personal): Customer {
  const empty = { email: null, name: null, phone: null, description: null };
  const customer: Customer = { ...born(world, "cus"), object: "customer", ...empty };
  write(customer, given);
  world.rows.customer.set(customer.id, customer);
  happened(world, "customer.created", customer);
  return customer;
}

/** Changes what is given of a customer; metadata is merged. */
export function updateCustomer(world: World, id: string, given: Personal): Customer {
  const customer = find(world, "customer", id);
  write(customer, given);
  happened(world, "customer.updated", customer);
  return customer;
}

/** Forgets a customer; payments keep its id. */
export function deleteCustomer(world: World, id: string) {
  const customer = find(world, "customer", id);
  world.rows.customer.delete(id);
  happened(world, "customer.deleted", customer);
  return { id, object: "customer", deleted: true };
}

type Face = { number: string; exp_month?: number; exp_year?: number };

/** A payment method of a test card. Throws 402 for a number that is no test card: no real number is ever kept. */
export function createPaymentMethod(world: World, card: Face, type: PaymentMethod["type"] = "card"): PaymentMethod {
  const number = card.number.replace(/\s/g, "");
  if (!outcomeOf(number))
    throw new Refusal(402, {
      type: "card_error",
      code: "incorrect_number",
      param: "number",
      message: "Your card number is incorrect. Only Stripe's test cards are taken here.",
    });
  const method: PaymentMethod = {
    ...born(world, "pm"),
    object: "payment_method",
    type,
    [type]: faceOf(number, card.exp_month, card.exp_year),
    customer: null,
    billing_details: { email: null, name: null },
  };
  world.rows.payment_method.set(method.id, method);
  world.numbers.set(method.id, number);
  return method;
}

/** The payment method of this id, or a new one for a named test card such as `pm_card_visa`. */
export function paymentMethodOf(world: World, id: string): PaymentMethod {
  const number = numberOf(id);
  if (number) return createPaymentMethod(world, { number });
  const method = find(world, "payment_method", id, "payment_method");
  if (method.type !== "card") throw invalid("This PaymentMethod was presented at a reader and cannot be used again.");
  return method;
}
