import { and, eq, isNull, sql } from "drizzle-orm";
import type Stripe from "stripe";
import { db } from "@/db/client";
import { prepared } from "@/db/prepared";
import { type PaymentStatus, payment } from "@/db/schema/payments";
import { AppError, isAppError } from "@/server/platform/errors";
import { sha256 } from "@/server/platform/ids";
import { log } from "@/server/platform/log";
import { applyPayment } from "./apply-provider-state";
import { isStill } from "../commands";
import { isOver, type PayableOnline, paymentOf } from "../queries";
import type { EventRef, PageLine, Payment, PaymentReactions, PaymentTold } from "../schema";
import { askEnd, askPayment, askProvider, isRefusal, labelsOf } from "./provider";

type Page = {
  lines: PageLine[];
  locale: "en" | "ru" | "az";
  successUrl: string;
  cancelUrl: string;
  email?: string | undefined;
};
type Made = { id: string; url: string };

/** Stripe's page does not speak Azerbaijani. */
const pageLocale = { en: "en", ru: "ru", az: "en" } as const;

function sessionOf(p: Payment, page: Page, expiresAt: number): Stripe.Checkout.SessionCreateParams {
  const currency = p.currency.toLowerCase();
  const metadata = labelsOf(p);
  return {
    mode: "payment",
    line_items: page.lines.map(({ name, quantity, unitMinor }) => ({
      quantity,
      price_data: { currency, unit_amount: unitMinor, product_data: { name } },
    })),
    locale: pageLocale[page.locale],
    success_url: page.successUrl,
    cancel_url: page.cancelUrl,
    client_reference_id: p.orderId,
    expires_at: expiresAt,
    allowed_payment_method_types: ["card"],
    metadata,
    payment_intent_data: { metadata },
    ...(page.email ? { customer_email: page.email } : {}),
  };
}

/** What a page can do without: the provider's clock and ours may differ, and an address may be none. */
const spare = ["expires_at", "customer_email"] as const;

/** Makes the page: the same call makes the same one. Throws PAYMENT_OFF when the provider will not have it. */
function makePage(p: Payment, params: Stripe.Checkout.SessionCreateParams): Promise<Made> {
  return askProvider(async (client, options) => {
    const make = async (given: Stripe.Checkout.SessionCreateParams): Promise<Made> => {
      const idempotencyKey = `${p.id}:${sha256(JSON.stringify(given)).slice(0, 16)}`;
      try {
        const { id, url } = await client.checkout.sessions.create(given, { ...options(), idempotencyKey });
        // Without an address it is over already: the answer of long ago was given again.
        if (!url) throw new AppError("PAYMENT_UNREACHABLE");
        return { id, url };
      } catch (err) {
        if (!isRefusal(err)) throw err;
        const { param, code } = err;
        log().error({ paymentId: p.id, param, code }, "the payments' provider refused a payment page");
        const without = spare.find((name) => name === param && given[name] !== undefined);
        if (!without) throw new AppError("PAYMENT_OFF");
        const { [without]: _, ...rest } = given;
        return make(rest);
      }
    };
    return make(params);
  });
}

const keep = prepared((on) =>
  on
    .update(payment)
    .set({ providerRef: sql`${sql.placeholder("id")}`, url: sql`${sql.placeholder("url")}` })
    .where(and(eq(payment.id, sql.placeholder("paymentId")), isStill(["open"]), isNull(payment.providerRef)))
    .returning(),
);

/** Keeps the page, unless another was kept before or the payment ended: nobody was given that of this call then. */
async function keepPage(p: Payment, { id, url }: Made): Promise<Payment> {
  const kept = await keep(db(), { paymentId: p.id, id, url });
  const now = kept[0] ?? (await paymentOf(p.id));
  if (now.providerRef !== id) await askEnd(id).catch((err) => log().warn({ err }, "a spare payment page stays open"));
  return now;
}

/**
 * Makes the hosted page on which an open payment, as `payableOf` just found it, is paid, and gives its address; asked again, it
 * gives the same one. Throws PAYMENT_OFF, PAYMENT_UNREACHABLE, ALREADY_PAID, or WRONG_STATUS when the payment ended.
 */
