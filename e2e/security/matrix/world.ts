import { randomUUID } from "node:crypto";
import { db } from "@/db/client";
import { assistanceGrant, shopperDevice } from "@/db/schema/identity";
import { signCookie } from "@/server/platform/http/cookies";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { makeProduct, makeStore, stock } from "@/server/testing/factories";
import {
  anonymous,
  createCustomer,
  createGuest,
  createOfficeSession,
  createSessionCookie,
  createShift,
  createTablet,
  type Person,
} from "../people";

/** Who calls. `customerA` and the store of `consultant` own what the inputs name. */
export const roles = [
  "anonymous",
  "guest",
  "linked",
  "customerA",
  "customerB",
  "tablet",
  "consultant",
  "elsewhere",
  "manager",
  "office",
  "admin",
  "expired",
  "revoked",
] as const;
export type Role = (typeof roles)[number];

/** Everything one procedure's row is tried on. */
export type World = Awaited<ReturnType<typeof makeWorld>>;

type EndedPeople = Record<"shop" | "store" | "office", Person>;

/** A linked device of customer A's: it saw its guest become the account, and never signed in. */
async function createLinkedDevice(shopperId: string) {
  const secret = generateSecret();
  await db()
    .insert(shopperDevice)
    .values({ shopperId, access: "linked", secretHash: sha256(secret) });
  return { cookie: signCookie("selvedge-guest", secret), surface: "shop" as const };
}

async function createEndedPeople(storeId: string, owner: { deviceId: string; shopperId: string }) {
  const past = new Date(Date.now() - 60_000);
  const shift = await createShift(storeId, "consultant", "Late", { expiresAt: past });
  const desk = await createOfficeSession("office", "Late", { expiresAt: past });
  const expired: EndedPeople = {
    shop: { cookie: await createSessionCookie(owner.deviceId, -3_600), surface: "shop" },
    // The shift is over; what is left is a tablet, which never runs out.
    store: shift,
    office: desk,
  };
  const [gone] = await db()
    .insert(shopperDevice)
    .values({ shopperId: owner.shopperId, revokedAt: past })
    .returning({ id: shopperDevice.id });
  const revoked: EndedPeople = {
    shop: { cookie: await createSessionCookie(gone?.id ?? ""), surface: "shop" },
    store: await createShift(storeId, "consultant", "Gone", { deviceRevokedAt: past }),
    office: await createOfficeSession("office", "Gone", { endedAt: past }),
  };
  return { expired, revoked };
}

/** Two stores, a garment with stock in both, and one person for each role. */
export async function makeWorld() {
  const store = await makeStore({ rooms: 40 });
  const other = await makeStore({ rooms: 40 });
  const product = await makeProduct(["S", "M"]);
  const variantId = product.variants[0]?.id ?? "";
  for (const at of [store, other]) await stock(variantId, at.id, 100);
  const customerA = await createCustomer("Leyla");
  const customerB = await createCustomer("Murad");
  const consultant = await createShift(store.id);
  const people = {
    anonymous,
    guest: await createGuest(),
    linked: await createLinkedDevice(customerA.shopperId),
    customerA,
    customerB,
    tablet: await createTablet(store.id),
    consultant,
    elsewhere: await createShift(other.id),
    manager: await createShift(store.id, "manager", "Aysel"),
    office: await createOfficeSession("office"),
    admin: await createOfficeSession("admin", "Nigar"),
  };
  const { expired, revoked } = await createEndedPeople(store.id, customerA);
  return { store, other, product, variantId, people, expired, revoked, usedRooms: 0 };
}

/** The person who plays `role` on the surface where the procedure lives. */
export function getPerson(world: World, role: Role, surface: "shop" | "store" | "office"): Person {
  if (role === "expired" || role === "revoked") return world[role][surface];
  if (role === "anonymous") return { cookie: "", surface };
  return world.people[role];
}

/** Consent of customer A to be helped, on the tablet of `role` (or of the consultant). */
export async function createGrant(world: World, role: Role): Promise<string> {
  const at = role === "manager" || role === "elsewhere" ? world.people[role] : world.people.consultant;
  const [made] = await db()
    .insert(assistanceGrant)
    .values({
      id: randomUUID(),
      shopperId: world.people.customerA.shopperId,
      storeId: at.storeId,
      storeDeviceId: at.storeDeviceId,
      staffId: at.staffId,
      expiresAt: new Date(Date.now() + 600_000),
    })
    .returning({ id: assistanceGrant.id });
  return made?.id ?? "";
}
