import type { z } from "zod";
import type { inputs } from "./api-schema";
import { invalid } from "./rules";
import type { Refund } from "./schema";
import { happened } from "./events";
import { born, find, type World } from "./state";

/** Pays captured money back, all that is left or a part. Throws 400 for more than is left, or when nothing was captured. */
export function createRefund(world: World, given: z.infer<typeof inputs.refund>): Refund {
  const { payment_intent: intentId, charge: chargeId } = given;
  if (!intentId && !chargeId)
    throw invalid("One of the following params should be provided for this request: payment_intent or charge.", {
      code: "parameter_missing",
      param: "payment_intent",
    });
  const wanted = chargeId ?? find(world, "payment_intent", intentId ?? "", "payment_intent").latest_charge;
  if (!wanted) throw invalid("This PaymentIntent does not have a successful charge to refund.");
  const charge = find(world, "charge", wanted, "charge");
  if (charge.status === "failed" || !charge.captured)
    throw invalid("This charge was not captured, so there is nothing to refund.");
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0) throw invalid(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
  const amount = given.amount ?? left;
  if (amount > left)
    throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`, {
      param: "amount",
    });
  const refund: Refund = {
    ...born(world, "re"),
    object: "refund",
    amount,
    currency: charge.currency,
    charge: charge.id,
    payment_intent: charge.payment_intent,
    reason: given.reason ?? null,
    status: "succeeded",
    metadata: { ...given.metadata },
  };
  world.rows.refund.set(refund.id, refund);
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount_captured;
  happened(world, "refund.created", refund);
  happened(world, "charge.refunded", charge);
  return refund;
}
