import type { z } from "zod";
import type { inputs } from "./api-schema";
import { recordEvent } from "./events";
import { toInvalid } from "./rules";
import type { Refund } from "./schema";
import { findObject, newObjectBase, type StripeState } from "./state";

/**
 * Refunds a captured payment, all that is left or a part. Throws 400 for more than is left, or when nothing was
 * captured.
 */
export function createRefund(state: StripeState, input: z.infer<typeof inputs.refund>): Refund {
  const { payment_intent: intentId, charge: chargeId } = input;
  if (!intentId && !chargeId)
    throw toInvalid("One of the following params should be provided for this request: payment_intent or charge.", {
      code: "parameter_missing",
      param: "payment_intent",
    });
  const chargeRef = chargeId ?? findObject(state, "payment_intent", intentId ?? "", "payment_intent").latest_charge;
  if (!chargeRef) throw toInvalid("This PaymentIntent does not have a successful charge to refund.");
  const charge = findObject(state, "charge", chargeRef, "charge");
  if (charge.status === "failed" || !charge.captured)
    throw toInvalid("This charge was not captured, so there is nothing to refund.");
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0)
    throw toInvalid(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
  const amount = input.amount ?? left;
  if (amount > left)
    throw toInvalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`, {
      param: "amount",
    });
  const refund: Refund = {
    ...newObjectBase(state, "re"),
    object: "refund",
    amount,
    currency: charge.currency,
    charge: charge.id,
    payment_intent: charge.payment_intent,
    reason: input.reason ?? null,
    status: "succeeded",
    metadata: { ...input.metadata },
  };
  state.rows.refund.set(refund.id, refund);
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount_captured;
  recordEvent(state, "refund.created", refund);
  recordEvent(state, "charge.refunded", charge);
  return refund;
}
