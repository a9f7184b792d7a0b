import { inArray, sql } from "drizzle-orm";
import { assistanceGrant, helpCode } from "@/db/schema/identity";
import { canaryNumber, helpRequest } from "@/db/schema/privacy";
import { ofShopper, ofStaff, type PersonalData } from "@/server/platform/personal-data";

export const assistanceData: PersonalData = {
  module: "assistance",
  tables: [
    ofStaff(canaryNumber, ["createdBy"], "as long as the bait lies"),
    ofShopper(helpRequest, {
      columns: {
        id: "internal",
        shopperId: "subject",
        storeId: "describes",
        storeDeviceId: "internal",
        staffId: "describes",
        reason: "describes",
        status: "describes",
        delivered: "internal",
        canary: "internal",
        createdAt: "describes",
        expiresAt: "describes",
        answeredAt: "describes",
      },
      whose: ({ ids }) => inArray(helpRequest.shopperId, ids),
      erase: {
        set: { shopperId: sql`null` },
        because: "the limit of look-ups counts every one; whose it was is forgotten",
      },
      kept: "until the shopper erases it",
    }),
    ofShopper(helpCode, {
      columns: {
        id: "internal",
        shopperId: "subject",
        kind: "describes",
        codeHash: "secret",
        expiresAt: "describes",
        usedAt: "describes",
      },
      whose: ({ ids }) => inArray(helpCode.shopperId, ids),
      erase: "delete",
      kept: "an hour after it ran out",
    }),
    ofShopper(assistanceGrant, {
      columns: {
        id: "internal",
        shopperId: "subject",
        storeId: "describes",
        storeDeviceId: "internal",
        staffId: "describes",
        via: "describes",
        createdAt: "describes",
        lastUsedAt: "describes",
        expiresAt: "describes",
        endedAt: "describes",
      },
      whose: ({ ids }) => inArray(assistanceGrant.shopperId, ids),
      erase: "delete",
      kept: "until the shopper erases it",
    }),
  ],
};
