import { randomInt } from "node:crypto";
import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { deviceEnrolment, staff, storeDevice } from "@/db/schema/identity";
import { assertOffice, assertShift } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { inTransaction } from "@/server/platform/transaction";

/** Without I, O, 0 and 1, which are misread from a screen. */
const codeAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** An enrolment code of eight letters (40 bits), valid for ten minutes. */
const generateEnrolmentCode = (): string =>
  Array.from({ length: 8 }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join("");

/** Creates a one-time code that enrols a tablet in `storeId`. `minutes` is its lifetime. */
export async function createEnrolment(
  ctx: Ctx,
  input: { storeId: string; name: string },
  minutes = 10,
): Promise<{ code: string; expiresAt: string }> {
  const { actor } = ctx;
  if (actor.kind !== "system") assertOffice(ctx, "office");
  const code = generateEnrolmentCode();
  const enrolment = await inTransaction(async (tx) => {
    const [row] = await tx
      .insert(deviceEnrolment)
      .values({
        ...input,
        codeHash: sha256(code),
        createdBy: actor.kind === "staff" ? actor.staffId : null,
        expiresAt: sql`${sqlNow} + make_interval(mins => ${minutes})`,
      })
      .returning({ id: deviceEnrolment.id, expiresAt: deviceEnrolment.expiresAt });
    if (!row) throw new AppError("INTERNAL");
    const subject = { subjectKind: "device_enrolment", subjectId: row.id, storeId: input.storeId };
    await recordAudit(tx, actor, { action: "device.invited", ...subject, after: { minutes } });
    return row;
  });
  return { code: `${code.slice(0, 4)}-${code.slice(4)}`, expiresAt: enrolment.expiresAt.toISOString() };
}

/**
 * Enrols this tablet with a code from the office; returns the secret for its cookie. Throws CODE_EXPIRED when the code
 * is used, old or unknown.
 */
export async function enrolDevice(ctx: Ctx, code: string): Promise<string> {
  if (ctx.surface !== "store") throw new AppError("NOT_FOUND");
  const secret = generateSecret();
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
    const subject = { subjectKind: "store_device", subjectId: device.id, storeId: taken.storeId };
    const details = { enrolmentId: taken.id, invitedBy: taken.createdBy };
    const tablet = { kind: "store_device", storeDeviceId: device.id, storeId: taken.storeId } as const;
    const after = { storeId: taken.storeId };
    await recordAudit(tx, tablet, { action: "device.enrolled", ...subject, after, details });
  });
  return secret;
}

/** Unlocks the PIN of a colleague in the same store. For managers. Throws NOT_FOUND. */
export async function unlockColleague(ctx: Ctx, staffId: string): Promise<void> {
  const actor = assertShift(ctx, "unlock_colleague");
  if (actor.staffId === staffId) throw new AppError("NOT_FOUND");
  await inTransaction(async (tx) => {
    const theirs = and(eq(staff.id, staffId), eq(staff.storeId, actor.storeId), staff.active);
    const [person] = await tx.select({ wrongTries: staff.pinTries }).from(staff).where(theirs).for("update");
    if (!person) throw new AppError("NOT_FOUND");
    await tx.update(staff).set({ pinTries: 0 }).where(eq(staff.id, staffId));
    const subject = { subjectKind: "staff", subjectId: staffId };
    await recordAudit(tx, actor, { action: "pin.unlocked", ...subject, before: person, after: { wrongTries: 0 } });
  });
}
