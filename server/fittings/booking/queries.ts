import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { primaryContacts } from "@/server/shoppers/contacts/queries";
import { contactGiven } from "@/server/shoppers/contacts/resolve-contact";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError, isAppError } from "@/server/platform/errors";
import { singleFlight } from "@/server/platform/single-flight";
import { together } from "@/server/platform/transaction";
import { overlapRefusal } from "./double-booking";
import { inTheWay, nearestFree, occupied } from "./double-booking.queries";
import { slotMs } from "../rules";
import { freeAround } from "../slots";
import type { SlotCount } from "../slots.rules";

type Given = { storeId: string; contactName?: string | undefined; contact?: string | undefined };

/**
 * Who comes and how to reach them: as given, else what the account says. Throws CONTACT_NEEDED (details: `field`) when
 * a name or any contact is missing, CONTACT_WRONG when it is neither an e-mail address nor a phone number.
 */
export async function contactFor(
  tx: Tx,
  { shopperId, regions }: { shopperId: string } & Pick<Ctx, "regions">,
  given: Given,
): Promise<{ contactName: string; contact: string }> {
  const [[known], { email, phone }] = await together([
    tx.execute<{ name: string; country: string }>(sql`
      select p.name, s.country from shopper p, store s where p.id = ${shopperId} and s.id = ${given.storeId}`),
    primaryContacts(shopperId, tx),
  ]);
  if (!known) throw new AppError("NOT_FOUND");
  const contactName = given.contactName || known.name;
  if (!contactName) throw new AppError("CONTACT_NEEDED", { field: "name" });
  const where = { field: "contact", act: [known.country], shopperId, regions };
  // What the account has was read once, when it was proven.
  const contact = given.contact ? (await contactGiven(given.contact, where, tx)).value : (email ?? phone);
  if (!contact) throw new AppError("CONTACT_NEEDED", { field: "contact" });
  return { contactName, contact };
}

/** Whether an exclusion constraint refused: the room, or the person, is taken at that time. */
export const isOverlap = (e: unknown): boolean => {
  const cause = e instanceof Error && e.cause ? e.cause : e;
  return typeof cause === "object" && cause !== null && "code" in cause && cause.code === "23P01";
};

/** In a rush many are refused the same time. */
const freeNear = singleFlight<string[]>();

type Refused = { storeId: string; startsAt: string; slots: SlotCount; exceptId: string | null };

/**
 * Runs `work`; when the time is taken, or the shopper is elsewhere then, the refusal names up to three others nearby at which
 * the store and they are free (`alternatives`). Whoever took the time themselves is told so, not that somebody else did.
 */
export async function refusedWithAlternatives<T>(
  wanted: Refused,
  actor: ShopperActor,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (e) {
    const refusal = isOverlap(e) ? new AppError("SLOT_TAKEN") : e;
    if (!isAppError(refusal) || !["SLOT_TAKEN", "OTHER_APPOINTMENT"].includes(refusal.appCode)) throw e;
    const { storeId, startsAt, slots, exceptId } = wanted;
    const from = Date.parse(startsAt);
    const span = { from, to: from + slots * slotMs };
    const [taken, free] = await Promise.all([
      occupied(actor.shopperId, span),
      freeNear(`${storeId} ${startsAt} ${slots}`, () => freeAround(storeId, from, slots)),
    ]);
    const other = inTheWay(taken, span, exceptId);
    const { appCode, details } = other ? overlapRefusal(other, actor) : refusal;
    throw new AppError(appCode, {
      ...details,
      alternatives: nearestFree(free, taken, { wanted: from, slots, exceptId }),
    });
  }
}
