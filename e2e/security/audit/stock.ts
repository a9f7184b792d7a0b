import type { AuditCases } from "./case";

/** Transfers and counts. */
export const stockCases = {
  "stock.office.receive": [{ acts: ["stock.received"], figures: "after" }],
  "transfers.office.send": [{ acts: ["stock.transfer.sent"], figures: "after" }],
  "transfers.office.receive": [{ acts: ["stock.transfer.received"], figures: "after" }],
  "transfers.office.cancel": [{ acts: ["stock.transfer.cancelled"], figures: "after" }],
  "transfers.store.receive": [{ acts: ["stock.transfer.received"], figures: "after" }],
  "counts.office.open": [{ acts: ["stock.count.opened"], figures: "after" }],
  "counts.office.count": [{ acts: ["stock.count.counted"], figures: "after" }],
  "counts.office.book": [{ acts: ["stock.count.booked"], figures: "after" }],
  "counts.office.cancel": [{ acts: ["stock.count.cancelled"], figures: "after" }],
} satisfies AuditCases;
