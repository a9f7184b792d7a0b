import { sql } from "drizzle-orm";
import { runPrepared } from "@/db/client";
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

/** Compares the assumed state with the database, in one statement: only differences are returned. */
export async function findChanged(known: KnownState): Promise<ChangedState> {
  const tablets = JSON.stringify(known.sessions);
  const [row] = await runPrepared<{ found: ChangedState }>(sql`select json_build_object(
    'scopes', coalesce((select json_agg(json_build_object('id', s.id, 'version', s.version, 'epoch', s.epoch))
      from jsonb_to_recordset(${JSON.stringify(known.scopes)}::text::jsonb) as b(id uuid, version bigint, epoch uuid)
      join sync_scope s on s.id = b.id where s.version <> b.version or s.epoch is distinct from b.epoch), '[]'),
    'devices', coalesce((select json_agg(json_build_object('id', b.id, 'shopperId', d.shopper_id, 'guestId', d.guest_id,
        'linked', d.access = 'linked', 'revoked', d.id is null or d.revoked_at is not null))
      from jsonb_to_recordset(${JSON.stringify(known.devices)}::text::jsonb)
        as b(id uuid, "shopperId" uuid, linked boolean)
      left join shopper_device d on d.id = b.id
      where d.id is null or d.revoked_at is not null or d.shopper_id <> b."shopperId"
        or (d.access = 'linked') <> b.linked), '[]'),
    'sessions', coalesce((select json_agg(s.id) from jsonb_to_recordset(${tablets}::text::jsonb)
        as b(id uuid, "deviceId" uuid)
      join staff_session s on s.id = b.id and s.ended_at is null and s.expires_at > clock_now()
        and s.last_active_at > clock_now() - make_interval(secs => ${idleLockSeconds})
      join store_device d on d.id = s.store_device_id and d.revoked_at is null
      join staff p on p.id = s.staff_id and p.active and p.store_id = d.store_id), '[]'),
    'grants', coalesce((select json_agg(distinct jsonb_build_object('deviceId', g.store_device_id,
        'shopperId', g.shopper_id))
      from jsonb_to_recordset(${tablets}::text::jsonb) as b(id uuid, "deviceId" uuid)
      join assistance_grant g on g.store_device_id = b."deviceId" and g.ended_at is null and g.expires_at > clock_now()),
      '[]')) as found`);
  return row?.found ?? { scopes: [], devices: [], sessions: [], grants: [] };
}
