import type { AnyProcedure } from "@trpc/server";
import { assistanceRequestsRouter, assistanceRequestsStoreRouter } from "@/server/assistance/requests/router";
import { assistanceRouter, assistanceStoreRouter } from "@/server/assistance/router";
import { auditRouter } from "@/server/audit/router";
import { backupRouter } from "@/server/backup/router";
import { cartRouter } from "@/server/cart/router";
import { importRouter } from "@/server/catalogue/import/router";
import { listingRouter } from "@/server/catalogue/listing/router";
import { catalogueOfficeRouter } from "@/server/catalogue/office/router";
import { catalogueRouter } from "@/server/catalogue/router";
import { fittingsBookingRouter } from "@/server/fittings/booking/router";
import { fittingsConflictsOfficeRouter, fittingsConflictsRouter } from "@/server/fittings/conflicts/router";
import { fittingsDeskRouter } from "@/server/fittings/desk/router";
import { fittingsRouter, fittingsStoreRouter } from "@/server/fittings/router";
import { waitlistRouter } from "@/server/fittings/waitlist/router";
import { healthRouter } from "@/server/health/router";
import { countsRouter } from "@/server/inventory/counts/router";
import { stockOfficeRouter } from "@/server/inventory/office/router";
import { inventoryRouter } from "@/server/inventory/router";
import { transfersOfficeRouter, transfersStoreRouter } from "@/server/inventory/transfers/router";
import { jobsRouter } from "@/server/jobs/router";
import { messagingRouter } from "@/server/messaging/router";
import { syncRouter } from "@/server/operations/router";
import { checkoutRouter } from "@/server/orders/checkout/router";
import { guestAccessRouter, orderLinksRouter, reservationLinksRouter } from "@/server/orders/guest-access/router";
import { ordersOfficeRouter } from "@/server/orders/office/router";
import { reservationsRouter } from "@/server/orders/pickup/router";
import { storePickupRouter } from "@/server/orders/pickup/store/router";
import { storeReturnsRouter } from "@/server/orders/returns/router";
import { ordersRouter } from "@/server/orders/router";
import { saleRouter } from "@/server/orders/sale/router";
import { orderShipmentsRouter, storeShipmentsRouter } from "@/server/orders/shipments/router";
import { registerOfficeRouter, registerRouter } from "@/server/payments/register/router";
import { paymentsRouter } from "@/server/payments/router";
import { terminalRouter } from "@/server/payments/terminal/router";
import { privacyRouter } from "@/server/privacy/router";
import { contactsRouter } from "@/server/shoppers/contacts/router";
import { devicesRouter, shoppersOfficeRouter, shoppersRouter } from "@/server/shoppers/router";
import { signedInDevicesRouter, signInRouter } from "@/server/shoppers/sign-in/router";
import { staffOfficeRouter } from "@/server/staff/office/router";
import { staffStoreRouter } from "@/server/staff/router";
import { storesRouter } from "@/server/stores/router";
import { mergeRouters, router } from "@/server/trpc/init";

/** Every procedure is `<noun>.<verb>`, `<noun>.store.<verb>` for a tablet's shift, `<noun>.office.<verb>` for the office. */
export const appRouter = router({
  assistance: mergeRouters(
    assistanceRouter,
    assistanceRequestsRouter,
    router({ store: mergeRouters(assistanceStoreRouter, assistanceRequestsStoreRouter) }),
  ),
  audit: router({ office: auditRouter }),
  backups: router({ office: backupRouter }),
  cart: cartRouter,
  catalogue: mergeRouters(catalogueRouter, listingRouter, router({ office: catalogueOfficeRouter })),
  checkout: checkoutRouter,
  contacts: contactsRouter,
  counts: router({ office: countsRouter }),
  devices: mergeRouters(devicesRouter, signedInDevicesRouter),
  fittings: mergeRouters(
    fittingsRouter,
    fittingsBookingRouter,
    fittingsConflictsRouter,
    router({ store: mergeRouters(fittingsStoreRouter, fittingsDeskRouter), office: fittingsConflictsOfficeRouter }),
  ),
  guestAccess: guestAccessRouter,
  health: router({ office: healthRouter }),
  imports: router({ office: importRouter }),
  jobs: router({ office: jobsRouter }),
  messages: messagingRouter,
  orders: mergeRouters(ordersRouter, orderLinksRouter, orderShipmentsRouter, router({ office: ordersOfficeRouter })),
  payments: mergeRouters(paymentsRouter, router({ store: terminalRouter })),
  pickups: router({ store: storePickupRouter }),
  privacy: privacyRouter,
  register: router({ store: registerRouter, office: registerOfficeRouter }),
  reservations: mergeRouters(reservationsRouter, reservationLinksRouter),
  returns: router({ store: storeReturnsRouter }),
  sales: router({ store: saleRouter }),
  shipments: router({ store: storeShipmentsRouter }),
  shoppers: mergeRouters(shoppersRouter, signInRouter, router({ office: shoppersOfficeRouter })),
  staff: router({ store: staffStoreRouter, office: staffOfficeRouter }),
  stock: mergeRouters(inventoryRouter, router({ office: stockOfficeRouter })),
  stores: storesRouter,
  sync: syncRouter,
  transfers: router({ store: transfersStoreRouter, office: transfersOfficeRouter }),
  waitlist: waitlistRouter,
});
export type AppRouter = typeof appRouter;

type NamesIn<R, P extends string = ""> = {
  [K in keyof R & string]: R[K] extends AnyProcedure ? `${P}${K}` : NamesIn<R[K], `${P}${K}.`>;
}[keyof R & string];

/** Every procedure of the router by name, for the tables that must not forget one. */
export type ProcedureName = NamesIn<AppRouter["_def"]["record"]>;
