import { and, eq, exists, gt, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { type Db, db, type Tx } from "@/db/client";
import { adminInvitation, staff, staffSession } from "@/db/schema/identity";
import { staffPasskey } from "@/db/schema/passkeys";
import { assertOffice } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { flushOutbox, queueMessage } from "@/server/messaging/outbox";
import { canSend, getMailTexts } from "@/server/messaging/provider";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { inTransaction } from "@/server/platform/transaction";
import { createCode, redeemCode, renewCode } from "@/server/shoppers/addresses/one-time-codes";
import { codeLimits } from "@/server/shoppers/addresses/one-time-codes.rules";
import { cleanContact } from "@/server/shoppers/addresses/rules";
import { createPendingSession, endSessions, notifyAccessChanged } from "../sessions";

const isOfficeEmail = (email: string) =>
  and(eq(staff.email, email), staff.active, inArray(staff.role, ["office", "admin"]));

/**
 * Creates a one-time code for a member of the office and sends it after the response. Response and duration are the
 * same when the address is unknown. An installation that sends no mail keeps the code for `printOfficeCode`.
 */
export async function requestOfficeCode(ctx: Ctx, input: { email: string; browser: string }): Promise<void> {
  if (ctx.surface !== "office") throw new AppError("NOT_FOUND");
  const { email, browser } = input;
  await inTransaction(async (tx) => {
    const code = await createCode(tx, { purpose: "staff", address: email, browser });
    const known = await tx.$count(staff, isOfficeEmail(email));
    if (!canSend("email")) return;
    const t = getMailTexts(ctx.locale);
    const words = { code: code ?? "" };
    const mail = { subject: t("staffCode.subject", words), text: t("staffCode.text", words) };
    // A message to an unknown address has no lifetime, so it is deleted instead of sent.
    await queueMessage(tx, { channel: "email", to: email, ...mail }, known > 0 ? codeLimits.lifeMinutes : 0);
  });
  flushOutbox();
}

/**
 * For operators with shell access: a new value for the code last requested at the office's sign-in for this address, to
 * be entered in that same window. Throws NOT_FOUND for an address outside the office, CODE_EXPIRED when no code was
 * requested within its life.
 */
export async function printOfficeCode(ctx: Ctx, typed: string): Promise<string> {
  if (ctx.actor.kind !== "system") throw new AppError("NOT_FOUND");
  const email = cleanContact(typed);
  return inTransaction(async (tx) => {
    const [person] = await tx.select({ id: staff.id }).from(staff).where(isOfficeEmail(email));
    if (!person) throw new AppError("NOT_FOUND");
    const code = await renewCode(tx, { purpose: "staff", address: email });
    await recordAudit(tx, ctx.actor, { action: "office.code_printed", subjectKind: "staff", subjectId: person.id });
    return code;
  });
}

/**
 * The first step of a sign-in at the office, with the code; returns the secret of a session that may only continue to
 * the passkey. Throws CODE_WRONG or CODE_EXPIRED.
 */
export async function signInToOffice(
  ctx: Ctx,
  input: { email: string; code: string; browser: string | null },
): Promise<string> {
  if (ctx.surface !== "office") throw new AppError("NOT_FOUND");
  await redeemCode({ purpose: "staff", address: input.email, browser: input.browser, code: input.code });
  return inTransaction(async (tx) => {
    const [person] = await tx.select({ id: staff.id }).from(staff).where(isOfficeEmail(input.email));
    if (!person) throw new AppError("CODE_EXPIRED");
    return createPendingSession(tx, person.id);
  });
}

/** Records that the office is in use: its session is extended by half an hour. */
export async function extendOfficeSession(ctx: Ctx): Promise<void> {
  const { sessionId } = assertOffice(ctx, "office");
  await db().update(staffSession).set({ lastActiveAt: sqlNow }).where(eq(staffSession.id, sessionId));
}

/** Ends this office session. */
export async function signOutOfOffice(ctx: Ctx): Promise<void> {
  if (ctx.actor.kind !== "staff" || ctx.actor.surface !== "office") return;
  const { actor } = ctx;
  await inTransaction(async (tx) => {
    const ended = await endSessions(tx, eq(staffSession.id, actor.sessionId));
    const subject = { subjectKind: "staff", subjectId: actor.staffId };
    if (ended.length > 0) await recordAudit(tx, actor, { action: "office.signed_out", ...subject });
  });
  notifyAccessChanged([actor.staffId]);
}

/** Administrators who can sign in: without a passkey their sign-in was begun and not finished. */
export const countSettledAdmins = (on: Db | Tx, which?: SQL): Promise<number> =>
  on.$count(
    staff,
    and(
      which,
      eq(staff.role, "admin"),
      staff.active,
      exists(on.select({ id: staffPasskey.id }).from(staffPasskey).where(eq(staffPasskey.staffId, staff.id))),
    ),
  );

/** Creates a one-time link's secret for an administrator, valid for a day; it replaces earlier ones. */
export async function inviteAdmin(tx: Tx): Promise<string> {
  const secret = generateSecret();
  await tx.delete(adminInvitation).where(isNull(adminInvitation.usedAt));
  const expiresAt = sql`${sqlNow} + interval '1 day'`;
  await tx.insert(adminInvitation).values({ secretHash: sha256(secret), expiresAt });
  return secret;
}

/**
 * Creates the one-time link's secret for the first administrator, replacing earlier ones; null when there is an
 * administrator with a passkey.
 */
export async function inviteFirstAdmin(): Promise<string | null> {
  if ((await countSettledAdmins(db())) > 0) return null;
  return inTransaction(inviteAdmin);
}

/**
 * Creates the first administrator with the printed link; returns the secret of a session that continues to the passkey.
 * Throws CODE_EXPIRED for a used or old link, or when there is an administrator already.
 */
export async function claimAdmin(ctx: Ctx, input: { secret: string; name: string; email: string }): Promise<string> {
  if (ctx.surface !== "office") throw new AppError("NOT_FOUND");
  return inTransaction(async (tx) => {
    const used = await tx
      .update(adminInvitation)
      .set({ usedAt: sqlNow })
      .where(
        and(
          eq(adminInvitation.secretHash, sha256(input.secret)),
          isNull(adminInvitation.usedAt),
          gt(adminInvitation.expiresAt, sqlNow),
        ),
      )
      .returning({ id: adminInvitation.id });
    if (used.length === 0 || (await countSettledAdmins(tx)) > 0) throw new AppError("CODE_EXPIRED");
    const [person] = await tx
      .insert(staff)
      .values({ name: input.name, email: input.email, role: "admin" })
      .onConflictDoUpdate({ target: staff.email, set: { name: input.name }, setWhere: eq(staff.role, "admin") })
      .returning({ id: staff.id });
    if (!person) throw new AppError("CONFLICT");
    await recordAudit(tx, ctx.actor, { action: "admin.claimed", subjectKind: "staff", subjectId: person.id });
    return createPendingSession(tx, person.id);
  });
}
