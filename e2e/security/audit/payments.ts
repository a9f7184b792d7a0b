import type { AuditCases } from "./case";

/** What staff does with readers and drawers. */
export const paymentCases = {
  "store.payments.startReader": [{ acts: ["payment.reader_asked"], figures: "after" }],
  "store.payments.stopReader": [{ acts: ["payment.reader_stopped"], figures: "after" }],
  "store.payments.presentTestCard": [{ acts: ["payment.test_card"], figures: "after" }],
  "store.till.open": [{ acts: ["till.opened"], figures: "after" }],
  "store.till.move": [{ acts: ["till.paid_out"], figures: "both" }],
  "store.till.close": [{ acts: ["till.closed"], figures: "both" }],
  "store.till.payOut": [{ acts: ["till.refunded"], figures: "both" }],
} satisfies AuditCases;
