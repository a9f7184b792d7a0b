import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { createSingleFlight } from "@/server/platform/concurrency";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError, isAppError } from "@/server/platform/errors";
import { awaitAll } from "@/server/platform/transaction";
import { resolveTypedContact } from "@/server/shoppers/addresses/resolve-contact";
import { getPrimaryContacts } from "@/server/shoppers/contacts/queries";
import { slotMs } from "../rules";
import { listFreeAround } from "../slots";
import type { SlotCount } from "../slots.rules";
import { findOverlap, listOccupiedTimesTogether, pickNearestFree, toOverlapError } from "./double-booking.queries";

type ContactInput = { storeId: string; contactName?: string | undefined; contact?: string | undefined };

/**
 * Resolves name and contact: as given, otherwise the account's. Throws CONTACT_NEEDED (details: `field`) when a name or
 * any contact is missing, CONTACT_WRONG when it is neither an e-mail address nor a phone number.
 */
export async function resolveContact(
  tx: Tx,
  { shopperId, regions }: { shopperId: string } & Pick<Ctx, "regions">,
  input: ContactInput,
): Promise<{ contactName: string; contact: string }> {
  const [[shopperAndStore], { email, phone }] = await awaitAll([
    tx.execute<{ name: string; country: string }>(sql`
      select p.name, s.country from shopper p, store s where p.id = ${shopperId} and s.id = ${input.storeId}`),
    getPrimaryContacts(shopperId, tx),
  ]);
  if (!shopperAndStore) throw new AppError("NOT_FOUND");
  const contactName = input.contactName || shopperAndStore.name;
  if (!contactName) throw new AppError("CONTACT_NEEDED", { field: "name" });
  const where = { field: "contact", act: [shopperAndStore.country], shopperId, regions };
  // The account's contact was parsed when it was verified.
  const contact = input.contact ? (await resolveTypedContact(input.contact, where, tx)).value : (email ?? phone);
  if (!contact) throw new AppError("CONTACT_NEEDED", { field: "contact" });
  return { contactName, contact };
}

/** Whether an exclusion constraint refused: the room, or the shopper, is occupied at that time. */
export const isOverlap = (e: unknown): boolean => {
  const cause = e instanceof Error && e.cause ? e.cause : e;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "23P01";
};

/** In a rush many calls are refused the same time. */
const findFreeOnce = createSingleFlight<number[]>();

type RequestedTime = { storeId: string; startsAt: string; slots: SlotCount; exceptId: string | null };

/**
 * Runs `work`; when the time is taken, or the shopper is busy then, the refusal names up to three nearby times at which
 * the store and the shopper are free (`alternatives`). A shopper's own overlap is reported as such.
 */
export async function addAlternativesToRefusal<T>(
  requested: RequestedTime,
  actor: ShopperActor,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (e) {
    const refusal = isOverlap(e) ? new AppError("SLOT_TAKEN") : e;
    if (!isAppError(refusal) || !["SLOT_TAKEN", "OTHER_APPOINTMENT"].includes(refusal.appCode)) throw e;
    const { storeId, startsAt, slots, exceptId } = requested;
    const from = Date.parse(startsAt);
    const span = { from, to: from + slots * slotMs };
    const [occupied, nearest] = await Promise.all([
      listOccupiedTimesTogether({ shopperId: actor.shopperId, span }),
      findFreeOnce(`${storeId} ${startsAt} ${slots}`, () => listFreeAround(storeId, { around: from, slots })),
    ]);
    const other = findOverlap(occupied, span, exceptId);
    const { appCode, details } = other ? toOverlapError(other, actor) : refusal;
    throw new AppError(appCode, {
      ...details,
      alternatives: pickNearestFree(nearest, occupied, { slots, exceptId }),
    });
  }
}
