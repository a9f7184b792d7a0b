import { and, eq, isNull, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { staff, staffSession, storeDevice } from "@/db/schema/identity";
import { assertOffice } from "@/server/access/actors";
import { mayManage } from "@/server/access/rules";
import { recordAudit } from "@/server/audit/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { isTrivialPin } from "@/server/platform/ids";
import { inTransaction } from "@/server/platform/transaction";
import { hashNewPin } from "./pins";
import type { SaveStaffInput } from "./schema";
import { endSessions, notifyAccessChanged } from "./sessions";

/** The person's row, locked, if `me` may manage that role; throws NOT_FOUND otherwise. */
async function lockPerson(tx: Tx, me: StaffActor, id: string) {
  const [person] = await tx.select().from(staff).where(eq(staff.id, id)).for("update");
  if (!person || !mayManage(me.role, person.role)) throw new AppError("NOT_FOUND");
  return person;
}

/** The last administrator must neither change role nor be deactivated. */
async function assertAnotherAdmin(tx: Tx, id: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('last-admin', 0))`);
  const others = await tx.$count(staff, and(eq(staff.role, "admin"), staff.active, ne(staff.id, id)));
  if (others === 0) throw new AppError("WRONG_STATUS", { reason: "last_admin" });
}

type PersonChange = { me: StaffActor; input: SaveStaffInput & { id: string } };

async function changePerson(tx: Tx, ctx: Ctx, { me, input }: PersonChange): Promise<string[]> {
  const before = await lockPerson(tx, me, input.id);
  if (before.role === "admin" && input.role !== "admin") await assertAnotherAdmin(tx, before.id);
  if (before.id === me.staffId && before.role !== input.role) throw new AppError("WRONG_STATUS", { reason: "self" });
  const { name, email, role, storeId } = input;
  await tx.update(staff).set({ name, email, role, storeId }).where(eq(staff.id, before.id));
  await recordAudit(tx, ctx.actor, {
    action: "staff.changed",
    subjectKind: "staff",
    subjectId: before.id,
    storeId: storeId ?? before.storeId,
    before: { role: before.role, storeId: before.storeId },
    after: { role, storeId, renamed: before.name !== name, newAddress: before.email !== email },
  });
  const moved = before.role !== role || before.storeId !== storeId;
  return moved ? endSessions(tx, eq(staffSession.staffId, before.id)) : [];
}

/**
 * Adds or changes a member of staff; a new role or store ends the sessions of the old one. Throws NOT_FOUND for a role
 * above one's own, CONFLICT for an address in use, WRONG_STATUS for one's own role or the last administrator.
 */
export async function saveStaff(ctx: Ctx, input: SaveStaffInput): Promise<{ id: string }> {
  const me = assertOffice(ctx, "manage_store_people");
  if (!mayManage(me.role, input.role)) throw new AppError("NOT_FOUND");
  const { id, ...values } = input;
  const saved = await inTransaction(async (tx) => {
    if (id) return { id, touched: await changePerson(tx, ctx, { me, input: { ...input, id } }) };
    const [inserted] = await tx.insert(staff).values(values).onConflictDoNothing().returning({ id: staff.id });
    if (!inserted) throw new AppError("CONFLICT", { reason: "email" });
    const after = { role: input.role, storeId: input.storeId };
    const subject = { subjectKind: "staff", subjectId: inserted.id };
    await recordAudit(tx, ctx.actor, { action: "staff.added", ...subject, storeId: input.storeId, after });
    return { id: inserted.id, touched: [] };
  }).catch((e) => {
    if ((e as { cause?: { code?: string } }).cause?.code === "23505")
      throw new AppError("CONFLICT", { reason: "email" });
    throw e;
  });
  notifyAccessChanged(saved.touched);
  return { id: saved.id };
}

/**
 * Sets a person's shift PIN and unlocks it; shifts that began with the old one end. Throws NOT_FOUND, PIN_TOO_WEAK (1234
 * and the like).
 */
export async function setPin(ctx: Ctx, input: { staffId: string; pin: string }): Promise<void> {
  const me = assertOffice(ctx, "manage_store_people");
  if (isTrivialPin(input.pin)) throw new AppError("PIN_TOO_WEAK");
  const pin = await hashNewPin(input.pin);
  const touched = await inTransaction(async (tx) => {
    const person = await lockPerson(tx, me, input.staffId);
    await tx.update(staff).set(pin).where(eq(staff.id, person.id));
    await recordAudit(tx, ctx.actor, {
      action: "pin.set",
      subjectKind: "staff",
      subjectId: person.id,
      storeId: person.storeId,
      before: { hadPin: person.pinHash !== null, wrongTries: person.pinTries },
      after: { hadPin: true, wrongTries: 0 },
    });
    // A shift that began with the old PIN may be another person's.
    return endSessions(tx, and(eq(staffSession.staffId, person.id), eq(staffSession.surface, "store")));
  });
  notifyAccessChanged(touched);
}

/**
 * Deactivates a person immediately, or activates them again. Neither oneself nor the last administrator can be
 * deactivated.
 */
export async function setActive(ctx: Ctx, input: { staffId: string; active: boolean }): Promise<void> {
  const me = assertOffice(ctx, "manage_store_people");
  const touched = await inTransaction(async (tx) => {
    const person = await lockPerson(tx, me, input.staffId);
    if (person.id === me.staffId) throw new AppError("WRONG_STATUS", { reason: "self" });
    if (!input.active && person.role === "admin") await assertAnotherAdmin(tx, person.id);
    await tx.update(staff).set({ active: input.active }).where(eq(staff.id, person.id));
    const action = input.active ? "staff.activated" : "staff.deactivated";
    await recordAudit(tx, ctx.actor, {
      action,
      subjectKind: "staff",
      subjectId: person.id,
      storeId: person.storeId,
      before: { active: person.active },
      after: { active: input.active },
    });
    return input.active ? [] : endSessions(tx, eq(staffSession.staffId, person.id));
  });
  notifyAccessChanged(touched);
}

/** Revokes a tablet: its cookie, its shift and its streams end immediately. */
export async function revokeStoreDevice(ctx: Ctx, id: string): Promise<void> {
  assertOffice(ctx, "manage_store_people");
  await inTransaction(async (tx) => {
    const revoked = await tx
      .update(storeDevice)
      .set({ revokedAt: sqlNow })
      .where(and(eq(storeDevice.id, id), isNull(storeDevice.revokedAt)))
      .returning({ storeId: storeDevice.storeId });
    if (!revoked[0]) throw new AppError("NOT_FOUND");
    await endSessions(tx, eq(staffSession.storeDeviceId, id));
    const subject = { subjectKind: "store_device", subjectId: id, storeId: revoked[0].storeId };
    await recordAudit(tx, ctx.actor, {
      action: "device.revoked",
      ...subject,
      before: { revoked: false },
      after: { revoked: true },
    });
  });
  notifyAccessChanged([id]);
}
