import { inArray } from "drizzle-orm";
import { shopperContact, shopperLogin } from "@/db/schema/contacts";
import { ofShopper, type TableShare } from "@/server/platform/personal-data";

/** What identifies an account: an erasure deletes all of it, after which nothing leads to the account. */
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
