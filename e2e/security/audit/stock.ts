import type { AuditCases } from "./case";

/** Goods on the way, and goods counted. */
export const stockCases = {
  "stockOffice.receive": [{ acts: ["stock.received"], figures: "after" }],
  "stockOffice.transfers.send": [{ acts: ["stock.transfer.sent"], figures: "after" }],
  "stockOffice.transfers.receive": [{ acts: ["stock.transfer.received"], figures: "after" }],
  "stockOffice.transfers.cancel": [{ acts: ["stock.transfer.cancelled"], figures: "after" }],
  "store.transfer.receive": [{ acts: ["stock.transfer.received"], figures: "after" }],
  "stockOffice.counts.open": [{ acts: ["stock.count.opened"], figures: "after" }],
  "stockOffice.counts.count": [{ acts: ["stock.count.counted"], figures: "after" }],
  "stockOffice.counts.book": [{ acts: ["stock.count.booked"], figures: "after" }],
  "stockOffice.counts.cancel": [{ acts: ["stock.count.cancelled"], figures: "after" }],
} satisfies AuditCases;
