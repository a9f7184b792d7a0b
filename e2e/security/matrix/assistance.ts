import { db } from "@/db/client";
import { helpRequest } from "@/db/schema/privacy";
import { type Cell, type ProcedureName, shifts } from "./cell";
import { createGrant, type Role, type World } from "./world";

const getShift = (world: World, who: Role) =>
  who === "manager" || who === "elsewhere" ? world.people[who] : world.people.consultant;

/** A consultant's assistance request to customer A, from the tablet of `who`. */
async function createAssistanceRequest(world: World, who: Role) {
  const { storeId, storeDeviceId, staffId } = getShift(world, who);
  const { shopperId } = world.people.customerA;
  const expiresAt = new Date(Date.now() + 100_000);
  const values = { shopperId, storeId, storeDeviceId, staffId, reason: "in_store", delivered: true, expiresAt };
  const [made] = await db().insert(helpRequest).values(values).returning({ id: helpRequest.id });
  return { requestId: made?.id };
}

/** Consent to be helped: the shopper's side and the tablet's. */
export const assistanceCells = {
  "assistance.createCard": {},
  "assistance.createCode": {},
  "assistance.listGrants": {},
  "assistance.listAccess": { input: () => ({}) },
  "assistance.answer": {
    input: async (world, who) => ({ ...(await createAssistanceRequest(world, who)), accept: true }),
    object: { field: "requestId", of: "shopper" },
  },
  "assistance.store.open": { input: () => ({ code: "000000" }), answers: ["CODE_EXPIRED"] },
  "assistance.store.request": { input: () => ({ phone: "+994 50 123 45 67", reason: "in_store" }) },
  // One's own request; a colleague of the same store does not hear how another's stands.
  "assistance.store.getRequest": {
    input: (world) => createAssistanceRequest(world, "consultant"),
    object: { field: "requestId", of: "store" },
    only: ["consultant"],
  },
  "assistance.store.get": {},
  "assistance.store.listPurchases": { input: async (world, who) => void (await createGrant(world, who)), only: shifts },
  "assistance.store.extend": { input: async (world, who) => void (await createGrant(world, who)), only: shifts },
  "assistance.office.addCanary": { input: () => ({ phone: "+994 50 765 43 21" }), only: ["admin"] },
  // The shopper ends any of the own grants, a consultant the one of the tablet.
  "assistance.end": {
    input: async (world, who) => ({ grantId: await createGrant(world, who) }),
    object: { field: "grantId", of: "shopper" },
    only: ["customerA", ...shifts],
  },
} satisfies Partial<Record<ProcedureName, Cell>>;
