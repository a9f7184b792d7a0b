import { assistanceData } from "@/server/assistance/personal-data";
import { auditData } from "@/server/audit/personal-data";
import { backupData } from "@/server/backup/personal-data";
import { cartData } from "@/server/cart/personal-data";
import { catalogueData } from "@/server/catalogue/personal-data";
import { favouritesData } from "@/server/favourites/personal-data";
import { fittingsData } from "@/server/fittings/personal-data";
import { healthData } from "@/server/health/personal-data";
import { inventoryData } from "@/server/inventory/personal-data";
import { messagingData } from "@/server/messaging/personal-data";
import { ordersData } from "@/server/orders/personal-data";
import { pickupsData } from "@/server/orders/pickup/personal-data";
import { paymentsData } from "@/server/payments/personal-data";
import { type PersonalData, platformData } from "@/server/platform/personal-data";
import { privacyData } from "@/server/privacy/personal-data";
import { shoppersData } from "@/server/shoppers/personal-data";
import { staffData } from "@/server/staff/personal-data";
import { storesData } from "@/server/stores/personal-data";
import { syncData } from "@/server/sync/personal-data";

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
  pickupsData,
  inventoryData,
  staffData,
  assistanceData,
  shoppersData,
  auditData,
  healthData,
  catalogueData,
  storesData,
  privacyData,
  backupData,
];
