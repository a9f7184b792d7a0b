import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { type FittingStatus, fittingItem, type ItemRequestStatus, itemRequest } from "@/db/schema/fittings";
import { stockHold } from "@/db/schema/inventory";
import { type PickupStatus, pickup, pickupLine } from "@/db/schema/orders";
import { generateSixDigits } from "@/server/shoppers/addresses/one-time-codes";
import type { World } from "./world";

async function getId(rows: Promise<{ id: string }[]>): Promise<string> {
  const [row] = await rows;
  if (!row) throw new Error("nothing was inserted");
  return row.id;
}

const inMinutes = (n: number) => new Date(Date.now() + n * 60_000);

/** A slot's beginning (ISO), `slots` half hours after the next one. */
export const getSlot = (slots: number): string =>
  new Date((Math.floor(Date.now() / 1_800_000) + 1 + slots) * 1_800_000).toISOString();

/**
 * An appointment of customer A's in a room of its own of the store, begun by now unless it is `ahead`. Another of theirs at
 * that time is over: they are in one place.
 */
export async function createFitting(world: World, status: FittingStatus = "booked", ahead = false): Promise<string> {
  const room = world.store.rooms[world.usedRooms++];
  const { shopperId } = world.people.customerA;
  const from = ahead ? getSlot(2) : new Date(Math.floor(Date.now() / 1_800_000) * 1_800_000).toISOString();
  await db().execute(sql`
    update fitting set status = 'done' where shopper_id = ${shopperId} and status in ('booked', 'checked_in')
      and starts_at = ${from}::timestamptz`);
  return getId(
    db().execute<{ id: string }>(sql`
      insert into fitting (store_id, room_id, shopper_id, during, starts_at, ends_at, status, contact_name, contact)
      select ${world.store.id}, ${room?.id}, ${shopperId}, tstzrange(t, t + interval '30 minutes', '[)'), t,
        t + interval '30 minutes', ${status}, 'Leyla', 'leyla@example.test' from (select ${from}::timestamptz as t) at
      returning id`),
  );
}

/** A time that is being offered to customer A, who waits (or has just `left`); what was offered before has ended. */
export async function createOffer(world: World, status: "offered" | "left" = "offered"): Promise<string> {
  const { shopperId } = world.people.customerA;
  await db().execute(sql`update fitting_waitlist_entry set status = 'left' where shopper_id = ${shopperId}`);
  await db().execute(
    sql`update fitting set status = 'cancelled' where shopper_id = ${shopperId} and status = 'offered'`,
  );
  const fittingId = await createFitting(world, status === "left" ? "cancelled" : "offered", true);
  return getId(
    db().execute<{ id: string }>(sql`
      insert into fitting_waitlist_entry (store_id, shopper_id, date, slots, part, contact_name, contact, locale, status,
        fitting_id, starts_at, ends_at, expires_at)
      select store_id, shopper_id, starts_at::date, 1, 'any', contact_name, contact, 'en', ${status}, id, starts_at, ends_at,
        clock_now() + interval '20 minutes' from fitting where id = ${fittingId} returning id`),
  );
}

/** A garment that hangs, or should hang, in the room of an appointment. */
export const findItem = async (world: World, fittingId: string): Promise<string> =>
  getId(db().insert(fittingItem).values({ fittingId, variantId: world.variantId }).returning());

/** A request from the room of an appointment of customer A's; claimed ones by `claimedBy`. */
export async function createItemRequest(
  world: World,
  status: ItemRequestStatus = "asked",
  claimedBy: string | null = null,
) {
  const fittingId = await createFitting(world, "checked_in");
  const values = { fittingId, storeId: world.store.id, variantId: world.variantId, status, claimedBy };
  return getId(db().insert(itemRequest).values(values).returning());
}

type CreatedPickup = { pickupId: string; lineId: string; code: string };

/** A pickup of customer A's in the store, with its held item; `claimedBy` is who prepares it. */
export async function createPickup(world: World, status: PickupStatus = "reserved", claimedBy: string | null = null) {
  const { shopperId } = world.people.customerA;
  const storeId = world.store.id;
  const variantId = world.variantId;
  const code = generateSixDigits();
  const values = { code, storeId, shopperId, status, claimedBy, contactName: "Leyla", contact: "leyla@example.test" };
  const times = { currency: "AZN", promisedAt: inMinutes(60), expiresAt: inMinutes(600) };
  const pickupId = await getId(
    db()
      .insert(pickup)
      .values({ id: randomUUID(), ...values, ...times })
      .returning(),
  );
  const line = { pickupId, variantId, quantity: 1, priceMinor: 12_900, currency: "AZN" };
  const state = status === "ready" || claimedBy ? ("picked" as const) : ("reserved" as const);
  const lineId = await getId(
    db()
      .insert(pickupLine)
      .values({ ...line, status: state })
      .returning(),
  );
  const hold = { variantId, storeId, quantity: 1, ownerId: shopperId, purpose: "pickup" as const };
  await db()
    .insert(stockHold)
    .values({ ...hold, referenceId: pickupId, expiresAt: inMinutes(600) });
  await db().execute(sql`update stock_level set reserved = reserved + 1
    where variant_id = ${variantId} and store_id = ${storeId}`);
  return { pickupId, lineId, code } satisfies CreatedPickup;
}
