/** The reason of an action for which no reason is entered: the work it belongs to. */
export const auditReasons = [
  "sign_in",
  "people",
  "security",
  "consent",
  "order",
  "visit",
  "goods",
  "calendar",
  "review",
  "upkeep",
] as const;
export type AuditReason = (typeof auditReasons)[number];

/**
 * Every recorded action with its reason; an action that is not listed here cannot be recorded. Texts: messages
 * `audit.action`.
 */
export const reasonByAction = {
  "admin.claimed": "sign_in",
  "admin.way_back": "security",
  "office.code_printed": "security",
  "office.signed_in": "sign_in",
  "office.signed_out": "sign_in",
  "passkey.added": "sign_in",
  "passkey.removed": "security",
  "passkey.reset": "security",
  "shift.started": "sign_in",
  "shift.ended": "sign_in",
  "shift.idled_out": "security",
  "staff.added": "people",
  "staff.changed": "people",
  "staff.activated": "people",
  "staff.deactivated": "people",
  "pin.set": "people",
  "pin.locked": "security",
  "pin.unlocked": "security",
  "approval.given": "security",
  "device.invited": "security",
  "device.enrolled": "security",
  "device.revoked": "security",
  "client.opened": "consent",
  "client.looked": "consent",
  "client.ended": "consent",
  "client.cart_changed": "consent",
  "client.code_wrong": "security",
  "client.looked_up": "consent",
  "client.asked": "consent",
  "client.accepted": "consent",
  "client.declined": "consent",
  "client.history": "consent",
  "job.run_again": "upkeep",
  "canary.laid": "security",
  "alarm.canary_looked_up": "security",
  "privacy.erased": "consent",
  "sale.placed": "order",
  "sale.contact": "order",
  "sale.cash": "order",
  "sale.cancelled": "order",
  "pickup.requested": "order",
  "pickup.reserved": "order",
  "pickup.picking": "order",
  "pickup.ready": "order",
  "pickup.collected": "order",
  "pickup.declined": "order",
  "pickup.cancelled": "order",
  "pickup.expired": "order",
  "pickup.called": "order",
  "pickup.code_checked": "order",
  "pickup.code_wrong": "security",
  "pickup.line.reserved": "order",
  "pickup.line.picked": "order",
  "pickup.line.declined": "order",
  "return.taken": "order",
  "order.contact_seen": "order",
  "parcel.claimed": "order",
  "parcel.unclaimed": "order",
  "parcel.packed": "order",
  "parcel.sent": "order",
  "parcel.delivered": "order",
  "parcel.cancelled": "order",
  "parcel.line_declined": "order",
  "parcel.label_seen": "order",
  "payment.reader_asked": "order",
  "payment.reader_stopped": "order",
  "payment.test_card": "order",
  "till.opened": "order",
  "till.paid_in": "order",
  "till.paid_out": "order",
  "till.refunded": "order",
  "till.closed": "order",
  "fitting.walk_in": "visit",
  "fitting.check_in": "visit",
  "fitting.finish": "visit",
  "fitting.no_show": "visit",
  "fitting.dismiss": "visit",
  "fitting.undo": "visit",
  "fitting.prepare": "visit",
  "fitting.leave": "visit",
  "fitting.hang": "visit",
  "fitting.take_down": "visit",
  "room_request.claim": "visit",
  "room_request.release": "visit",
  "room_request.bring": "visit",
  "stock.corrected": "goods",
  "stock.received": "goods",
  "stock.transfer.sent": "goods",
  "stock.transfer.received": "goods",
  "stock.transfer.cancelled": "goods",
  "stock.count.opened": "goods",
  "stock.count.counted": "goods",
  "stock.count.booked": "goods",
  "stock.count.cancelled": "goods",
  "identity.merged": "people",
  "identity.kept_apart": "people",
  "identity.split": "people",
  "import.started": "goods",
  "stores.hours.save": "calendar",
  "stores.rooms.save": "calendar",
} as const satisfies Record<string, AuditReason>;

/** A row of the chain as the database returns it: every value as text. */
export type ChainedEntry = {
  id: string;
  at_us: string;
  actor_kind: string;
  actor_id: string | null;
  session_id: string | null;
  store_device_id: string | null;
  store_id: string | null;
  approved_by: string | null;
  action: string;
  subject_kind: string;
  subject_id: string;
  reason: string;
  before: string | null;
  after: string | null;
  details: string;
};

const countBytes = (text: string) => new TextEncoder().encode(text).length;
const formatPart = (value: string | null) => (value === null ? "-" : `${countBytes(value)}:${value}`);

/**
 * The text that is hashed for one entry: its position, the previous hash, and every value with its length (migration
 * 0009, `audit_text`).
 */
export function formatSealText(seq: number, before: string, e: ChainedEntry): string {
  const values = [e.id, e.at_us, e.actor_kind, e.actor_id, e.session_id, e.store_device_id, e.store_id, e.approved_by];
  const rest = [e.action, e.subject_kind, e.subject_id, e.reason, e.before, e.after, e.details];
  return `${seq} ${before} ${[...values, ...rest].map(formatPart).join("")}`;
}

/** Whether `text` names an action of the table. */
export type AuditAction = keyof typeof reasonByAction;

export const isAuditAction = (text: string): text is AuditAction => Object.hasOwn(reasonByAction, text);
