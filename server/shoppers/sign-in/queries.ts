import { and, desc, eq, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { shopperDevice } from "@/db/schema/identity";
import type { ShopperActor } from "@/server/platform/context";
import type { DeviceView } from "./schema";

/** The customer's browsers that are signed in or linked, most recently active first. */
export async function listDevices(actor: ShopperActor): Promise<DeviceView[]> {
  const rows = await db()
    .select()
    .from(shopperDevice)
    .where(and(eq(shopperDevice.shopperId, actor.shopperId), isNull(shopperDevice.revokedAt)))
    .orderBy(desc(shopperDevice.lastSeenAt));
  return rows.map((d) => ({
    id: d.id,
    kind: d.kind,
    label: d.label,
    access: d.access,
    lastSeenAt: d.lastSeenAt.toISOString(),
    current: d.id === actor.deviceId,
  }));
}
