import { eq, sql } from "drizzle-orm";
import { db, runPrepared } from "@/db/client";
import { type DeviceKind, shopper } from "@/db/schema/identity";
import type { Actor, ShopperActor } from "@/server/platform/context";
import { sha256 } from "@/server/platform/ids";
import { getPrimaryContacts } from "./contacts/queries";
import type { WhoAmI } from "./schema";

type DeviceRow = {
  by: "session" | "cookie";
  id: string;
  shopper_id: string;
  device: DeviceKind;
  guest_id: string | null;
  shopper_kind: "guest" | "account";
};

/** Devices that a guest's cookie opens: none that signed in, so that a cookie planted earlier opens no account. */
const isOpenedByCookie = sql`(s.kind = 'guest' or d.access = 'linked')`;

/**
 * The actor of a shop request: `sid` is the device of a signed-in session, `secret` that of the guest cookie. One
 * statement, because it runs on every request. A session needs a live device with full access; a cookie whose guest
 * became an account opens a linked device, never the account.
 */
export async function findShopActor(
  sid: string | null,
  secret: string | null,
  opens = isOpenedByCookie,
): Promise<Actor> {
  if (!sid && !secret) return { kind: "anonymous" };
  const rows = await runPrepared<DeviceRow>(sql`
    select 'session' as by, d.id, d.shopper_id, d.kind as device, d.guest_id, s.kind as shopper_kind
    from shopper_device d join shopper s on s.id = d.shopper_id
    where d.id = ${sid}::uuid and d.access = 'full' and d.revoked_at is null and s.kind = 'account'
    union all
    select 'cookie', d.id, d.shopper_id, d.kind, d.guest_id, s.kind
    from shopper_device d join shopper s on s.id = d.shopper_id
    where d.secret_hash = ${secret === null ? null : sha256(secret)} and d.revoked_at is null and ${opens}`);
  const row = rows.find((r) => r.by === "session") ?? rows[0];
  if (!row) return { kind: "anonymous" };
  const kind: ShopperActor["kind"] =
    row.by === "session" ? "customer" : row.shopper_kind === "guest" ? "guest" : "linked";
  return { kind, shopperId: row.shopper_id, deviceId: row.id, device: row.device, guestId: row.guest_id };
}

/** What the browser may know about its own shopper. A linked device gets neither name nor address. */
export async function getWhoAmI(actor: Actor): Promise<WhoAmI> {
  if (actor.kind !== "guest" && actor.kind !== "linked" && actor.kind !== "customer") return { kind: "anonymous" };
  const { kind, shopperId, deviceId, guestId } = actor;
  if (kind !== "customer") return { kind, shopperId, deviceId, guestId, name: "", email: null, phone: null };
  const [row] = await db().select({ name: shopper.name }).from(shopper).where(eq(shopper.id, shopperId));
  return { kind, shopperId, deviceId, guestId, name: row?.name ?? "", ...(await getPrimaryContacts(shopperId)) };
}

/**
 * Whether `actor` may change a shopper's cart and favourites: the shopper's own devices (also for the guest that they
 * belonged to), and staff on a tablet with a running grant of the shopper.
 */
export async function canAccessScope(actor: Actor, scopeId: string): Promise<boolean> {
  if (actor.kind === "guest" || actor.kind === "linked" || actor.kind === "customer") {
    return actor.shopperId === scopeId || actor.guestId === scopeId;
  }
  if (actor.kind !== "staff" || !actor.storeDeviceId) return false;
  const rows = await runPrepared(sql`
    select 1 from assistance_grant
    where store_device_id = ${actor.storeDeviceId}::uuid and shopper_id = ${scopeId}::uuid
      and staff_id = ${actor.staffId}::uuid and ended_at is null and expires_at > clock_now()`);
  return rows.length > 0;
}
