/** Seconds by which a webhook's time may differ from ours; Stripe's own tolerance. */
const toleranceS = 300;
/** From here on an alarm is raised. */
export const alarmingS = 30;

/** Parses when a webhook was signed, in seconds since 1970, from its `Stripe-Signature`; null without a time. */
export function parseSignedAt(header: string): number | null {
  const [, at] = /(?:^|,)\s*t=(\d{1,15})(?:,|$)/.exec(header) ?? [];
  return at === undefined ? null : Number(at);
}

/** Whether a time that is `offS` seconds behind ours (negative: ahead) is neither too old nor in the future. */
export const isFresh = (offS: number): boolean => Math.abs(offS) <= toleranceS;

/** The subject of an event: our ids from the object's metadata, and those of the provider. */
export type Subject = {
  refs: string[];
  paymentId: string | null;
  refundId: string | null;
  refundRef: string | null;
  /** The payment that the event reports as taken: it must belong to one of ours. */
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

/** The subscribed events: all by which money can have moved. Any other would only cost. */
export const webhookEvents: readonly string[] = [
  ...["completed", "expired", "async_payment_succeeded", "async_payment_failed"].map((e) => `checkout.session.${e}`),
  ...["succeeded", "payment_failed", "canceled"].map((e) => `payment_intent.${e}`),
  "charge.refunded",
  ...["created", "updated", "failed"].map((e) => `refund.${e}`),
  ...["succeeded", "failed"].map((e) => `terminal.reader.action_${e}`),
];

/** The kinds of objects whose events move money; everything else is acknowledged and ignored. */
const kinds = ["checkout.session", "payment_intent", "charge", "refund", "terminal.reader"];
/** Something that has only begun has moved no money. */
const beginnings = ["payment_intent.created"];

/**
 * Parses the subject of an event; null for something that is not ours. The event is only a hint: its content is
 * retrieved again.
 */
export function parseSubject(type: string, object: object): Subject | null {
  const stripeObject = object as StripeObject;
  const kind = String(stripeObject.object);
  const id = toText(stripeObject.id);
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
