import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { db, runPrepared } from "@/db/client";
import { approval } from "@/db/schema/approvals";
import { type Role, staff, storeDevice } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { idleLockSeconds } from "@/server/access/rules";
import { sqlNow } from "@/server/platform/clock";
import type { Actor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { sha256 } from "@/server/platform/ids";
import { maxPinTries, officeIdleMinutes } from "./rules";
import type { TabletState } from "./schema";

type TabletRow = {
  device_id: string;
  store_id: string;
  session_id: string | null;
  staff_id: string | null;
  name: string | null;
  role: Role | null;
};

/**
 * The actor of a tablet's request: the enrolled device, and the member of staff with a running shift on it. A shift is
 * valid only on the device on which it began, while its person is active and works in that store, and for a minute
 * after the last activity.
 */
export async function findTabletActor(deviceSecret: string | null, shiftSecret: string | null): Promise<Actor> {
  if (!deviceSecret) return { kind: "anonymous" };
  const [row] = await runPrepared<TabletRow>(sql`
    select d.id as device_id, d.store_id, s.id as session_id, p.id as staff_id, p.name, p.role
    from store_device d
    left join (staff_session s join staff p on p.id = s.staff_id and p.active)
      on s.secret_hash = ${shiftSecret === null ? null : sha256(shiftSecret)} and s.store_device_id = d.id
      and s.surface = 'store' and s.ended_at is null and s.expires_at > clock_now() and p.store_id = d.store_id
      and s.last_active_at > clock_now() - make_interval(secs => ${idleLockSeconds})
    where d.secret_hash = ${sha256(deviceSecret)} and d.revoked_at is null`);
  if (!row) return { kind: "anonymous" };
  const { device_id: storeDeviceId, store_id: storeId } = row;
  if (!row.session_id || !row.staff_id || !row.role) return { kind: "store_device", storeDeviceId, storeId };
  return {
    kind: "staff",
    surface: "store",
    staffId: row.staff_id,
    name: row.name ?? "",
    role: row.role,
    storeId,
    storeDeviceId,
    sessionId: row.session_id,
  };
}

/**
 * The actor of an office request: an active member of the office's staff with a running session that was used within
 * the last half hour (see `extendOfficeSession`).
 */
export async function findOfficeActor(secret: string | null, idleMinutes = officeIdleMinutes): Promise<Actor> {
  if (!secret) return { kind: "anonymous" };
  const [row] = await runPrepared<{ session_id: string; staff_id: string; name: string; role: Role }>(sql`
    select s.id as session_id, p.id as staff_id, p.name, p.role
    from staff_session s join staff p on p.id = s.staff_id
    where s.secret_hash = ${sha256(secret)} and s.surface = 'office' and s.ended_at is null
      and s.expires_at > clock_now() and p.active and p.role in ('office', 'admin')
      and s.last_active_at > clock_now() - make_interval(mins => ${idleMinutes})
      and (s.proof = 'passkey' or s.proof = 'demo' and ${env().demo})`);
  if (!row) return { kind: "anonymous" };
  return {
    kind: "staff",
    surface: "office",
    staffId: row.staff_id,
    name: row.name,
    role: row.role,
    storeId: null,
    storeDeviceId: null,
    sessionId: row.session_id,
  };
}

/** The state of a tablet: its store, the store's staff, the running shift. */
export async function getTabletState(actor: Actor): Promise<TabletState> {
  const device = actor.kind === "store_device" || actor.kind === "staff" ? actor : null;
  if (!device?.storeDeviceId || !device.storeId) return { enrolled: false };
  const [row] = await db()
    .update(storeDevice)
    .set({ lastSeenAt: sqlNow })
    .from(store)
    .where(and(eq(storeDevice.id, device.storeDeviceId), eq(store.id, storeDevice.storeId)))
    .returning({ name: storeDevice.name, storeName: store.name, timeZone: store.timeZone });
  if (!row) return { enrolled: false };
  const people = await db()
    .select()
    .from(staff)
    .where(and(eq(staff.storeId, device.storeId), staff.active))
    .orderBy(staff.name);
  return {
    enrolled: true,
    storeId: device.storeId,
    storeName: row.storeName,
    timeZone: row.timeZone,
    deviceId: device.storeDeviceId,
    deviceName: row.name,
    staff: people.map((p) => ({
      id: p.id,
      name: p.name,
      role: p.role,
      locked: p.pinTries >= maxPinTries,
      hasPin: p.pinHash !== null,
    })),
    shift: actor.kind === "staff" ? { staffId: actor.staffId, name: actor.name, role: actor.role } : null,
  };
}

/** What an approval must be to count: unused and fresh. */
export const isApprovalUsable = (): SQL | undefined => and(isNull(approval.usedAt), gt(approval.expiresAt, sqlNow));
