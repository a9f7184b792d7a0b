import { inArray } from "drizzle-orm";
import { shopperContact, shopperLogin } from "@/db/schema/contacts";
import { ofShopper, type TableShare } from "@/server/platform/personal-data";

/** Whereby an account is found: all of it goes with an erasure, after which nothing leads to the account any more. */
export const contactTables: TableShare[] = [
  ofShopper(shopperContact, {
    columns: {
      id: "internal",
      shopperId: "subject",
      kind: "describes",
      value: "identifies",
      isPrimary: "describes",
      verifiedAt: "describes",
      createdAt: "describes",
    },
    whose: ({ ids }) => inArray(shopperContact.shopperId, ids),
    erase: "delete",
    kept: "until the shopper removes or erases it",
  }),
  ofShopper(shopperLogin, {
    columns: { provider: "describes", subject: "identifies", shopperId: "subject", createdAt: "describes" },
    whose: ({ ids }) => inArray(shopperLogin.shopperId, ids),
    erase: "delete",
    kept: "until the shopper erases it",
  }),
];
