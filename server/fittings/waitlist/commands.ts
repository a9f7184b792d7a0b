import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { assertOwner } from "@/server/access/actors";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { buildKeyScope, runIdempotent } from "@/server/platform/idempotency";
import { recordNoticeShown } from "@/server/shoppers/consents/commands";
import { addDays, listOpenSpans } from "@/server/stores/rules";
import { commitWithChanges } from "@/server/sync/commit";
import { assertCanBook, lockShoppers } from "../booking/double-booking";
import { spanOf } from "../booking/double-booking.queries";
import { resolveContact } from "../booking/queries";
import { type Announce, announceFitting } from "../events";
import { assertKnownVariants } from "../items";
import { horizonDays } from "../rules";
import { getStoreDays } from "../slots";
import { announceEntry, withdrawOffer } from "./events";
import { listMatchingSpans, maxEntries } from "./rules";
import type { JoinInput, WaitlistEntryInput } from "./schema";

/** Checks that the requested part of the day is still to come and open. Throws as `join` says. */
async function assertDay(tx: Tx, { storeId, ...request }: JoinInput): Promise<void> {
  const { date } = request;
  const store = await getStoreDays({ storeId, date, days: 1 }, tx);
  if (date < store.today) throw new AppError("SLOT_PAST", { date });
  if (date >= addDays(store.today, horizonDays)) throw new AppError("SLOT_OUTSIDE_HOURS", { date, horizonDays });
  if (listOpenSpans(store, date).length === 0) throw new AppError("STORE_CLOSED", { date });
  if (listMatchingSpans(store, request, 0).length === 0) throw new AppError("SLOT_OUTSIDE_HOURS", { date });
  if (listMatchingSpans(store, request, store.now).length === 0) throw new AppError("SLOT_PAST", { date });
}

type Day = Pick<JoinInput, "storeId" | "date">;

/** Serialises joins of one shopper, so that concurrent ones cannot exceed the limit together. */
async function assertCanJoin(tx: Tx, shopperId: string, { storeId, date }: Day): Promise<void> {
  await lockShoppers(tx, shopperId);
  const [row] = await tx.execute<{ others: number }>(sql`
    select count(*)::int as others from fitting_waitlist_entry where shopper_id = ${shopperId}
      and status in ('waiting', 'offered') and (store_id, date) <> (${storeId}::uuid, ${date}::date)`);
  if ((row?.others ?? 0) >= maxEntries) throw new AppError("TOO_MANY_RESERVATIONS", { limit: maxEntries });
}

async function joinInTransaction(
  tx: Tx,
  announce: Announce,
  { ctx, input }: { ctx: Ctx & { actor: ShopperActor }; input: JoinInput },
) {
  const { shopperId } = ctx.actor;
  await assertCanJoin(tx, shopperId, input);
  await assertDay(tx, input);
  const person = await resolveContact(tx, { shopperId, regions: ctx.regions }, input);
  await recordNoticeShown(tx, ctx.actor, shopperId);
  await assertKnownVariants(tx, input.variantIds);
  const [row] = await tx.execute<{ id: string }>(sql`
    insert into fitting_waitlist_entry as w (store_id, shopper_id, date, slots, part, variant_ids, contact_name, contact, locale)
    values (${input.storeId}, ${shopperId}, ${input.date}, ${input.slots}, ${input.part},
      ${JSON.stringify(input.variantIds)}::text::jsonb, ${person.contactName}, ${person.contact}, ${ctx.locale})
    on conflict (shopper_id, store_id, date) where status in ('waiting', 'offered') do update
      set slots = excluded.slots, part = excluded.part, variant_ids = excluded.variant_ids,
        contact_name = excluded.contact_name, contact = excluded.contact, locale = excluded.locale,
        updated_at = clock_now()
      where w.status = 'waiting' returning id`);
  if (!row) throw new AppError("WRONG_STATUS", { status: "offered" });
  await announceEntry(tx, announce, { waitId: row.id, shopperId });
  return { waitId: row.id };
}

/**
 * Joins the waitlist of a store's day with the items to prepare. A shopper who waits for that day already keeps their
 * position and updates the request. Throws SLOT_PAST (the day, or that part of it, is over), SLOT_OUTSIDE_HOURS (too
 * far ahead, or closed in that part), STORE_CLOSED, TOO_MANY_RESERVATIONS, WRONG_STATUS (an offer is open),
 * CONTACT_NEEDED, CONTACT_WRONG, UNKNOWN_VARIANT, NOT_FOUND (store).
 */
export async function join(ctx: Ctx, input: JoinInput): Promise<{ waitId: string }> {
  const actor = assertOwner(ctx);
  const { key, ...args } = input;
  const call = { scope: buildKeyScope(actor, "fittings.waiting.join"), key, args };
  return commitWithChanges((tx, announce) =>
    runIdempotent(tx, call, () => joinInTransaction(tx, announce, { ctx: { ...ctx, actor }, input })),
  );
}

