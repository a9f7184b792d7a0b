import { inArray } from "drizzle-orm";
import { cart, cartLine } from "@/db/schema/cart";
import { ofShopper, type PersonalData } from "@/server/platform/personal-data";

export const cartData: PersonalData = {
  module: "cart",
  tables: [
    ofShopper(cartLine, {
      columns: {
        scopeId: "subject",
        lineKey: "internal",
        variantId: "describes",
        fulfilment: "describes",
        storeId: "describes",
        quantity: "describes",
        by: "describes",
        clientId: "internal",
        bornVersion: "internal",
        bornClientId: "internal",
        priceSeenMinor: "describes",
        currency: "describes",
        heldCurrency: "internal",
        deletedAt: "describes",
        version: "internal",
      },
      whose: ({ ids }) => inArray(cartLine.scopeId, ids),
      erase: "delete",
      kept: "until it is taken out, and 35 days more for devices that were away",
    }),
    ofShopper(cart, {
      columns: { scopeId: "subject", currency: "describes" },
      whose: ({ ids }) => inArray(cart.scopeId, ids),
      erase: "delete",
      kept: "until the account is erased, or a guest is forgotten",
    }),
  ],
};
