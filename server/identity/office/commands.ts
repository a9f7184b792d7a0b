import { and, eq, gt, inArray, isNull, ne, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { adminInvitation, staff, staffSession } from "@/db/schema/identity";
import { mailTexts, sendMail } from "@/server/messaging/provider";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { newSecret, sha256 } from "@/server/platform/ids";
import { log } from "@/server/platform/log";
import { inTransaction } from "@/server/platform/transaction";
import { recordAudit } from "../audit/commands";
import { makeCode, redeemCode } from "../codes/commands";

const atOffice = (email: string) => and(eq(staff.email, email), staff.active, inArray(staff.role, ["office", "admin"]));

/**
 * Sends a one-time code to a member of the office. The answer is the same, and as quick, when nobody has this address:
 * the mail is not waited for.
 */
export async function requestOfficeCode(ctx: Ctx, input: { email: string; browser: string }): Promise<void> {
  if (ctx.surface !== "office") throw new AppError("NOT_FOUND");
  const code = await makeCode("staff", input.email, input.browser);
  const known = await db().$count(staff, atOffice(input.email));
  if (known === 0) return;
  const t = mailTexts(ctx.locale);
  sendMail({ to: input.email, subject: t("staffCode.subject", { code }), text: t("staffCode.text", { code }) }).catch(
    (err) => log().error({ err }, "the office's code could not be sent"),
  );
}

async function openSession(tx: Tx, staffId: string): Promise<string> {
  const secret = newSecret();
  await tx.insert(staffSession).values({
    surface: "office",
    staffId,
    secretHash: sha256(secret),
    expiresAt: sql`${sqlNow} + interval '12 hours'`,
  });
  return secret;
}

/** Signs in at the office by the code; returns the secret for the session's cookie. CODE_WRONG or CODE_EXPIRED. */
export async function officeSignIn(
  ctx: Ctx,
  input: { email: string; code: string; browser: string | null },
): Promise<string> {
  if (ctx.surface !== "office") throw new AppError("NOT_FOUND");
  await redeemCode("staff", input.email, input.browser, input.code);
  return inTransaction(async (tx) => {
    const [person] = await tx.select({ id: staff.id }).from(staff).where(atOffice(input.email));
    if (!person) throw new AppError("CODE_EXPIRED");
    await recordAudit(tx, ctx.actor, { action: "office.signed_in", subjectKind: "staff", subjectId: person.id });
    return openSession(tx, person.id);
  });
}

/** Ends this office session. */
export async function officeSignOut(ctx: Ctx): Promise<void> {
  if (ctx.actor.kind !== "staff" || ctx.actor.surface !== "office") return;
  await db().update(staffSession).set({ endedAt: sqlNow }).where(eq(staffSession.id, ctx.actor.sessionId));
  bus.emit(`access:${ctx.actor.staffId}`);
}

/** Makes the one-time link's secret for the first administrator, replacing those before; null when there is one already. */
export async function inviteFirstAdmin(): Promise<string | null> {
  if ((await db().$count(staff, and(eq(staff.role, "admin"), staff.active))) > 0) return null;
  const secret = newSecret();
  await inTransaction(async (tx) => {
    await tx.delete(adminInvitation).where(isNull(adminInvitation.usedAt));
    await tx
      .insert(adminInvitation)
      .values({ secretHash: sha256(secret), expiresAt: sql`${sqlNow} + interval '1 day'` });
  });
  return secret;
}

/** Makes the first administrator by the printed link and signs in; returns the session's secret. CODE_EXPIRED otherwise. */
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
    const others = await tx.$count(staff, and(eq(staff.role, "admin"), staff.active, ne(staff.email, input.email)));
    if (used.length === 0 || others > 0) throw new AppError("CODE_EXPIRED");
    const [person] = await tx
      .insert(staff)
      .values({ name: input.name, email: input.email, role: "admin" })
      .onConflictDoNothing()
      .returning({ id: staff.id });
    if (!person) throw new AppError("CONFLICT");
    await recordAudit(tx, ctx.actor, { action: "admin.claimed", subjectKind: "staff", subjectId: person.id });
    return openSession(tx, person.id);
  });
}
