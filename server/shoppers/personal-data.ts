import { and, inArray, ne, sql } from "drizzle-orm";
import { deviceInvitation, oneTimeCode, shopper, shopperDevice } from "@/db/schema/identity";
import { consent } from "@/db/schema/privacy";
import { ofShopper, type PersonalData } from "@/server/platform/personal-data";
import { contactTables } from "./contacts/personal-data";
import { graphTables } from "./graph/personal-data";
import { keepSharedValues } from "./graph/shared-values";

export const shoppersData: PersonalData = {
  module: "shoppers",
  beforeErase: (tx, _announce, subject) => keepSharedValues(tx, subject),
  tables: [
    ofShopper(consent, {
      columns: {
        id: "internal",
        shopperId: "subject",
        purpose: "describes",
        channel: "describes",
        decision: "describes",
        textVersion: "describes",
        locale: "describes",
        surface: "describes",
        actorKind: "describes",
        actorId: "internal",
        at: "describes",
      },
      whose: ({ ids }) => inArray(consent.shopperId, ids),
      erase: {
        keep: "that it was told and decided must stay provable; it holds an id only, which leads to nobody any more",
      },
      kept: "as long as a decision may have to be proven",
    }),
    ofShopper(deviceInvitation, {
      columns: {
        id: "internal",
        shopperId: "subject",
        secretHash: "secret",
        expiresAt: "describes",
        usedAt: "describes",
      },
      whose: ({ ids }) => inArray(deviceInvitation.shopperId, ids),
      erase: "delete",
      kept: "until the shopper erases it",
    }),
    ofShopper(oneTimeCode, {
      columns: {
        id: "internal",
        purpose: "describes",
        address: "identifies",
        codeHash: "secret",
        browserHash: "secret",
        tries: "internal",
        createdAt: "describes",
        expiresAt: "describes",
        usedAt: "describes",
      },
      whose: ({ addresses }) =>
        and(ne(oneTimeCode.purpose, "staff"), inArray(oneTimeCode.address, addresses)) ?? sql`false`,
      erase: "delete",
      kept: "a day and an hour, while it counts for the limit",
    }),
    ...contactTables,
    ...graphTables,
    ofShopper(shopperDevice, {
      columns: {
        id: "internal",
        shopperId: "subject",
        guestId: "subject",
        access: "describes",
        secretHash: "secret",
        kind: "describes",
        label: "identifies",
        createdAt: "describes",
        lastSeenAt: "describes",
        revokedAt: "describes",
      },
      whose: ({ deviceIds }) => inArray(shopperDevice.id, deviceIds),
      erase: {
        set: { label: sql`''`, revokedAt: sql`coalesce(revoked_at, clock_now())` },
        because: "a device that comes back after the erasure must be known, to be told to wipe its copy",
      },
      kept: "as long as its shopper",
    }),
    ofShopper(shopper, {
      columns: {
        id: "subject",
        kind: "describes",
        name: "identifies",
        locale: "describes",
        mergedInto: "subject",
        createdAt: "describes",
      },
      whose: ({ ids }) => inArray(shopper.id, ids),
      erase: {
        set: { name: sql`''`, locale: sql`'en'` },
        because: "orders and the audit trail point to this id; it leads to nobody any more",
      },
      kept: "until the shopper erases it",
    }),
  ],
};