/** Returns the shopper's own entry. Throws NOT_FOUND, also for another shopper's. */
async function getOwnEntry(tx: Tx, shopperId: string, waitId: string) {
  const [row] = await tx.execute<{ status: string; fittingId: string | null; storeId: string; date: string }>(sql`
    select status, fitting_id as "fittingId", store_id as "storeId", date::text from fitting_waitlist_entry where id = ${waitId} and shopper_id = ${shopperId}`);
  if (!row) throw new AppError("NOT_FOUND");
  return row;
}

/** Leaves the waitlist; an offered time goes to the next. Throws NOT_FOUND, WRONG_STATUS. */
export async function leave(ctx: Ctx, { waitId }: WaitlistEntryInput): Promise<void> {
  const { shopperId } = assertOwner(ctx);
  await commitWithChanges(async (tx, announce) => {
    const [left] = await tx.execute<{ fittingId: string | null }>(sql`
      update fitting_waitlist_entry set status = 'left', updated_at = clock_now()
      where id = ${waitId} and shopper_id = ${shopperId} and status in ('waiting', 'offered')
      returning fitting_id as "fittingId"`);
    if (!left) throw new AppError("WRONG_STATUS", { status: (await getOwnEntry(tx, shopperId, waitId)).status });
    await withdrawOffer(tx, announce, left.fittingId);
    await announceEntry(tx, announce, { waitId, shopperId });
  });
}

/**
 * Undoes a leave within ten minutes: the same position, but without the offer. Throws NOT_FOUND, WRONG_STATUS (too
 * late, or the shopper joined that day again), TOO_MANY_RESERVATIONS.
 */
export async function restore(ctx: Ctx, { waitId }: WaitlistEntryInput): Promise<void> {
  const { shopperId } = assertOwner(ctx);
  await commitWithChanges(async (tx, announce) => {
    const { storeId, date, status } = await getOwnEntry(tx, shopperId, waitId);
    await assertCanJoin(tx, shopperId, { storeId, date });
    const [back] = await tx.execute(sql`
      update fitting_waitlist_entry w set status = 'waiting', fitting_id = null, updated_at = clock_now()
      where w.id = ${waitId} and w.shopper_id = ${shopperId} and w.status = 'left'
        and w.updated_at > clock_now() - interval '10 minutes'
        and not exists (select from fitting_waitlist_entry o where o.shopper_id = w.shopper_id and o.store_id = w.store_id
          and o.date = w.date and o.status in ('waiting', 'offered')) returning w.id`);
    if (!back) throw new AppError("WRONG_STATUS", { status });
    await announceEntry(tx, announce, { waitId, shopperId });
  });
}

type OfferedFitting = {
  fittingId: string;
  startsAt: string;
  endsAt: string;
  contactName: string;
  contact: string;
  variantIds: string[];
};

/**
 * Accepts the offered time: it becomes an appointment with the items to prepare. A second call gets the same result.
 * Throws NOT_FOUND, WRONG_STATUS (the offer has expired), OTHER_APPOINTMENT (booked since), TOO_MANY_RESERVATIONS,
 * SLOT_OUTSIDE_HOURS (the store closes then now).
 */
export async function acceptOffer(ctx: Ctx, { waitId }: WaitlistEntryInput): Promise<{ fittingId: string }> {
  const actor = assertOwner(ctx);
  const { shopperId } = actor;
  return commitWithChanges(async (tx, announce) => {
    await lockShoppers(tx, shopperId);
    const [accepted] = await tx.execute<OfferedFitting>(sql`
      update fitting_waitlist_entry set status = 'taken', updated_at = clock_now()
      where id = ${waitId} and shopper_id = ${shopperId} and status = 'offered' and expires_at > clock_now()
      returning fitting_id as "fittingId", starts_at as "startsAt", ends_at as "endsAt", contact_name as "contactName", contact, variant_ids as "variantIds"`);
    if (!accepted) {
      const { status, fittingId } = await getOwnEntry(tx, shopperId, waitId);
      if (status === "taken" && fittingId) return { fittingId };
      throw new AppError("WRONG_STATUS", { status });
    }
    const { fittingId, contactName, contact } = accepted;
    await assertCanBook(tx, { shopperId, span: spanOf(accepted), exceptId: fittingId, actor });
    await tx.execute(sql`update fitting set status = 'booked', contact_name = ${contactName}, contact = ${contact},
      updated_at = clock_now() where id = ${fittingId} and status = 'offered'`);
    await tx.execute(sql`
      insert into fitting_item (fitting_id, variant_id)
      select ${fittingId}::uuid, v.id from variant v join product p on p.id = v.product_id
      where v.active and p.active
        and v.id in (select jsonb_array_elements_text(${JSON.stringify(accepted.variantIds)}::text::jsonb)::uuid)`);
    await announceEntry(tx, announce, { waitId, shopperId });
    const { hit } = await announceFitting(tx, announce, { fittingId, actor });
    if (hit) throw new AppError("SLOT_OUTSIDE_HOURS");
    return { fittingId };
  });
}
