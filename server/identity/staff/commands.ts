import { randomInt } from "node:crypto";
import { and, eq, gt, isNull, lt, ne, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { clientGrant, deviceEnrolment, staff, staffSession, storeDevice } from "@/db/schema/identity";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StoreDeviceActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { hashPin, newSecret, pinMatches, sha256 } from "@/server/platform/ids";
import { inTransaction } from "@/server/platform/transaction";
import { recordAudit } from "../audit/commands";
import { endGrants } from "../client/grants/commands";
import { maxPinTries } from "./rules";

/** Without I, O, 0 and 1, which are read wrongly from a screen. */
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** An enrolment code of eight letters (40 bits), for ten minutes. */
const newEnrolmentCode = (): string => Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join("");

/** Makes a one-time code by which a tablet becomes one of `storeId`. `minutes` says how long it is good for. */
export async function makeEnrolment(
  ctx: Ctx,
  input: { storeId: string; name: string },
  minutes = 10,
): Promise<{ code: string; expiresAt: string }> {
  const { actor } = ctx;
  const may = actor.kind === "system" || (actor.kind === "staff" && actor.surface === "office");
  if (!may) throw new AppError("NOT_FOUND");
  const code = newEnrolmentCode();
  const [made] = await db()
    .insert(deviceEnrolment)
    .values({
      ...input,
      codeHash: sha256(code),
      createdBy: actor.kind === "staff" ? actor.staffId : null,
      expiresAt: sql`${sqlNow} + make_interval(mins => ${minutes})`,
    })
    .returning({ expiresAt: deviceEnrolment.expiresAt });
  if (!made) throw new AppError("INTERNAL");
  return { code: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAt: made.expiresAt.toISOString() };
}

/** Enrols this tablet by a code from the office; returns the secret for its cookie. CODE_EXPIRED when it is used, old or unknown. */
export async function enrol(ctx: Ctx, code: string): Promise<string> {
  if (ctx.surface !== "store") throw new AppError("NOT_FOUND");
  const secret = newSecret();
  await inTransaction(async (tx) => {
    const [taken] = await tx
      .update(deviceEnrolment)
      .set({ usedAt: sqlNow })
      .where(
        and(
          eq(deviceEnrolment.codeHash, sha256(code)),
          isNull(deviceEnrolment.usedAt),
          gt(deviceEnrolment.expiresAt, sqlNow),
        ),
      )
      .returning();
    if (!taken) throw new AppError("CODE_EXPIRED");
    const [device] = await tx
      .insert(storeDevice)
      .values({ storeId: taken.storeId, name: taken.name, secretHash: sha256(secret) })
      .returning({ id: storeDevice.id });
    if (!device) throw new AppError("INTERNAL");
    await recordAudit(tx, ctx.actor, { action: "device.enrolled", subjectKind: "store_device", subjectId: device.id });
  });
  return secret;
}

/** Ends whatever shift runs on a tablet. */
async function endShifts(tx: Tx, storeDeviceId: string): Promise<void> {
  await tx
    .update(staffSession)
    .set({ endedAt: sqlNow })
    .where(and(eq(staffSession.storeDeviceId, storeDeviceId), isNull(staffSession.endedAt)));
}

/** Counts a try before the PIN is judged, so that parallel guesses cannot outrun the lock. */
async function countTry(device: StoreDeviceActor, staffId: string) {
  const here = and(eq(staff.id, staffId), eq(staff.storeId, device.storeId), staff.active);
  const [person] = await db()
    .update(staff)
    .set({ pinTries: sql`${staff.pinTries} + 1` })
    .where(and(here, lt(staff.pinTries, maxPinTries)))
    .returning();
  if (person) return person;
  const known = await db().$count(staff, here);
  throw new AppError(known ? "PIN_LOCKED" : "NOT_FOUND");
}

/**
 * Begins a shift on an enrolled tablet, ending the one before (fast switch); returns the secret for its cookie.
 * Refuses with PIN_WRONG (details: tries `left`), PIN_LOCKED, or NOT_FOUND for who does not work in this store.
 */
export async function startShift(
  ctx: Ctx & { device: StoreDeviceActor },
  input: { staffId: string; pin: string },
): Promise<string> {
  const { device } = ctx;
  const person = await countTry(device, input.staffId);
  if (!(await pinMatches(input.pin, person.pinHash))) {
    const left = maxPinTries - person.pinTries;
    if (left > 0) throw new AppError("PIN_WRONG", { left });
    await recordAudit(db(), ctx.actor, { action: "pin.locked", subjectKind: "staff", subjectId: person.id });
    throw new AppError("PIN_LOCKED");
  }
  const secret = newSecret();
  await inTransaction(async (tx) => {
    await tx.update(staff).set({ pinTries: 0 }).where(eq(staff.id, person.id));
    await endShifts(tx, device.storeDeviceId);
    await tx.insert(staffSession).values({
      surface: "store",
      staffId: person.id,
      storeDeviceId: device.storeDeviceId,
      secretHash: sha256(secret),
      expiresAt: sql`${sqlNow} + interval '12 hours'`,
    });
    await recordAudit(tx, ctx.actor, { action: "shift.started", subjectKind: "staff", subjectId: person.id });
  });
  // A client consented to the colleague before, not to whoever takes the tablet next.
  await endGrants(ctx, and(eq(clientGrant.storeDeviceId, device.storeDeviceId), ne(clientGrant.staffId, person.id)));
  bus.emit(`access:${device.storeDeviceId}`);
  return secret;
}

/** Locks the tablet: its shift ends at once, also for a copy of its cookie. */
export async function lock(ctx: Ctx & { device: StoreDeviceActor }): Promise<void> {
  await inTransaction((tx) => endShifts(tx, ctx.device.storeDeviceId));
  bus.emit(`access:${ctx.device.storeDeviceId}`);
}

/** Lets a colleague of the same store try the PIN again. For managers. */
export async function unlockColleague(ctx: Ctx, staffId: string): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== "staff" || actor.role !== "manager" || !actor.storeId || actor.staffId === staffId) {
    throw new AppError("NOT_FOUND");
  }
  const { storeId } = actor;
  await inTransaction(async (tx) => {
    const done = await tx
      .update(staff)
      .set({ pinTries: 0 })
      .where(and(eq(staff.id, staffId), eq(staff.storeId, storeId), staff.active))
      .returning({ id: staff.id });
    if (done.length === 0) throw new AppError("NOT_FOUND");
    await recordAudit(tx, ctx.actor, { action: "pin.unlocked", subjectKind: "staff", subjectId: staffId });
  });
}

/** A PIN at rest and no wrong tries. */
export const freshPin = async (pin: string) => ({ pinHash: await hashPin(pin), pinTries: 0 });
