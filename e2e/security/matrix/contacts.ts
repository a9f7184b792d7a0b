import { randomUUID } from "node:crypto";
import { db } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import type { Cell, ProcedureName } from "./cell";
import type { World } from "./world";

const randomAddress = () => `${randomUUID()}@example.test`;

/** A further address of customer A's. */
async function createContact({ people }: World): Promise<string> {
  const values = { shopperId: people.customerA.shopperId, kind: "email" as const, value: randomAddress() };
  const [made] = await db().insert(shopperContact).values(values).returning({ id: shopperContact.id });
  return made?.id ?? "";
}

const ofShopper = { field: "id", of: "shopper" } as const;

/** An account's addresses. Nobody here has a code: who may ask hears so. */
export const contactCells = {
  "shoppers.listSignInMethods": {},
  "contacts.list": {},
  "contacts.requestVerification": { input: () => ({ address: randomAddress() }) },
  "contacts.add": { input: () => ({ address: randomAddress(), code: "000000" }), answers: ["CODE_EXPIRED"] },
  "contacts.change": {
    input: async (world) => ({
      id: await createContact(world),
      address: randomAddress(),
      oldCode: "000000",
      newCode: "000000",
    }),
    object: ofShopper,
    answers: ["CODE_EXPIRED"],
  },
  "contacts.remove": {
    input: async (world) => ({ id: await createContact(world), code: null }),
    object: ofShopper,
  },
  "contacts.setPrimary": {
    input: async (world) => ({ id: await createContact(world), code: "000000" }),
    object: ofShopper,
    answers: ["CODE_EXPIRED"],
  },
  "contacts.disconnectGoogle": {},
  "devices.revokeOthers": {},
} satisfies Partial<Record<ProcedureName, Cell>>;
