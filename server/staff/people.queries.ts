import { and, asc, desc, eq, gt, isNull, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { staff, staffSession, storeDevice } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { sqlNow } from "@/server/platform/clock";
import type { StaffActor } from "@/server/platform/context";
import { maxPinTries } from "./rules";
import type { StaffView, StoreDeviceView } from "./schema";

/** All staff, by store and name; deactivated ones come last. */
export async function listStaff(me: StaffActor): Promise<StaffView[]> {
  const rows = await db()
    .select({
      person: staff,
      storeName: store.name,
      passkeys: sql<number>`(select count(*)::int from staff_passkey k where k.staff_id = ${staff.id})`,
    })
    .from(staff)
    .leftJoin(store, eq(store.id, staff.storeId))
    .orderBy(desc(staff.active), sql`${store.position} nulls first`, asc(staff.name));
  return rows.map(({ person, storeName, passkeys }) => ({
    id: person.id,
    name: person.name,
    email: person.email,
    role: person.role,
    storeId: person.storeId,
    storeName,
    hasPin: person.pinHash !== null,
    locked: person.pinTries >= maxPinTries,
    active: person.active,
    passkeys,
    self: person.id === me.staffId,
  }));
}

/** The enrolled tablets with their current shift; revoked ones come last. */
export async function listStoreDevices(): Promise<StoreDeviceView[]> {
  const rows = await db()
    .select({ device: storeDevice, storeName: store.name, shift: staff.name })
    .from(storeDevice)
    .innerJoin(store, eq(store.id, storeDevice.storeId))
    .leftJoin(
      staffSession,
      and(
        eq(staffSession.storeDeviceId, storeDevice.id),
        isNull(staffSession.endedAt),
        gt(staffSession.expiresAt, sqlNow),
      ),
    )
    .leftJoin(staff, eq(staff.id, staffSession.staffId))
    .orderBy(sql`${storeDevice.revokedAt} is not null`, asc(store.position), asc(storeDevice.name));
  return rows.map(({ device, storeName, shift }) => ({
    id: device.id,
    name: device.name,
    storeId: device.storeId,
    storeName,
    createdAt: device.createdAt.toISOString(),
    lastSeenAt: device.lastSeenAt.toISOString(),
    revokedAt: device.revokedAt?.toISOString() ?? null,
    shift,
  }));
}
