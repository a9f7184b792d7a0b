import type { AuditCases } from "./case";

/** Goods on the way. */
export const stockCases = {
  "stockOffice.receive": [{ acts: ["stock.received"], figures: "after" }],
  "stockOffice.transfers.send": [{ acts: ["stock.transfer.sent"], figures: "after" }],
  "stockOffice.transfers.receive": [{ acts: ["stock.transfer.received"], figures: "after" }],
  "stockOffice.transfers.cancel": [{ acts: ["stock.transfer.cancelled"], figures: "after" }],
  "store.transfer.receive": [{ acts: ["stock.transfer.received"], figures: "after" }],
} satisfies AuditCases;
