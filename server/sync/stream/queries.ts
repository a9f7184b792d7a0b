import { type SQL, sql } from "drizzle-orm";
import { runPrepared } from "@/db/client";
import { jsonArray, jsonObject, pick } from "@/db/json";
import { assistanceGrant, shopperDevice } from "@/db/schema/identity";
import { syncScope } from "@/db/schema/sync";
import { idleLockSeconds } from "@/server/access/rules";

/** What the streams of this process assume. */
export type KnownState = {
  scopes: { id: string; version: number; epoch: string | null }[];
  devices: { id: string; shopperId: string; linked: boolean }[];
  sessions: { id: string; deviceId: string }[];
};

/** Where they are wrong. */
export type ChangedState = {
  /** Scopes with another version. */
  scopes: { id: string; version: number; epoch: string }[];
  /** Shoppers' devices that are revoked or belong to another shopper now. */
  devices: { id: string; revoked: boolean; shopperId: string; guestId: string | null; linked: boolean }[];
  /** Shifts that are still running, on their tablets. */
  sessions: string[];
  /** The shoppers whom the tablets of these shifts may assist now. */
  grants: { deviceId: string; shopperId: string }[];
};

const scopeJson = jsonObject(pick(syncScope, "id", "version", "epoch"));
const deviceJson: SQL<ChangedState["devices"][number]> = jsonObject({
  id: sql<string>`b.id`,
  ...pick(shopperDevice, "shopperId", "guestId"),
  linked: sql<boolean>`${shopperDevice.access} = 'linked'`,
  revoked: sql<boolean>`${shopperDevice.id} is null or ${shopperDevice.revokedAt} is not null`,
});
const grantJson = jsonObject({ deviceId: assistanceGrant.storeDeviceId, shopperId: assistanceGrant.shopperId });

/** Compares the assumed state with the database, in one statement: only differences are returned. */
export async function findChanged(known: KnownState): Promise<ChangedState> {
  const tablets = JSON.stringify(known.sessions);
  const scopes = sql`from jsonb_to_recordset(${JSON.stringify(known.scopes)}::text::jsonb)
      as b(id uuid, version bigint, epoch uuid)
    join sync_scope on sync_scope.id = b.id
    where sync_scope.version <> b.version or sync_scope.epoch is distinct from b.epoch`;
  const devices = sql`from jsonb_to_recordset(${JSON.stringify(known.devices)}::text::jsonb)
      as b(id uuid, "shopperId" uuid, linked boolean)
    left join shopper_device on shopper_device.id = b.id
    where shopper_device.id is null or revoked_at is not null or shopper_id <> b."shopperId"
      or (access = 'linked') <> b.linked`;
  const grants = sql`from (select distinct store_device_id, shopper_id
    from jsonb_to_recordset(${tablets}::text::jsonb) as b(id uuid, "deviceId" uuid)
    join assistance_grant on store_device_id = b."deviceId" and ended_at is null and expires_at > clock_now()
    ) assistance_grant`;
  const [row] = await runPrepared<ChangedState>(sql`select ${jsonArray(scopeJson, scopes)} as scopes,
    ${jsonArray(deviceJson, devices)} as devices,
    array(select s.id from jsonb_to_recordset(${tablets}::text::jsonb) as b(id uuid, "deviceId" uuid)
      join staff_session s on s.id = b.id and s.ended_at is null and s.expires_at > clock_now()
        and s.last_active_at > clock_now() - make_interval(secs => ${idleLockSeconds})
      join store_device d on d.id = s.store_device_id and d.revoked_at is null
      join staff p on p.id = s.staff_id and p.active and p.store_id = d.store_id) as sessions,
    ${jsonArray(grantJson, grants)} as grants`);
  return row ?? { scopes: [], devices: [], sessions: [], grants: [] };
}
