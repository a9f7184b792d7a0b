import { and, eq, ne } from "drizzle-orm";
import { db } from "@/db/client";
import { staff, staffSession } from "@/db/schema/identity";
import { staffPasskey } from "@/db/schema/passkeys";
import { assertOffice } from "@/server/access/actors";
import { may } from "@/server/access/rules";
import { recordAudit } from "@/server/audit/commands";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { createOfficeSession, endSessions, notifyAccessChanged } from "../sessions";
import { toPasskeyError } from "./commands";
import { isRecentlyConfirmed } from "./confirm";
import { findPendingSession, isPasskeyOptional } from "./queries";

/**
 * Removes one of the person's own passkeys and ends the other sessions opened with it. Throws PASSKEY_WRONG
 * (`unconfirmed`: see `confirmPasskey`), NOT_FOUND, WRONG_STATUS for the last one.
 */
export async function removePasskey(ctx: Ctx, id: string): Promise<void> {
  const me = assertOffice(ctx, "office");
  if (!(await isRecentlyConfirmed(me))) throw toPasskeyError("unconfirmed");
  const touched = await inTransaction(async (tx) => {
    // Two concurrent removals must not both see another one left.
    await tx.select({ id: staff.id }).from(staff).where(eq(staff.id, me.staffId)).for("update");
    const mine = eq(staffPasskey.staffId, me.staffId);
    const removed = await tx
      .delete(staffPasskey)
      .where(and(eq(staffPasskey.id, id), mine))
      .returning();
    if (removed.length === 0) throw new AppError("NOT_FOUND");
    if ((await tx.$count(staffPasskey, mine)) === 0) throw new AppError("WRONG_STATUS", { reason: "last_passkey" });
    const subject = { subjectKind: "staff", subjectId: me.staffId };
    await recordAudit(tx, me, { action: "passkey.removed", ...subject, before: { passkeyId: id } });
    return endSessions(tx, and(eq(staffSession.passkeyId, id), ne(staffSession.id, me.sessionId)));
  });
  notifyAccessChanged(touched);
}

/**
 * Removes all passkeys of an office user who has lost them: the sessions end, and the next sign-in with a code creates
 * a new one. For administrators, not for oneself. Throws NOT_FOUND.
 */
export async function resetPasskeys(ctx: Ctx, staffId: string): Promise<void> {
  const me = assertOffice(ctx, "office");
  if (!may(me.role, "reset_passkeys") || me.staffId === staffId) throw new AppError("NOT_FOUND");
  const touched = await inTransaction(async (tx) => {
    const [person] = await tx.select({ id: staff.id }).from(staff).where(eq(staff.id, staffId)).for("update");
    if (!person) throw new AppError("NOT_FOUND");
    const removed = await tx.delete(staffPasskey).where(eq(staffPasskey.staffId, staffId)).returning();
    const subject = { subjectKind: "staff", subjectId: staffId };
    await recordAudit(tx, me, {
      action: "passkey.reset",
      ...subject,
      before: { passkeys: removed.length },
      after: { passkeys: 0 },
    });
    return endSessions(tx, and(eq(staffSession.staffId, staffId), eq(staffSession.surface, "office")));
  });
  notifyAccessChanged(touched);
}

/** Continues without a passkey; returns the secret of the session. Throws NOT_FOUND outside demo mode. */
export async function skipPasskey(ctx: Ctx, secret: string | null | undefined): Promise<string> {
  if (!isPasskeyOptional() || ctx.surface !== "office") throw new AppError("NOT_FOUND");
  const pending = await findPendingSession(secret);
  if (!pending) throw new AppError("UNAUTHENTICATED");
  if ((await db().$count(staffPasskey, eq(staffPasskey.staffId, pending.staffId))) > 0) throw new AppError("NOT_FOUND");
  return inTransaction((tx) => createOfficeSession(tx, pending, { proof: "demo" }));
}
