import { createGrant } from "../matrix/world";
import type { AuditCases } from "./case";

/** Staff actions at the register and with shipments. */
export const registerCases = {
  "returns.store.listOfCustomer": [
    {
      input: async (world, who) => void (await createGrant(world, who)),
      acts: ["client.history"],
      figures: "none",
    },
  ],
  "returns.store.create": [{ acts: ["return.taken"], figures: "both" }],
  "shipments.store.claim": [{ acts: ["parcel.claimed"], figures: "both" }],
  "shipments.store.unclaim": [{ acts: ["parcel.unclaimed"], figures: "both" }],
  "shipments.store.pack": [{ acts: ["parcel.packed"], figures: "both" }],
  "shipments.store.getLabel": [{ acts: ["parcel.label_seen"], figures: "none" }],
  // The shipment's only item: the shipment ends with it.
  "shipments.store.declineLine": [{ acts: ["parcel.line_declined", "parcel.cancelled"], figures: "both" }],
  "shipments.store.ship": [{ acts: ["parcel.sent"], figures: "both" }],
  "shipments.store.markDelivered": [{ acts: ["parcel.delivered"], figures: "both" }],
  "orders.office.revealContact": [{ as: "office", acts: ["order.contact_seen"], figures: "none" }],
} satisfies AuditCases;
