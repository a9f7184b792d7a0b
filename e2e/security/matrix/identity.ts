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
  "shoppers.createGuest": { input: () => ({ nonce: generateSecret(), device }), only: inShop },
  "shoppers.getMe": {},
  // A linked device has access to the cart; it cannot link another one.
  "devices.invite": { only: ["guest", "customerA", "customerB"] },
  "devices.join": { input: createInvitation, only: inShop, answers: ["CONFLICT"] },
  "shoppers.requestCode": { input: () => ({ address: randomAddress() }), only: inShop },
  "devices.list": {},
  "devices.revoke": { input: createDevice, object: { field: "id", of: "shopper" } },
  "shoppers.rename": { input: () => ({ name: "Leyla" }) },
  "shoppers.signOut": {},
} satisfies Partial<Record<ProcedureName, Cell>>;

/** Tablets, shifts and the office's own people. */
export const staffCells = {
  "staff.store.getState": { surface: "store" },
  "staff.store.enrolDevice": { input: createEnrolment, surface: "store", only: onTablet },
  "staff.store.startShift": {
    input: createColleagueWithPin,
    object: { field: "staffId", of: "store" },
    answers: ["PIN_WRONG"],
  },
  "staff.store.lock": {},
  "staff.store.extendShift": { input: () => ({ ago: 1 }) },
  "staff.store.approve": {
    input: async ({ store }) => ({
      staffId: (await createShift(store.id, "manager")).staffId,
      pin: "4711",
      act: { action: "stock.write_off", subjectId: randomUUID(), amountMinor: 1 },
    }),
    only: ["consultant", "manager"],
    answers: ["PIN_WRONG"],
  },
  "staff.store.unlock": {
    input: async ({ store }) => ({ staffId: (await createShift(store.id)).staffId }),
    only: ["manager"],
  },
  "staff.office.getSignInState": { surface: "office" },
  "staff.office.requestCode": { input: () => ({ email: randomAddress() }), surface: "office", only: inOffice },
  "staff.office.signIn": {
    input: () => ({ email: randomAddress(), code: "000000" }),
    surface: "office",
    only: inOffice,
    answers: ["CODE_EXPIRED"],
  },
  "staff.office.claim": {
    input: () => ({ secret: generateSecret(), name: "Eve", email: randomAddress() }),
    surface: "office",
    only: inOffice,
    answers: ["CODE_EXPIRED"],
  },
  // For a session that has shown its code and not yet its passkey: none of the roles is that.
  "staff.office.beginPasskey": { surface: "office", only: [], refusedAs: ["PASSKEY_WRONG"] },
  "staff.office.finishPasskey": {
    input: () => new Authenticator(origin).use(generateSecret()),
    surface: "office",
    only: [],
    refusedAs: ["PASSKEY_WRONG"],
  },
  "staff.office.skipPasskey": { surface: "office", only: [] },
  "staff.office.listPasskeys": {},
  // Browsers allow no passkeys at the address of numbers where the server is attacked.
  "staff.office.beginConfirmation": { answers: ["PASSKEY_WRONG"] },
  "staff.office.confirm": {
    input: () => new Authenticator(origin).use(generateSecret()),
    answers: ["PASSKEY_WRONG"],
  },
  "staff.office.extendSession": {},
  "staff.office.beginAddPasskey": { answers: ["PASSKEY_WRONG"] },
  "staff.office.addPasskey": {
    input: () => ({ label: "", response: new Authenticator(origin).make(generateSecret()) }),
    answers: ["PASSKEY_WRONG"],
  },
  "staff.office.removePasskey": { input: createOnlyPasskey, answers: ["WRONG_STATUS"] },
  "staff.office.resetPasskeys": {
    input: async () => ({ staffId: (await createOfficeSession()).staffId }),
    only: ["admin"],
  },
  "staff.office.signOut": { surface: "office" },
  "staff.office.list": {},
  "staff.office.save": {
    input: ({ store }) => ({ id: null, name: "New", email: randomAddress(), role: "consultant", storeId: store.id }),
  },
  "staff.office.setPin": { input: async (world) => ({ ...(await createColleagueWithPin(world)) }) },
  "staff.office.setActive": {
    input: async ({ store }) => ({ staffId: (await createShift(store.id)).staffId, active: false }),
  },
  "audit.office.list": { input: () => ({}) },
  "audit.office.listPeople": {},
  "staff.office.listDevices": {},
  "staff.office.enrolDevice": { input: ({ store }) => ({ storeId: store.id, name: "New tablet" }) },
  "staff.office.revokeDevice": {
    input: async ({ store }) => ({ id: (await createTablet(store.id)).storeDeviceId }),
  },
} satisfies Partial<Record<ProcedureName, Cell>>;
