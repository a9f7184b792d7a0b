import { and, eq, lt, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { staff } from "@/db/schema/identity";
import { recordAudit } from "@/server/audit/commands";
import type { Actor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { hashPin, isPinMatching } from "@/server/platform/ids";
import { maxPinTries } from "./rules";

type PinHolder = typeof staff.$inferSelect;

const isActiveInStore = (storeId: string, staffId: string) =>
  and(eq(staff.id, staffId), eq(staff.storeId, storeId), staff.active);

/** Counts a try before the PIN is judged, so that parallel guesses cannot outrun the lock; null when nobody may try. */
async function countPinTry(storeId: string, staffId: string): Promise<PinHolder | null> {
  const [person] = await db()
    .update(staff)
    .set({ pinTries: sql`${staff.pinTries} + 1` })
    .where(and(isActiveInStore(storeId, staffId), lt(staff.pinTries, maxPinTries)))
    .returning();
  return person ?? null;
}

/**
 * The person of this store with this PIN. Throws PIN_WRONG (details: attempts `left`), PIN_LOCKED, or NOT_FOUND for a
 * person of another store. The right PIN resets the wrong attempts.
 */
export async function checkPin(
  actor: Actor,
  storeId: string,
  { staffId, pin }: { staffId: string; pin: string },
): Promise<PinHolder> {
  const person = await countPinTry(storeId, staffId);
  if (!person)
    throw new AppError((await db().$count(staff, isActiveInStore(storeId, staffId))) ? "PIN_LOCKED" : "NOT_FOUND");
  if (await isPinMatching(pin, person.pinHash)) {
    await db().update(staff).set({ pinTries: 0 }).where(eq(staff.id, person.id));
    return person;
  }
  const left = maxPinTries - person.pinTries;
  if (left > 0) throw new AppError("PIN_WRONG", { left });
  await recordAudit(db(), actor, { action: "pin.locked", subjectKind: "staff", subjectId: person.id, storeId });
  throw new AppError("PIN_LOCKED");
}

/** A stored PIN without wrong attempts. */
export const hashNewPin = async (pin: string) => ({ pinHash: await hashPin(pin), pinTries: 0 });