export async function startOnline(before: PayableOnline, page: Page): Promise<{ url: string }> {
  const total = page.lines.reduce((sum, l) => sum + l.quantity * l.unitMinor, 0);
  if (before.method !== "card_online") throw new AppError("WRONG_STATUS");
  if (total !== before.amountMinor) throw new Error("the lines of a payment page are not its amount");
  const usable = before.providerRef !== null || before.status !== "open";
  const p = usable ? before : await keepPage(before, await makePage(before, sessionOf(before, page, before.closesAt)));
  if (p.status === "captured") throw new AppError("ALREADY_PAID");
  if (p.status !== "open" || !p.url) throw new AppError("WRONG_STATUS");
  return { url: p.url };
}

/** Stands for a page that will never be made. */
const never = "never_";

const neverMade = (p: Payment): PaymentTold => ({
  status: "expired",
  amountMinor: p.amountMinor,
  currency: p.currency,
  ...labelsOf(p),
  intentRef: null,
  failure: null,
});

/** What asks the provider about a payment of ours. */
type Ask = (ref: string) => Promise<PaymentTold>;
const told = (p: Payment, ref: string, ask: Ask) => (ref.startsWith(never) ? neverMade(p) : ask(ref));

/** Builds the command below; `apply` writes down what the provider says. Who has just read the payment gives it (`known`). */
export const refreshPaymentWith =
  (apply: typeof applyPayment) =>
  async (paymentId: string, reactions: PaymentReactions, event?: EventRef, known?: Payment): Promise<Payment> => {
    const p = known ?? (await paymentOf(paymentId));
    if (!p.providerRef) return p;
    return apply(p.id, await told(p, p.providerRef, askPayment), reactions, event);
  };

const refresh = refreshPaymentWith(applyPayment);

/** Who asks about each payment right now, in this process. */
const asking = new Map<string, Promise<Payment>>();

/**
 * Runs `ask` when whoever asks about the same payment has got an answer, unless that was the last one there will be: a shopper
 * comes back just as the webhooks arrive. When the provider did not answer, those who wait are refused with it.
 */
async function inTurn(paymentId: string, ask: () => Promise<Payment>): Promise<Payment> {
  const follow = (p: Payment) => (isOver(p) ? p : ask());
  const refused = (err: unknown) => {
    if (isAppError(err) && err.appCode === "PAYMENT_UNREACHABLE") throw err;
    return ask();
  };
  const mine = asking.get(paymentId)?.then(follow, refused) ?? ask();
  asking.set(paymentId, mine);
  try {
    return await mine;
  } finally {
    if (asking.get(paymentId) === mine) asking.delete(paymentId);
  }
}

/**
 * Asks the provider what became of a payment and applies it, with the event that made us ask. Gives the payment's status
 * after it. Throws PAYMENT_UNREACHABLE when the provider does not answer; nothing has changed then.
 */
export const refreshPayment: typeof refresh = (paymentId, ...rest) =>
  inTurn(paymentId, () => refresh(paymentId, ...rest));

/** Builds the command below; `end` is what makes sure that no money comes after it. */
export const endOnlineWith =
  (end: Ask) =>
  async (paymentId: string, reactions: PaymentReactions): Promise<PaymentStatus> => {
    const p = await paymentOf(paymentId);
    if (p.status !== "open") return p.status;
    const providerRef = p.providerRef ?? `${never}${p.id}`;
    if (!p.providerRef) {
      const claimed = await db()
        .update(payment)
        .set({ providerRef })
        .where(and(eq(payment.id, p.id), isStill(["open"]), isNull(payment.providerRef)))
        .returning({ id: payment.id });
      // Its page came while we looked: that is ended instead.
      if (claimed.length === 0) return endOnlineWith(end)(paymentId, reactions);
    }
    const { status } = await applyPayment(p.id, await told(p, providerRef, end), reactions);
    if (status === "open") throw new AppError("PAYMENT_UNREACHABLE");
    return status;
  };

/**
 * Ends an open payment: the provider takes no money for it any more and confirms so, or says that it was paid first. Gives
 * "captured" (or "late", "refused") then, else "expired". Throws PAYMENT_UNREACHABLE when the provider does not answer:
 * nothing may be released.
 */
export const endOnline = endOnlineWith(askEnd);
