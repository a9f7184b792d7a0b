import type Stripe from "stripe";
import { log } from "@/server/platform/log";
import { refreshPayment } from "../online/commands";
import { callProvider, parseIntent } from "../online/provider";
import { refreshRefund } from "../online/refunds";
import { isFinal } from "../queries";
import type { EventRef, Payment } from "../schema";
import type { EventContext } from "./queries";
import { parseSubject } from "./rules";

/** Refunds a payment that carries our metadata but came from no page or reader created for it. */
async function refundStrayPayment(intent: string, of: Payment): Promise<void> {
  await callProvider(async (client, options) => {
    const reported = parseIntent(await client.paymentIntents.retrieve(intent, {}, options()));
    if (reported.status !== "paid") return;
    const { amountMinor: paid, currency } = reported;
    log().error(
      { alert: "payment_stray", paymentId: of.id, intent, paid, currency },
      "money came that nobody asked for",
    );
    const key = { idempotencyKey: `stray:${intent}` };
    await client.refunds.create({ payment_intent: intent }, { ...options(), ...key });
  });
}

/** Builds the command that receives an event; `refresh` refreshes a payment. */
export const receiveEventWith =
  (refresh: typeof refreshPayment) =>
  async (event: Stripe.Event, { payment, refund }: EventContext): Promise<void> => {
    const subject = parseSubject(event.type, event.data.object);
    if (!subject) return;
    const ref: EventRef = { id: event.id, type: event.type, objectRef: subject.refs[0] ?? "" };
    if (refund && subject.refundRef) return refreshRefund(refund, subject.refundRef, ref);
    if (!payment) return;
    if (subject.refundRef)
      log().error(
        { alert: "refund_by_hand", paymentId: payment.id },
        "the provider gave money back that nobody here asked for",
      );
    const mustRefresh = payment.providerRef !== null && !isFinal(payment);
    const now = mustRefresh ? await refresh(payment.id, ref, payment) : payment;
    const { taken } = subject;
    if (taken && taken !== now.intentRef && taken !== now.providerRef) await refundStrayPayment(taken, now);
  };

/**
 * Applies an event of the provider, once: retrieves the payment or refund it is about (as `findEventContext` found it),
 * and applies that together with the event's id. Events of others, and of kinds that move no money, are ignored. Throws
 * PAYMENT_UNREACHABLE when the provider does not answer: it will send the event again.
 */
export const receiveEvent = receiveEventWith(refreshPayment);
