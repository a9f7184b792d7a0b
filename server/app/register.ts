import { listGrantedScopes, listGrantRows } from "@/server/assistance/queries";
import { listHelpRequestRows } from "@/server/assistance/requests/queries";
import { deleteStaleCartLines } from "@/server/cart/commands";
import { listCartRows } from "@/server/cart/queries";
import { onHandHook } from "@/server/catalogue/import/stock/commands";
import { deleteStaleFavourites } from "@/server/favourites/commands";
import { listFavouriteRows } from "@/server/favourites/queries";
import { notifyConflicts } from "@/server/fittings/conflicts/commands";
import { listShopperFittingEntities, listStoreFittingEntities } from "@/server/fittings/queries";
import { listShopperEntryEntities, listStoreEntryEntities } from "@/server/fittings/waitlist/queries";
import { setOnHand } from "@/server/inventory/commands";
import { jobs } from "@/server/jobs/registry";
import { mergeScopes, splitScopes } from "@/server/operations/merge";
import { listDraftRows } from "@/server/orders/checkout/queries";
import { orderReactions } from "@/server/orders/lifecycle/reactions";
import { listShopperPickups, listStorePickups } from "@/server/orders/pickup/queries";
import { listShopperOrders } from "@/server/orders/queries";
import { listStoreShipments } from "@/server/orders/shipments/queries";
import { paymentReactions } from "@/server/payments/reactions";
import { personalData } from "@/server/privacy/personal-data";
import { jobRegistry } from "@/server/queue/registry";
import { scopeMerging } from "@/server/shoppers/graph/reactions";
import { calendarReaction } from "@/server/stores/reactions";
import { registerSyncedModules } from "@/server/sync/registry";
import { everyModule } from "./personal-data";

/**
 * Puts in what modules call without knowing who answers: rows for sync, reactions, jobs, and commands of modules above. Called
 * once at import, by the server, the commands and the tests; a test that replaces one calls it again.
 */
export function registerModules(): void {
  registerSyncedModules({
    rows: {
      shopper: [
        listCartRows,
        listFavouriteRows,
        listShopperPickups,
        listShopperOrders,
        listDraftRows,
        listShopperFittingEntities,
        listShopperEntryEntities,
        listGrantRows,
        listHelpRequestRows,
      ],
      store: [listStorePickups, listStoreShipments, listStoreFittingEntities, listStoreEntryEntities],
    },
    linkedEntities: new Set(["cart_line", "favourite"]),
    grantedScopes: listGrantedScopes,
    deleteOldRows: { lines: deleteStaleCartLines, favourites: deleteStaleFavourites },
  });
  paymentReactions.set(orderReactions);
  calendarReaction.set(notifyConflicts);
  onHandHook.set(setOnHand);
  personalData.set(everyModule);
  jobRegistry.set(jobs);
  scopeMerging.set({ merge: mergeScopes, split: splitScopes });
}

registerModules();
