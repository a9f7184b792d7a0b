import type { DeviceKind, Role } from "@/db/schema/identity";
import type { CookieJar } from "./http/cookies";

export type Surface = "shop" | "store" | "office";

/** A browser of a shopper. `linked` saw its guest become an account but never signed in: cart and favourites only. */
export type ShopperActor = {
  kind: "guest" | "linked" | "customer";
  shopperId: string;
  deviceId: string;
  device: DeviceKind;
  /** Guests merged into this shopper of which this device was a part: late operations for their scopes are its own. */
  guestId: string | null;
};

/** A member of staff: on a tablet of one store, or at the office. */
export type StaffActor = {
  kind: "staff";
  surface: "store" | "office";
  staffId: string;
  name: string;
  role: Role;
  /** The tablet's store; null at the office. */
  storeId: string | null;
  storeDeviceId: string | null;
  sessionId: string;
};

/** An enrolled tablet without a shift. */
export type StoreDeviceActor = { kind: "store_device"; storeDeviceId: string; storeId: string };

export type Actor =
  | { kind: "anonymous" }
  | ShopperActor
  | StoreDeviceActor
  | StaffActor
  | { kind: "system"; name: string };

/** What every command and query gets: who asks, from where, in which language. */
export type Ctx = {
  actor: Actor;
  surface: Surface;
  locale: "en" | "ru" | "az";
  requestId: string;
  /** Address of the client as far as trusted proxies tell; for limits only, never logged. */
  address: string;
  /** The origin that browsers reach us at, as in `https://shop.example`; a passkey is bound to it. */
  origin?: string | undefined;
  /** Countries (ISO 3166) that a shopper's browser is set to, by its languages. */
  regions?: string[] | undefined;
  /** Our signed cookies; absent for work that no browser asked for. */
  cookies?: CookieJar | undefined;
};

/** The context of work that nobody asked for: sweepers, seeds, imports. */
export const createSystemCtx = (name: string): Ctx => ({
  actor: { kind: "system", name },
  surface: "office",
  locale: "en",
  requestId: name,
  address: "",
});
