import { sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import type { Subject } from "@/server/platform/personal-data";

/**
 * The identity of a shopper in the database: the id with every guest merged into it, their devices, and the addresses
 * verified by them. One statement.
 */
export async function getDataSubject(shopperId: string, on: Db | Tx = db()): Promise<Subject> {
  const [row] = await on.execute<Subject>(sql`
    with recursive mine(id) as (
      select ${shopperId}::uuid
      union select x.id from mine m, lateral (
        select s.id from shopper s where s.merged_into = m.id
        -- a guest whose merge failed at the sign-in and will be retried
        union select g.id from shopper_device d join shopper g on g.id = d.guest_id
          where d.shopper_id = m.id and g.kind = 'guest' and g.merged_into is null
      ) x
    ) select array(select id from mine) as ids,
      array(select d.id from shopper_device d where d.shopper_id in (select id from mine)) as "deviceIds",
      array(select lower(c.value::text) from shopper_contact c
        where c.shopper_id in (select id from mine)) as addresses`);
  return row ?? { ids: [shopperId], deviceIds: [], addresses: [] };
}
