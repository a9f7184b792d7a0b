import type { AnyProcedure } from "@trpc/server";
import { cartRouter } from "@/server/cart/router";
import { importRouter } from "@/server/catalogue/import/router";
import { catalogueOfficeRouter } from "@/server/catalogue/office/router";
import { catalogueRouter } from "@/server/catalogue/router";
import { tellHit } from "@/server/fittings/conflicts/commands";
import { fittingsRouter } from "@/server/fittings/router";
import { healthRouter } from "@/server/health/router";
import { clientRouter } from "@/server/assistance/router";
import { identityGraphRouter } from "@/server/shoppers/graph/router";
import { auditRouter } from "@/server/audit/router";
import { identityRouter } from "@/server/shoppers/router";
import { officeIdentityRouter } from "@/server/staff/office/router";
import { storeIdentityRouter } from "@/server/staff/router";
import { setOnHand } from "@/server/inventory/commands";
import { stockOfficeRouter } from "@/server/inventory/office/router";
import { inventoryRouter } from "@/server/inventory/router";
import { transfersStoreRouter } from "@/server/inventory/transfers/router";
import { messagingRouter } from "@/server/messaging/router";
import { checkoutRouter } from "@/server/orders/checkout/router";
import { ordersOfficeRouter } from "@/server/orders/office/router";
import { storeParcelsRouter } from "@/server/orders/shipments/router";
import { storePickupRouter } from "@/server/orders/pickup/store/router";
import { orderReactions } from "@/server/orders/reactions";
import { storeReturnsRouter } from "@/server/orders/returns/router";
import { ordersRouter } from "@/server/orders/router";
import { saleRouter } from "@/server/orders/sale/router";
import { paymentsRouter } from "@/server/payments/router";
import { terminalRouter } from "@/server/payments/terminal/router";
import { tillOfficeRouter, tillRouter } from "@/server/payments/register/router";
import { privacyRouter } from "@/server/privacy/router";
import { storesRouter } from "@/server/stores/router";
import { mergeScopes, splitScopes } from "@/server/operations/merge";
import { syncRouter } from "@/server/operations/router";
import { mergeRouters, router } from "@/server/trpc/init";

export const appRouter = router({
  cart: cartRouter,
  checkout: checkoutRouter,
  fittings: fittingsRouter,
  catalogue: catalogueRouter,
  catalogueOffice: catalogueOfficeRouter,
  client: clientRouter,
  health: healthRouter,
  identity: mergeRouters(
    identityRouter,
    router({ store: storeIdentityRouter, office: officeIdentityRouter, audit: auditRouter }),
  ),
  identityGraph: identityGraphRouter({ merge: mergeScopes, split: splitScopes }),
  import: importRouter(setOnHand),
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
    parcels: storeParcelsRouter,
    payments: terminalRouter(orderReactions),
    till: tillRouter(orderReactions),
    transfer: transfersStoreRouter,
  }),
  stockOffice: stockOfficeRouter,
  stores: storesRouter(tellHit),
  sync: syncRouter,
  tillOffice: tillOfficeRouter,
});
export type AppRouter = typeof appRouter;

type NamesIn<R, P extends string = ""> = {
  [K in keyof R & string]: R[K] extends AnyProcedure ? `${P}${K}` : NamesIn<R[K], `${P}${K}.`>;
}[keyof R & string];

/** Every procedure of the router by name, for the tables that must not forget one. */
export type ProcedureName = NamesIn<AppRouter["_def"]["record"]>;
