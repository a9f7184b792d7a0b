import type { AuditCases } from "./case";

/** What staff does with readers and registers. */
export const paymentCases = {
  "payments.store.startReader": [{ acts: ["payment.reader_asked"], figures: "after" }],
  "payments.store.stopReader": [{ acts: ["payment.reader_stopped"], figures: "after" }],
  "payments.store.presentTestCard": [{ acts: ["payment.test_card"], figures: "after" }],
  "register.store.open": [{ acts: ["till.opened"], figures: "after" }],
  "register.store.moveCash": [{ acts: ["till.paid_out"], figures: "both" }],
  "register.store.close": [{ acts: ["till.closed"], figures: "both" }],
  "register.store.payOut": [{ acts: ["till.refunded"], figures: "both" }],
} satisfies AuditCases;
