/** Seconds by which a webhook's time may differ from ours; it is Stripe's own tolerance. */
const toleranceS = 300;
/** From here on somebody has to look at a clock. */
export const alarmingS = 30;

/** When a webhook was signed, in seconds since 1970, as its `Stripe-Signature` says; null when it says nothing. */
export function parseSignedAt(header: string): number | null {
  const [, at] = /(?:^|,)\s*t=(\d{1,15})(?:,|$)/.exec(header) ?? [];
  return at === undefined ? null : Number(at);
}

/** Whether a time that is `offS` seconds behind ours (negative: ahead) is neither too old nor of the future. */
export const isFresh = (offS: number): boolean => Math.abs(offS) <= toleranceS;

/** What an event is about: ids of our own, when we wrote them upon the object, and those of the provider. */
export type Subject = {
  refs: string[];
  paymentId: string | null;
  refundId: string | null;
  refundRef: string | null;
  /** The money that the event says has come: what must belong to a payment of ours. */
  taken: string | null;
};

type StripeObject = { id?: unknown; object?: unknown; metadata?: Record<string, unknown> | null } & Record<
  string,
  unknown
>;

const toText = (of: unknown): string | null =>
  typeof of === "string" ? of : of && typeof of === "object" && "id" in of && typeof of.id === "string" ? of.id : null;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const toOwnId = (of: unknown): string | null => (typeof of === "string" && uuid.test(of) ? of : null);

/** The events that the provider is asked to tell: all by which money can have moved. What else it knows would only cost. */
export const webhookEvents: readonly string[] = [
  ...["completed", "expired", "async_payment_succeeded", "async_payment_failed"].map((e) => `checkout.session.${e}`),
  ...["succeeded", "payment_failed", "canceled"].map((e) => `payment_intent.${e}`),
  "charge.refunded",
  ...["created", "updated", "failed"].map((e) => `refund.${e}`),
  ...["succeeded", "failed"].map((e) => `terminal.reader.action_${e}`),
];

/** The kinds of objects whose events move money; everything else is acknowledged and left. */
const kinds = ["checkout.session", "payment_intent", "charge", "refund", "terminal.reader"];
/** What has only begun has moved none. */
const beginnings = ["payment_intent.created"];

/** Reads what an event is about; null when it is about nothing of ours. The event is a hint: what it says is asked again. */
export function parseSubject(type: string, object: object): Subject | null {
  const stripeObject = object as StripeObject;
  const [kind, id] = [String(stripeObject.object), toText(stripeObject.id)];
  if (!id || !kinds.includes(kind) || beginnings.includes(type)) return null;
  const action = (stripeObject.action ?? {}) as { process_payment_intent?: { payment_intent?: unknown } };
  const intent =
    kind === "payment_intent"
      ? id
      : toText(stripeObject.payment_intent ?? action.process_payment_intent?.payment_intent);
  const isRefund = kind === "refund";
  return {
    refs: [id, intent].filter((ref): ref is string => ref !== null),
    paymentId: isRefund ? null : toOwnId(stripeObject.metadata?.paymentId),
    refundId: isRefund ? toOwnId(stripeObject.metadata?.refundId) : null,
    refundRef: isRefund ? id : null,
    taken: type === "payment_intent.succeeded" || type === "checkout.session.completed" ? intent : null,
  };
}
