import { inArray } from "drizzle-orm";
import { erasure } from "@/db/schema/privacy";
import { cartData } from "@/server/cart/personal-data";
import { catalogueData } from "@/server/catalogue/personal-data";
import { favouritesData } from "@/server/favourites/personal-data";
import { fittingsData } from "@/server/fittings/personal-data";
import { healthData } from "@/server/health/personal-data";
import { inventoryData } from "@/server/inventory/personal-data";
import { messagingData } from "@/server/messaging/personal-data";
import { ordersData } from "@/server/orders/personal-data";
import { paymentsData } from "@/server/payments/personal-data";
import { ofShopper, type PersonalData, platformData } from "@/server/platform/personal-data";
import { shoppersData } from "@/server/shoppers/personal-data";
import { storesData } from "@/server/stores/personal-data";
import { syncData } from "@/server/sync/personal-data";

const privacyData: PersonalData = {
  module: "privacy",
  tables: [
    ofShopper(erasure, {
      columns: { id: "internal", shopperId: "subject", at: "describes", confirmedAt: "internal" },
      whose: ({ ids }) => inArray(erasure.shopperId, ids),
      erase: { keep: "that and when an id was erased; it leads to nobody any more" },
      kept: "as long as an erased device may come back",
    }),
  ],
};

/**
 * Every module's personal data, in the order of an erasure: rows that refer to others first, the shopper's own row
 * last.
 */
export const everyModule: PersonalData[] = [
  syncData,
  platformData,
  messagingData,
  cartData,
  favouritesData,
  fittingsData,
  paymentsData,
  ordersData,
  inventoryData,
  shoppersData,
  healthData,
  catalogueData,
  storesData,
  privacyData,
];
