import type { DeviceKind, Role } from "@/db/schema/identity";
import type { CookieJar } from "./http/cookies";

export type Surface = "shop" | "store" | "office";

/** A shopper's browser. `linked`: its guest became an account, but it never signed in; cart and favourites only. */
export type ShopperActor = {
  kind: "guest" | "linked" | "customer";
  shopperId: string;
  deviceId: string;
  device: DeviceKind;
  /** Guests merged into this shopper that this device belonged to: it may still send operations for their scopes. */
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

/** What every command and query receives: the actor, the origin of the request and the language. */
export type Ctx = {
  actor: Actor;
  surface: Surface;
  locale: "en" | "ru" | "az";
  requestId: string;
  /** Address of the requester as reported by trusted proxies; for limits only, never logged. */
  address: string;
  /** The public origin, as in `https://shop.example`; a passkey is bound to it. */
  origin?: string | undefined;
  /** Countries (ISO 3166) of the browser's languages. */
  regions?: string[] | undefined;
  /** The signed cookies; absent for work without a browser. */
  cookies?: CookieJar | undefined;
};

/** The context of work without a request: sweeps, seeds, imports. */
export const createSystemCtx = (name: string): Ctx => ({
  actor: { kind: "system", name },
  surface: "office",
  locale: "en",
  requestId: name,
  address: "",
});
