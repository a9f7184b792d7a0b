import Stripe from "stripe";
import { AppError } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { getStripe } from "../provider";
import type { Payment, ProviderPayment, ProviderRefund, Refund } from "../schema";

/** The time limit of the provider for one interactive operation, in ms, over all its calls. */
const timeoutMs = 2_200;

type Options = { timeout: number; maxNetworkRetries: 0 };

/** Stripe refused the call itself: a retry will not help. */
export const isRefusal = (err: unknown): err is Stripe.errors.StripeInvalidRequestError =>
  err instanceof Stripe.errors.StripeInvalidRequestError;

/**
 * Calls the provider, with one time limit for the whole operation, whatever the number of calls. Throws PAYMENT_DISABLED
 * without a provider, PAYMENT_UNREACHABLE when it does not answer or fails; a refusal of the call passes as it is.
 */
export async function callProvider<T>(call: (stripe: Stripe, options: () => Options) => Promise<T>): Promise<T> {
  const client = getStripe();
  if (!client) throw new AppError("PAYMENT_DISABLED");
  const until = performance.now() + timeoutMs;
  const options = () => ({
    timeout: Math.max(50, Math.floor(until - performance.now())),
    maxNetworkRetries: 0 as const,
  });
  let timer: NodeJS.Timeout | undefined;
  // The client's own time-out covers an idle socket only: an answer that trickles in would never end.
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError("PAYMENT_UNREACHABLE")), timeoutMs + 100);
  });
  try {
    return await Promise.race([call(client, options), over]);
  } catch (err) {
    const failure = err instanceof Stripe.errors.StripeError ? err : null;
    if (!failure || isRefusal(err)) throw err;
    const { type, code, statusCode: status } = failure;
    log().warn({ type, code, status }, "the payments' provider did not answer");
    throw new AppError("PAYMENT_UNREACHABLE");
  } finally {
    clearTimeout(timer);
  }
}

const idOf = (of: string | { id: string } | null | undefined): string | null =>
  typeof of === "string" ? of : (of?.id ?? null);

const readMetadata = ({ metadata }: { metadata: Stripe.Metadata | null }) => ({
  orderId: metadata?.orderId ?? null,
  paymentId: metadata?.paymentId ?? null,
});

/** Parses a Checkout Session; with its PaymentIntent expanded also the last decline. */
function parseSession(session: Stripe.Checkout.Session): ProviderPayment {
  const paid = session.status === "complete" && session.payment_status === "paid";
  const intent = typeof session.payment_intent === "object" ? session.payment_intent : null;
  return {
    status: paid ? "paid" : session.status === "expired" ? "expired" : "open",
    amountMinor: paid && intent ? intent.amount_received : (session.amount_total ?? 0),
    currency: session.currency ?? "",
    ...readMetadata(session),
    intentRef: idOf(session.payment_intent),
    failure: intent?.last_payment_error?.code ?? null,
  };
}

/** Parses the PaymentIntent of a reader. */
export function parseIntent(intent: Stripe.PaymentIntent): ProviderPayment {
  const paid = intent.status === "succeeded";
  return {
    status: paid ? "paid" : intent.status === "canceled" ? "expired" : "open",
    amountMinor: paid ? intent.amount_received : intent.amount,
    currency: intent.currency,
    ...readMetadata(intent),
    intentRef: intent.id,
    failure: intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code ?? null,
  };
}

/** Parses a refund. */
function parseRefund(given: Stripe.Refund): ProviderRefund {
  const { status } = given;
  const failed = status === "failed" || status === "canceled";
  return {
    status: status === "succeeded" ? "succeeded" : failed ? "failed" : "sent",
    providerRef: given.id,
    failure: failed ? (given.failure_reason ?? status) : null,
  };
}

/** Retrieves a payment from the provider. */
export function retrievePayment(ref: string): Promise<ProviderPayment> {
  return callProvider(async (client, options) =>
    ref.startsWith("pi_")
      ? parseIntent(await client.paymentIntents.retrieve(ref, {}, options()))
      : parseSession(await client.checkout.sessions.retrieve(ref, { expand: ["payment_intent"] }, options())),
  );
}

/** Retrieves a refund from the provider. */
export const retrieveRefund = (ref: string): Promise<ProviderRefund> =>
  callProvider(async (client, options) => parseRefund(await client.refunds.retrieve(ref, {}, options())));

/**
 * Has the provider accept no payment for this session any more, and retrieves the payment: it may have been paid
 * before. Idempotent.
 */
export function expireSession(ref: string): Promise<ProviderPayment> {
  return callProvider(async (client, options) => {
    const isIntent = ref.startsWith("pi_");
    try {
      return isIntent
        ? parseIntent(await client.paymentIntents.cancel(ref, {}, options()))
        : parseSession(await client.checkout.sessions.expire(ref, {}, options()));
    } catch (err) {
      if (!isRefusal(err)) throw err;
      return isIntent
        ? parseIntent(await client.paymentIntents.retrieve(ref, {}, options()))
        : parseSession(await client.checkout.sessions.retrieve(ref, { expand: ["payment_intent"] }, options()));
    }
  });
}

/** The metadata of everything created at the provider, to identify its payment. */
export const metadataOf = ({ id, orderId }: Pick<Payment, "id" | "orderId">) => ({ paymentId: id, orderId });

/** Finds a refund that an earlier call created and whose answer was lost. */
async function findCreatedRefund(
  client: Stripe,
  of: Refund,
  { intent, options }: { intent: string; options: Options },
): Promise<Stripe.Refund | undefined> {
  const { data } = await client.refunds.list({ payment_intent: intent, limit: 100 }, options);
  return data.find((r) => r.metadata?.refundId === of.id);
}

/**
 * Creates a refund at the provider. Keys expire after a day, so a further attempt first looks for the refund of the
 * last.
 */
export const createRefund = (of: Refund, intent: string): Promise<ProviderRefund> =>
  callProvider(async (client, options) => {
    const before = of.attempts > 1 ? await findCreatedRefund(client, of, { intent, options: options() }) : undefined;
    if (before) return parseRefund(before);
    const metadata = { refundId: of.id, orderId: of.orderId };
    const given = { payment_intent: intent, amount: of.amountMinor, metadata };
    return parseRefund(await client.refunds.create(given, { ...options(), idempotencyKey: of.id }));
  });
