import { inArray } from "drizzle-orm";
import { erasure } from "@/db/schema/privacy";
import { createHook } from "@/server/platform/hook";
import { ofShopper, type PersonalData } from "@/server/platform/personal-data";

export const privacyData: PersonalData = {
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
export const personalData = createHook<PersonalData[]>("privacy.modules");
