import type { AnyProcedure } from "@trpc/server";
import { assistanceRouter } from "@/server/assistance/router";
import { auditRouter } from "@/server/audit/router";
import { cartRouter } from "@/server/cart/router";
import { createImportRouter } from "@/server/catalogue/import/router";
import { catalogueOfficeRouter } from "@/server/catalogue/office/router";
import { catalogueRouter } from "@/server/catalogue/router";
import { notifyConflicts } from "@/server/fittings/conflicts/commands";
import { fittingsRouter } from "@/server/fittings/router";
import { healthRouter } from "@/server/health/router";
import { setOnHand } from "@/server/inventory/commands";
import { stockOfficeRouter } from "@/server/inventory/office/router";
import { inventoryRouter } from "@/server/inventory/router";
import { transfersStoreRouter } from "@/server/inventory/transfers/router";
import { messagingRouter } from "@/server/messaging/router";
import { mergeScopes, splitScopes } from "@/server/operations/merge";
import { syncRouter } from "@/server/operations/router";
import { checkoutRouter } from "@/server/orders/checkout/router";
import { ordersOfficeRouter } from "@/server/orders/office/router";
import { storePickupRouter } from "@/server/orders/pickup/store/router";
import { orderReactions } from "@/server/orders/reactions";
import { storeReturnsRouter } from "@/server/orders/returns/router";
import { ordersRouter } from "@/server/orders/router";
import { saleRouter } from "@/server/orders/sale/router";
import { storeShipmentsRouter } from "@/server/orders/shipments/router";
import { registerOfficeRouter, registerRouter } from "@/server/payments/register/router";
import { paymentsRouter } from "@/server/payments/router";
import { terminalRouter } from "@/server/payments/terminal/router";
import { privacyRouter } from "@/server/privacy/router";
import { graphRouter } from "@/server/shoppers/graph/router";
import { shoppersRouter } from "@/server/shoppers/router";
import { staffOfficeRouter } from "@/server/staff/office/router";
import { staffStoreRouter } from "@/server/staff/router";
import { storesRouter } from "@/server/stores/router";
import { mergeRouters, router } from "@/server/trpc/init";

export const appRouter = router({
  cart: cartRouter,
  checkout: checkoutRouter,
  fittings: fittingsRouter,
  catalogue: catalogueRouter,
  catalogueOffice: catalogueOfficeRouter,
  client: assistanceRouter,
  health: healthRouter,
  identity: mergeRouters(
    shoppersRouter,
    router({ store: staffStoreRouter, office: staffOfficeRouter, audit: auditRouter }),
  ),
  identityGraph: graphRouter({ merge: mergeScopes, split: splitScopes }),
  import: createImportRouter(setOnHand),
  inventory: inventoryRouter,
  messaging: messagingRouter,
  orders: ordersRouter,
  ordersOffice: ordersOfficeRouter,
  payments: paymentsRouter,
  privacy: privacyRouter,
  sale: saleRouter,
  store: router({
    pickup: storePickupRouter,
    returns: storeReturnsRouter,
    parcels: storeShipmentsRouter,
    payments: terminalRouter(orderReactions),
    till: registerRouter(orderReactions),
    transfer: transfersStoreRouter,
  }),
  stockOffice: stockOfficeRouter,
  stores: storesRouter(notifyConflicts),
  sync: syncRouter,
  tillOffice: registerOfficeRouter,
});
export type AppRouter = typeof appRouter;

type NamesIn<R, P extends string = ""> = {
  [K in keyof R & string]: R[K] extends AnyProcedure ? `${P}${K}` : NamesIn<R[K], `${P}${K}.`>;
}[keyof R & string];

/** Every procedure of the router by name, for the tables that must not forget one. */
export type ProcedureName = NamesIn<AppRouter["_def"]["record"]>;
