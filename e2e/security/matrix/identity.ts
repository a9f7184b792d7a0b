import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { db } from "@/db/client";
import { deviceEnrolment, deviceInvitation, shopperDevice } from "@/db/schema/identity";
import { staffPasskey } from "@/db/schema/passkeys";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { Authenticator } from "@/server/testing/authenticator";
import { createOfficeSession, createShift, createTablet } from "../people";
import type { Cell, ProcedureName } from "./cell";
import type { Role, World } from "./world";

const device = { kind: "phone", label: "Attack" };
const origin = "https://shop.example";
const inTenMinutes = () => new Date(Date.now() + 600_000);
const randomAddress = () => `${randomUUID()}@example.test`;

/** Who stands in the shop: members of staff have no business there. */
const inShop = [
  "anonymous",
  "guest",
  "linked",
  "customerA",
  "customerB",
  "expired",
  "revoked",
] as const satisfies Role[];
const onTablet = ["anonymous", "tablet", "consultant", "elsewhere", "manager", "expired", "revoked"] as const;
const inOffice = ["anonymous", "office", "admin", "expired", "revoked"] as const satisfies Role[];

async function createDevice({ people }: World) {
  const [made] = await db()
    .insert(shopperDevice)
    .values({ shopperId: people.customerA.shopperId })
    .returning({ id: shopperDevice.id });
  return { id: made?.id };
}

async function createInvitation({ people }: World) {
  const secret = generateSecret();
  const { shopperId } = people.customerA;
  await db()
    .insert(deviceInvitation)
    .values({ shopperId, secretHash: sha256(secret), expiresAt: inTenMinutes() });
  return { secret, nonce: generateSecret(), device };
}

async function createEnrolment({ store }: World) {
  const code = Array.from({ length: 8 }, () => "ABCDEFGH"[Math.floor(Math.random() * 8)]).join("");
  await db()
    .insert(deviceEnrolment)
    .values({ storeId: store.id, name: "Attack", codeHash: sha256(code), expiresAt: inTenMinutes() });
  return { code };
}

async function createColleagueWithPin({ store }: World) {
  const { staffId } = await createShift(store.id, "consultant", "Sevda");
  return { staffId, pin: "4711" };
}

/** The caller's one passkey; of whoever is not at the office, somebody else's. */
async function createOnlyPasskey({ people }: World, who: Role) {
  const { staffId } = who === "admin" ? people.admin : people.office;
  const made = { credentialId: generateSecret(), publicKey: "AA", rpId: "localhost", counter: 0, synced: false };
  await db().delete(staffPasskey).where(eq(staffPasskey.staffId, staffId));
  const [key] = await db()
    .insert(staffPasskey)
    .values({ staffId, ...made })
    .returning({ id: staffPasskey.id });
  return { id: key?.id };
}

/** Shoppers, their browsers and their sign-in. */
export const identityCells = {
  "identity.hello": { input: () => ({ nonce: generateSecret(), device }), only: inShop },
  "identity.whoami": {},
  // A linked device was lent the bag; it lends it to no further one.
  "identity.invite": { only: ["guest", "customerA", "customerB"] },
  "identity.join": { input: createInvitation, only: inShop, answers: ["CONFLICT"] },
  "identity.requestCode": { input: () => ({ address: randomAddress() }), only: inShop },
  "identity.devices": {},
  "identity.revokeDevice": { input: createDevice, object: { field: "id", of: "shopper" } },
  "identity.rename": { input: () => ({ name: "Leyla" }) },
  "identity.signOut": {},
} satisfies Partial<Record<ProcedureName, Cell>>;

/** Tablets, shifts and the office's own people. */
export const staffCells = {
  "identity.store.state": { surface: "store" },
  "identity.store.enrol": { input: createEnrolment, surface: "store", only: onTablet },
  "identity.store.startShift": {
    input: createColleagueWithPin,
    object: { field: "staffId", of: "store" },
    answers: ["PIN_WRONG"],
  },
  "identity.store.lock": {},
  "identity.store.touch": { input: () => ({ ago: 1 }) },
  "identity.store.approve": {
    input: async ({ store }) => ({
      staffId: (await createShift(store.id, "manager")).staffId,
      pin: "4711",
      act: { action: "stock.write_off", subjectId: randomUUID(), amountMinor: 1 },
    }),
    only: ["consultant", "manager"],
    answers: ["PIN_WRONG"],
  },
  "identity.store.unlock": {
    input: async ({ store }) => ({ staffId: (await createShift(store.id)).staffId }),
    only: ["manager"],
  },
  "identity.office.door": { surface: "office" },
  "identity.office.requestCode": { input: () => ({ email: randomAddress() }), surface: "office", only: inOffice },
  "identity.office.signIn": {
    input: () => ({ email: randomAddress(), code: "000000" }),
    surface: "office",
    only: inOffice,
    answers: ["CODE_EXPIRED"],
  },
  "identity.office.claim": {
    input: () => ({ secret: generateSecret(), name: "Eve", email: randomAddress() }),
    surface: "office",
    only: inOffice,
    answers: ["CODE_EXPIRED"],
  },
  // For a session that has shown its code and not yet its passkey: none of the roles is that.
  "identity.office.beginPasskey": { surface: "office", only: [], refusedAs: ["PASSKEY_WRONG"] },
  "identity.office.finishPasskey": {
    input: () => new Authenticator(origin).use(generateSecret()),
    surface: "office",
    only: [],
    refusedAs: ["PASSKEY_WRONG"],
  },
  "identity.office.skipPasskey": { surface: "office", only: [] },
  "identity.office.passkeys": {},
  // Browsers allow no passkeys at the address of numbers where the server is attacked.
  "identity.office.beginConfirm": { answers: ["PASSKEY_WRONG"] },
  "identity.office.confirm": {
    input: () => new Authenticator(origin).use(generateSecret()),
    answers: ["PASSKEY_WRONG"],
  },
  "identity.office.touch": {},
  "identity.office.beginAddPasskey": { answers: ["PASSKEY_WRONG"] },
  "identity.office.addPasskey": {
    input: () => ({ label: "", response: new Authenticator(origin).make(generateSecret()) }),
    answers: ["PASSKEY_WRONG"],
  },
  "identity.office.removePasskey": { input: createOnlyPasskey, answers: ["WRONG_STATUS"] },
  "identity.office.resetPasskeys": {
    input: async () => ({ staffId: (await createOfficeSession()).staffId }),
    only: ["admin"],
  },
  "identity.office.signOut": { surface: "office" },
  "identity.office.staff": {},
  "identity.office.saveStaff": {
    input: ({ store }) => ({ id: null, name: "New", email: randomAddress(), role: "consultant", storeId: store.id }),
  },
  "identity.office.setPin": { input: async (world) => ({ ...(await createColleagueWithPin(world)) }) },
  "identity.office.setActive": {
    input: async ({ store }) => ({ staffId: (await createShift(store.id)).staffId, active: false }),
  },
  "identity.audit.page": { input: () => ({}) },
  "identity.audit.people": {},
  "identity.office.devices": {},
  "identity.office.enrolDevice": { input: ({ store }) => ({ storeId: store.id, name: "New tablet" }) },
  "identity.office.revokeDevice": {
    input: async ({ store }) => ({ id: (await createTablet(store.id)).storeDeviceId }),
  },
} satisfies Partial<Record<ProcedureName, Cell>>;
