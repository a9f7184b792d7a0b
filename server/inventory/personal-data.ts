import { inArray } from "drizzle-orm";
import { stockHold, stockLevel, stockMovement } from "@/db/schema/inventory";
import { ofNobody, ofShopper, ofStaff, type PersonalData } from "@/server/platform/personal-data";

const ledger = "stock is accounted for: the holder's id is all that remains, and leads to nobody";

export const inventoryData: PersonalData = {
  module: "inventory",
  tables: [
    ...ofNobody(stockLevel),
    ofStaff(stockMovement, ["actorId"], "as long as the accounts must be kept"),
    ofShopper(stockHold, {
      columns: {
        id: "internal",
        variantId: "describes",
        storeId: "describes",
        quantity: "describes",
        ownerId: "subject",
        purpose: "describes",
        referenceId: "internal",
        createdAt: "describes",
        expiresAt: "describes",
        endedAt: "describes",
        outcome: "describes",
      },
      whose: ({ ids }) => inArray(stockHold.ownerId, ids),
      erase: { keep: ledger },
      kept: "as long as the accounts must be kept",
    }),
  ],
};
