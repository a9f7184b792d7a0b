/** Every invariant that is checked each minute, in the order of db/invariants.sql. Texts: messages `health.check`. */
export const invariantNames = [
  "stock_on_hand",
  "stock_reserved_range",
  "stock_reserved_holds",
  "hold_ends_once",
  "hold_consumed_left",
  "hold_overdue",
  "fitting_offer",
  "fitting_overlap",
  "fitting_one_place",
  "fitting_hours",
  "audit_staff",
  "audit_sealed",
  "stock_staff",
  "transfer_pieces",
  "count_booked",
  "payment_once",
  "payment_placed",
  "payment_overdue",
  "payment_refused",
  "refund_within",
  "refund_stuck",
  "drawer_counted",
  "one_currency",
  "provider_once",
  "pickup_paid",
  "exchange_worth",
] as const;
export type InvariantName = (typeof invariantNames)[number];

/** Figures of offending rows. Texts: messages `health.figure`. */
export const figureNames = [
  "onHand",
  "ledger",
  "reserved",
  "held",
  "quantity",
  "endedAt",
  "outcome",
  "expiresAt",
  "other",
  "room",
  "store",
  "startsAt",
  "endsAt",
  "action",
  "actor",
  "session",
  "tablet",
  "reason",
  "movement",
  "delta",
  "sent",
  "left",
  "arrived",
  "back",
  "received",
  "booked",
  "payments",
  "amount",
  "paid",
  "refunded",
  "state",
  "currency",
  "expected",
] as const;

/**
 * `late`: the due check is overdue by two minutes or more; `failed`: the check itself failed, the rest is of the
 * previous one.
 */
export type InvariantState = "holds" | "broken" | "failed" | "late" | "unseen";

/** One invariant and its last result. */
export type InvariantView = {
  name: InvariantName;
  /** Its number in the design: I1, I3 … */
  number: string;
  state: InvariantState;
  checkedAt: string | null;
  /** Interval of its checks. */
  everyMinutes: number;
  broken: number;
  /** The first offending rows. */
  rows: { id: string; figures: Record<string, string | number | null> }[];
  brokenSince: string | null;
  lastBrokenAt: string | null;
};

export type HealthView = { now: string; invariants: InvariantView[] };
