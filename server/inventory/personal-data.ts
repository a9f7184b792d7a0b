import { inArray } from "drizzle-orm";
import { stockHold, stockLevel, stockMovement } from "@/db/schema/inventory";
import { stockCount, stockCountLine, stockTransfer, stockTransferLine } from "@/db/schema/stock-documents";
import { ofNobody, ofShopper, ofStaff, type PersonalData } from "@/server/platform/personal-data";

const keptForAccounting = "as long as the accounts must be kept";
const ledger = "stock is accounted for: the holder's id is all that remains, and leads to nobody";

export const inventoryData: PersonalData = {
  module: "inventory",
  tables: [
    ...ofNobody(stockLevel, stockTransferLine),
    ofStaff(stockMovement, ["actorId"], keptForAccounting),
    ofStaff(stockTransfer, ["sentBy", "endedBy"], keptForAccounting),
    ofStaff(stockCount, ["openedBy", "endedBy"], keptForAccounting),
    ofStaff(stockCountLine, ["countedBy"], keptForAccounting),
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
      kept: keptForAccounting,
    }),
  ],
};
