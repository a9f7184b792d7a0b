import { listGrantedScopes, listGrantRows } from "@/server/assistance/queries";
import { listHelpRequestRows } from "@/server/assistance/requests/queries";
import { deleteStaleCartLines } from "@/server/cart/commands";
import { listCartRows } from "@/server/cart/queries";
import { deleteStaleFavourites } from "@/server/favourites/commands";
import { listFavouriteRows } from "@/server/favourites/queries";
import { listShopperFittingEntities, listStoreFittingEntities } from "@/server/fittings/queries";
import { listShopperEntryEntities, listStoreEntryEntities } from "@/server/fittings/waitlist/queries";
import { listDraftRows } from "@/server/orders/checkout/queries";
import { listShopperPickups, listStorePickups } from "@/server/orders/pickup/queries";
import { listShopperOrders } from "@/server/orders/queries";
import { listStoreShipments } from "@/server/orders/shipments/queries";
import { registerSyncedModules } from "@/server/sync/registry";

// Imported once for its effect, by the server and by the tests.
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
