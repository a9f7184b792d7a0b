import { randomUUID } from "node:crypto";
import { db } from "@/db/client";
import { clientGrant, shopperDevice } from "@/db/schema/identity";
import { makeProduct, makeStore, stock } from "@/server/testing/factories";
import { signedPair } from "@/server/platform/http/cookies";
import { newSecret, sha256 } from "@/server/platform/ids";
import { atOffice, customer, guest, nobody, onShift, type Person, sessionOf, tablet } from "../people";

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

type Ended = Record<"shop" | "store" | "office", Person>;

/** A linked device of customer A's: it saw its guest become the account, and never signed in. */
async function linkedDevice(shopperId: string) {
  const secret = newSecret();
  await db()
    .insert(shopperDevice)
    .values({ shopperId, access: "linked", secretHash: sha256(secret) });
  return { cookie: signedPair("selvedge-guest", secret), surface: "shop" as const };
}

async function endedPeople(storeId: string, owner: { deviceId: string; shopperId: string }) {
  const past = new Date(Date.now() - 60_000);
  const [shift, desk] = [
    await onShift(storeId, "consultant", "Late", { expiresAt: past }),
    await atOffice("office", "Late", { expiresAt: past }),
  ];
  const expired: Ended = {
    shop: { cookie: await sessionOf(owner.deviceId, -3_600), surface: "shop" },
    // The shift is over; what is left is a tablet, which never runs out.
    store: shift,
    office: desk,
  };
  const [gone] = await db()
    .insert(shopperDevice)
    .values({ shopperId: owner.shopperId, revokedAt: past })
    .returning({ id: shopperDevice.id });
  const revoked: Ended = {
    shop: { cookie: await sessionOf(gone?.id ?? ""), surface: "shop" },
    store: await onShift(storeId, "consultant", "Gone", { deviceRevokedAt: past }),
    office: await atOffice("office", "Gone", { endedAt: past }),
  };
  return { expired, revoked };
}

/** Two stores, a garment with stock in both, and one person for each role. */
export async function makeWorld() {
  const [store, other] = [await makeStore({ rooms: 40 }), await makeStore({ rooms: 40 })];
  const product = await makeProduct(["S", "M"]);
  const variantId = product.variants[0]?.id ?? "";
  for (const at of [store, other]) await stock(variantId, at.id, 100);
  const [customerA, customerB] = [await customer("Leyla"), await customer("Murad")];
  const consultant = await onShift(store.id);
  const people = {
    anonymous: nobody,
    guest: await guest(),
    linked: await linkedDevice(customerA.shopperId),
    customerA,
    customerB,
    tablet: await tablet(store.id),
    consultant,
    elsewhere: await onShift(other.id),
    manager: await onShift(store.id, "manager", "Aysel"),
    office: await atOffice("office"),
    admin: await atOffice("admin", "Nigar"),
  };
  const { expired, revoked } = await endedPeople(store.id, customerA);
  return { store, other, product, variantId, people, expired, revoked, usedRooms: 0 };
}

/** The person who plays `role` on the surface where the procedure lives. */
export function playing(world: World, role: Role, surface: "shop" | "store" | "office"): Person {
  if (role === "expired" || role === "revoked") return world[role][surface];
  if (role === "anonymous") return { cookie: "", surface };
  return world.people[role];
}

/** Consent of customer A to be helped, on the tablet of `role` (or of the consultant). */
export async function grantedTo(world: World, role: Role): Promise<string> {
  const at = role === "manager" || role === "elsewhere" ? world.people[role] : world.people.consultant;
  const [made] = await db()
    .insert(clientGrant)
    .values({
      id: randomUUID(),
      shopperId: world.people.customerA.shopperId,
      storeId: at.storeId,
      storeDeviceId: at.storeDeviceId,
      staffId: at.staffId,
      expiresAt: new Date(Date.now() + 600_000),
    })
    .returning({ id: clientGrant.id });
  return made?.id ?? "";
}
