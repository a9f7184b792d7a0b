import { createGrant } from "../matrix/world";
import type { AuditCases } from "./case";

/** What staff does at the till and with parcels. */
export const registerCases = {
  "store.returns.ofClient": [
    { input: async (world, who) => void (await createGrant(world, who)), acts: ["client.history"], figures: "none" },
  ],
  "store.returns.take": [{ acts: ["return.taken"], figures: "both" }],
  "store.parcels.claim": [{ acts: ["parcel.claimed"], figures: "both" }],
  "store.parcels.unclaim": [{ acts: ["parcel.unclaimed"], figures: "both" }],
  "store.parcels.pack": [{ acts: ["parcel.packed"], figures: "both" }],
  "store.parcels.label": [{ acts: ["parcel.label_seen"], figures: "none" }],
  // The parcel's only piece: with it the parcel ends.
  "store.parcels.declineLine": [{ acts: ["parcel.line_declined", "parcel.cancelled"], figures: "both" }],
  "store.parcels.send": [{ acts: ["parcel.sent"], figures: "both" }],
  "store.parcels.delivered": [{ acts: ["parcel.delivered"], figures: "both" }],
  "ordersOffice.contact": [{ as: "office", acts: ["order.contact_seen"], figures: "none" }],
} satisfies AuditCases;
