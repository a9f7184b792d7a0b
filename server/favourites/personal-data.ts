import { inArray } from "drizzle-orm";
import { favourite } from "@/db/schema/favourites";
import { ofShopper, type PersonalData } from "@/server/platform/personal-data";

export const favouritesData: PersonalData = {
  module: "favourites",
  tables: [
    ofShopper(favourite, {
      columns: {
        scopeId: "subject",
        productId: "describes",
        present: "describes",
        version: "internal",
        clientId: "internal",
        deletedAt: "describes",
      },
      whose: ({ ids }) => inArray(favourite.scopeId, ids),
      erase: "delete",
      kept: "until it is taken out, and 35 days more for devices that were away",
    }),
  ],
};
