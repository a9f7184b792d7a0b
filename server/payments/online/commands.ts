import { and, eq, isNull, sql } from "drizzle-orm";
import type Stripe from "stripe";
import { db } from "@/db/client";
import { prepareStatement } from "@/db/prepared";
import { type PaymentStatus, payment } from "@/db/schema/payments";
import { AppError, isAppError } from "@/server/platform/errors";
import { sha256 } from "@/server/platform/ids";
import { log } from "@/server/platform/log";
import { statusIn } from "../commands";
import { getPayment, isFinal, type PayableOnline } from "../queries";
import type { EventRef, PageLine, Payment, ProviderPayment } from "../schema";
import { applyPayment } from "./apply-provider-state";
import { callProvider, expireSession, isRefusal, metadataOf, retrievePayment } from "./provider";

type CheckoutPage = {
  lines: PageLine[];
  locale: "en" | "ru" | "az";
  successUrl: string;
  cancelUrl: string;
  email?: string | undefined;
};
type HostedSession = { id: string; url: string };

/** Stripe's page has no Azerbaijani. */
const pageLocale = { en: "en", ru: "ru", az: "en" } as const;

function toSessionParams(p: Payment, page: CheckoutPage, expiresAt: number): Stripe.Checkout.SessionCreateParams {
  const currency = p.currency.toLowerCase();
  const metadata = metadataOf(p);
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

/**
 * The optional parameters of a page: the provider's clock and ours may differ, and an e-mail address may be invalid.
 */
const optionalParams = ["expires_at", "customer_email"] as const;

/** Creates the page; the same call creates the same one. Throws PAYMENT_DISABLED when the provider refuses it. */
function createSession(p: Payment, params: Stripe.Checkout.SessionCreateParams): Promise<HostedSession> {
  return callProvider(async (client, options) => {
    const make = async (candidate: Stripe.Checkout.SessionCreateParams): Promise<HostedSession> => {
      const idempotencyKey = `${p.id}:${sha256(JSON.stringify(candidate)).slice(0, 16)}`;
      try {
        const { id, url } = await client.checkout.sessions.create(candidate, { ...options(), idempotencyKey });
        // Without a URL the session is over already: the provider repeated an old answer.
        if (!url) throw new AppError("PAYMENT_UNREACHABLE");
        return { id, url };
      } catch (err) {
        if (!isRefusal(err)) throw err;
        const { param, code } = err;
        log().error({ paymentId: p.id, param, code }, "the payments' provider refused a payment page");
        const without = optionalParams.find((name) => name === param && candidate[name] !== undefined);
        if (!without) throw new AppError("PAYMENT_DISABLED");
        const { [without]: _, ...rest } = candidate;
        return make(rest);
      }
    };
    return make(params);
  });
}

const storeSession = prepareStatement((on) =>
  on
    .update(payment)
    .set({ providerRef: sql`${sql.placeholder("id")}`, url: sql`${sql.placeholder("url")}` })
    .where(and(eq(payment.id, sql.placeholder("paymentId")), statusIn(["open"]), isNull(payment.providerRef)))
    .returning(),
);

/**
 * Stores the page, unless another was stored before or the payment ended: then this call's session is returned to
 * nobody.
 */
async function storeSessionOnce(p: Payment, { id, url }: HostedSession): Promise<Payment> {
  const kept = await storeSession(db(), { paymentId: p.id, id, url });
  const now = kept[0] ?? (await getPayment(p.id));
  if (now.providerRef !== id)
    await expireSession(id).catch((err) => log().warn({ err }, "a spare payment page stays open"));
  return now;
}

/**
 * Creates the hosted page of an open payment, as `getPayablePayment` just read it, and returns its address; a repeated
 * call returns the same one. Throws PAYMENT_DISABLED, PAYMENT_UNREACHABLE, ALREADY_PAID, or WRONG_STATUS when the payment
 * ended.
 */
export async function createCheckoutSession(before: PayableOnline, page: CheckoutPage): Promise<{ url: string }> {
  const total = page.lines.reduce((sum, l) => sum + l.quantity * l.unitMinor, 0);
  if (before.method !== "card_online") throw new AppError("WRONG_STATUS");
  if (total !== before.amountMinor) throw new Error("the lines of a payment page are not its amount");
  const usable = before.providerRef !== null || before.status !== "open";
  const p = usable
    ? before
    : await storeSessionOnce(before, await createSession(before, toSessionParams(before, page, before.closesAt)));
  if (p.status === "captured") throw new AppError("ALREADY_PAID");
  if (p.status !== "open" || !p.url) throw new AppError("WRONG_STATUS");
  return { url: p.url };
}

/** Stands for a page that will never be created. */
const unmadePrefix = "never_";

const toExpiredPayment = (p: Payment): ProviderPayment => ({
  status: "expired",
  amountMinor: p.amountMinor,
  currency: p.currency,
  ...metadataOf(p),
  intentRef: null,
  failure: null,
});

/** A call that reads one of our payments from the provider. */
type ProviderCall = (ref: string) => Promise<ProviderPayment>;
const callUnlessUnmade = (p: Payment, ref: string, call: ProviderCall) =>
  ref.startsWith(unmadePrefix) ? toExpiredPayment(p) : call(ref);

/**
 * Builds the command that refreshes a payment; `apply` stores the provider's state. A caller that has just read the
 * payment passes it as `known`.
 */
export const refreshPaymentWith =
  (apply: typeof applyPayment) =>
  async (paymentId: string, event?: EventRef, known?: Payment): Promise<Payment> => {
    const p = known ?? (await getPayment(paymentId));
    if (!p.providerRef) return p;
    return apply(p.id, await callUnlessUnmade(p, p.providerRef, retrievePayment), event);
  };

const refresh = refreshPaymentWith(applyPayment);

/** The refresh in progress of each payment, in this process. */
const inFlight = new Map<string, Promise<Payment>>();

/**
 * Runs `call` after the same payment's refresh in progress, unless that one was final: a shopper comes back just as the
 * webhooks arrive. When the provider did not answer, the waiting calls fail with it.
 */
async function runSerially(paymentId: string, call: () => Promise<Payment>): Promise<Payment> {
  const follow = (p: Payment) => (isFinal(p) ? p : call());
  const refused = (err: unknown) => {
    if (isAppError(err) && err.appCode === "PAYMENT_UNREACHABLE") throw err;
    return call();
  };
  const request = inFlight.get(paymentId)?.then(follow, refused) ?? call();
  inFlight.set(paymentId, request);
  try {
    return await request;
  } finally {
    if (inFlight.get(paymentId) === request) inFlight.delete(paymentId);
  }
}

/**
 * Reads the provider's state of a payment and applies it, with the event that caused the refresh. Returns the payment
 * as it stands then. Throws PAYMENT_UNREACHABLE when the provider does not answer; then nothing has changed.
 */
export const refreshPayment: typeof refresh = (paymentId, ...rest) =>
  runSerially(paymentId, () => refresh(paymentId, ...rest));

/** Builds the command that cancels a payment; `end` ensures that no payment arrives afterwards. */
export const cancelCheckoutSessionWith =
  (end: ProviderCall) =>
  async (paymentId: string): Promise<PaymentStatus> => {
    const p = await getPayment(paymentId);
    if (p.status !== "open") return p.status;
    const providerRef = p.providerRef ?? `${unmadePrefix}${p.id}`;
    if (!p.providerRef) {
      const claimed = await db()
        .update(payment)
        .set({ providerRef })
        .where(and(eq(payment.id, p.id), statusIn(["open"]), isNull(payment.providerRef)))
        .returning({ id: payment.id });
      // Its page was stored meanwhile: that one is cancelled instead.
      if (claimed.length === 0) return cancelCheckoutSessionWith(end)(paymentId);
    }
    const { status } = await applyPayment(p.id, await callUnlessUnmade(p, providerRef, end));
    if (status === "open") throw new AppError("PAYMENT_UNREACHABLE");
    return status;
  };

/**
 * Cancels an open payment: the provider accepts no payment any more and confirms it, or reports that it was paid first.
 * Returns "captured" (or "late", "refused") then, otherwise "expired". Throws PAYMENT_UNREACHABLE when the provider
 * does not answer: nothing may be released.
 */
export const cancelCheckoutSession = cancelCheckoutSessionWith(expireSession);
