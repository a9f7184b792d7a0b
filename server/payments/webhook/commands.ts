import type Stripe from "stripe";
import { log } from "@/server/platform/log";
import { refreshPayment } from "../online/commands";
import { askProvider, toldByIntent } from "../online/provider";
import { isOver } from "../queries";
import { refreshRefund } from "../online/refunds";
import type { EventRef, Payment, PaymentReactions } from "../schema";
import type { Known } from "./queries";
import { subjectOf } from "./rules";

/** Money that carries a payment's name and came by no page or reader that was made for it: nobody's, so it goes back. */
async function returnStray(intent: string, of: Payment): Promise<void> {
  await askProvider(async (client, options) => {
    const told = toldByIntent(await client.paymentIntents.retrieve(intent, {}, options()));
    if (told.status !== "paid") return;
    const { amountMinor: paid, currency } = told;
    log().error(
      { alert: "payment_stray", paymentId: of.id, intent, paid, currency },
      "money came that nobody asked for",
    );
    const key = { idempotencyKey: `stray:${intent}` };
    await client.refunds.create({ payment_intent: intent }, { ...options(), ...key });
  });
}

/** Builds the command below; `refresh` asks about a payment. */
export const receiveWith =
  (refresh: typeof refreshPayment) =>
  async (event: Stripe.Event, { payment: about, refund: back }: Known, reactions: PaymentReactions): Promise<void> => {
    const subject = subjectOf(event.type, event.data.object);
    if (!subject) return;
    const ref: EventRef = { id: event.id, type: event.type, objectRef: subject.refs[0] ?? "" };
    if (back && subject.refundRef) return refreshRefund(back, subject.refundRef, reactions, ref);
    if (!about) return;
    if (subject.refundRef)
      log().error(
        { alert: "refund_by_hand", paymentId: about.id },
        "the provider gave money back that nobody here asked for",
      );
    const asks = about.providerRef !== null && !isOver(about);
    const now = asks ? await refresh(about.id, reactions, ref, about) : about;
    const { taken } = subject;
    if (taken && taken !== now.intentRef && taken !== now.providerRef) await returnStray(taken, now);
  };

/**
 * Acts upon an event of the provider, once: asks what became of the payment or refund that it is about (as `knownOf` found it),
 * and applies that together with the event's id. Events of others, and of kinds that move no money, are left. Throws
 * PAYMENT_UNREACHABLE when the provider does not answer: it will send the event again.
 */
export const receive = receiveWith(refreshPayment);
