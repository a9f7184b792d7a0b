import { grantedScopes, grantRows } from "@/server/assistance/queries";
import { helpRequestRows } from "@/server/assistance/requests/queries";
import { forgetCartLines } from "@/server/cart/commands";
import { cartRows } from "@/server/cart/queries";
import { forgetFavourites } from "@/server/favourites/commands";
import { favouriteRows } from "@/server/favourites/queries";
import { fittingEntitiesOfShopper, fittingEntitiesOfStore } from "@/server/fittings/queries";
import { waitEntitiesOfShopper, waitEntitiesOfStore } from "@/server/fittings/waitlist/queries";
import { shopperPickups, storePickups } from "@/server/orders/pickup/queries";
import { shopperOrders } from "@/server/orders/queries";
import { draftRows } from "@/server/orders/quote/queries";
import { storeParcels } from "@/server/orders/shipments/queries";
import { registerSyncedModules } from "@/server/sync/registry";

// Imported once for its effect, by the server and by the tests.
registerSyncedModules({
  rows: {
    shopper: [
      cartRows,
      favouriteRows,
      shopperPickups,
      shopperOrders,
      draftRows,
      fittingEntitiesOfShopper,
      waitEntitiesOfShopper,
      grantRows,
      helpRequestRows,
    ],
    store: [storePickups, storeParcels, fittingEntitiesOfStore, waitEntitiesOfStore],
  },
  linkedEntities: new Set(["cart_line", "favourite"]),
  grantedScopes,
  deleteOldRows: { lines: forgetCartLines, favourites: forgetFavourites },
});
