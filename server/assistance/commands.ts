import { and, eq, gt, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { assistanceGrant, helpCode, shopper } from "@/db/schema/identity";
import { assertOwner } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { sqlNow } from "@/server/platform/clock";
import { cardPrefix } from "@/server/platform/code";
import type { Ctx, ShopperActor, StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { computeKeyedDigest } from "@/server/platform/http/cookies";
import { generateSecret } from "@/server/platform/ids";
import { inTransaction } from "@/server/platform/transaction";
import { generateSixDigits } from "@/server/shoppers/addresses/one-time-codes";
import { commitWithChanges } from "@/server/sync/commit";
import { createGrant, endGrants, idleExpiry, isActiveGrant, notifyTablets } from "./grants";
import type { HelpCode, OpenAssistanceInput } from "./schema";

/** Wrong codes that one tablet may enter in ten minutes. */
const maxWrongCodes = 10;

type ShiftCtx = Ctx & { actor: StaffActor & { storeId: string; storeDeviceId: string } };
type ShopperCtx = Ctx & { actor: ShopperActor };

const digestHelpCode = (kind: "card" | "code", value: string) => computeKeyedDigest("help", `${kind}:${value}`);

type HelpCodeInput = { shopperId: string; kind: "card" | "code"; value: string };

async function insertHelpCode(tx: Tx, { shopperId, kind, value }: HelpCodeInput): Promise<Date> {
  const life = kind === "card" ? sql`interval '60 seconds'` : sql`interval '5 minutes'`;
  const [inserted] = await tx
    .insert(helpCode)
    .values({ shopperId, kind, codeHash: digestHelpCode(kind, value), expiresAt: sql`${sqlNow} + ${life}` })
    .returning({ expiresAt: helpCode.expiresAt });
  if (!inserted) throw new AppError("INTERNAL");
  return inserted.expiresAt;
}

/** The next QR payload of the card: valid once within a minute; showing it is the shopper's consent to be assisted. */
export async function createCard(ctx: ShopperCtx): Promise<HelpCode> {
  assertOwner(ctx);
  const { shopperId } = ctx.actor;
  const secret = generateSecret();
  const expiresAt = await inTransaction(async (tx) => {
    await tx
      .delete(helpCode)
      .where(and(eq(helpCode.shopperId, shopperId), lt(helpCode.expiresAt, sql`${sqlNow} - interval '1 hour'`)));
    return insertHelpCode(tx, { shopperId, kind: "card", value: secret });
  });
  return { value: `${cardPrefix}${secret}`, expiresAt: expiresAt.toISOString() };
}

/** A code of six digits to say aloud: valid once within five minutes; it replaces the previous one. */
export async function createHelpCode(ctx: ShopperCtx): Promise<HelpCode> {
  assertOwner(ctx);
  const { shopperId } = ctx.actor;
  return inTransaction(async (tx) => {
    // Live codes must be unique, and two shoppers may request one concurrently.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('help-code', 0))`);
    await tx
      .delete(helpCode)
      .where(and(eq(helpCode.kind, "code"), or(eq(helpCode.shopperId, shopperId), lt(helpCode.expiresAt, sqlNow))));
    for (let i = 0; i < 20; i++) {
      const value = generateSixDigits();
      const taken = await tx.$count(helpCode, eq(helpCode.codeHash, digestHelpCode("code", value)));
      if (taken > 0) continue;
      const expiresAt = await insertHelpCode(tx, { shopperId, kind: "code", value });
      return { value, expiresAt: expiresAt.toISOString() };
    }
    throw new AppError("RATE_LIMITED");
  });
}

/** Throws RATE_LIMITED for a tablet on which too many wrong codes were entered. */
async function assertNotGuessing(ctx: ShiftCtx): Promise<void> {
  const wrong = await db().$count(
    auditEntry,
    and(
      eq(auditEntry.subjectKind, "store_device"),
      eq(auditEntry.subjectId, ctx.actor.storeDeviceId),
      eq(auditEntry.action, "client.code_wrong"),
      gt(auditEntry.at, sql`${sqlNow} - interval '10 minutes'`),
    ),
  );
  if (wrong >= maxWrongCodes) throw new AppError("RATE_LIMITED");
}

async function redeemHelpCode(tx: Tx, input: OpenAssistanceInput): Promise<string | null> {
  const hash = "card" in input ? digestHelpCode("card", input.card) : digestHelpCode("code", input.code);
  const [taken] = await tx
    .update(helpCode)
    .set({ usedAt: sqlNow })
    .where(and(eq(helpCode.codeHash, hash), isNull(helpCode.usedAt), gt(helpCode.expiresAt, sqlNow)))
    .returning({ shopperId: helpCode.shopperId });
  return taken?.shopperId ?? null;
}

/**
 * Opens a customer's cart on this tablet with the customer's card or code, until 15 minutes after the last use; the
 * previous customer's grant is ended. Throws CODE_EXPIRED for a wrong, used or old code, RATE_LIMITED after ten of them.
 */
export async function openAssistance(ctx: ShiftCtx, input: OpenAssistanceInput): Promise<{ grantId: string }> {
  await assertNotGuessing(ctx);
  const opened = await commitWithChanges(async (tx, announce) => {
    const found = await redeemHelpCode(tx, input);
    if (!found) return null;
    const [owner] = await tx.select({ merged: shopper.mergedInto }).from(shopper).where(eq(shopper.id, found));
    const shopperId = owner?.merged ?? found;
    const via = "card" in input ? "card" : "code";
    const grantId = await createGrant(tx, announce, { helper: ctx.actor, shopperId, via, actor: ctx.actor });
    const subject = { subjectKind: "shopper", subjectId: shopperId, details: { via } };
    await recordAudit(tx, ctx.actor, { action: "client.opened", ...subject });
    return { grantId, shopperId };
  });
  if (!opened) {
    const { storeDeviceId } = ctx.actor;
    await recordAudit(db(), ctx.actor, {
      action: "client.code_wrong",
      subjectKind: "store_device",
      subjectId: storeDeviceId,
    });
    throw new AppError("CODE_EXPIRED");
  }
  notifyTablets([ctx.actor.storeDeviceId]);
  return { grantId: opened.grantId };
}

/** Extends the running grant of this tablet; throws NOT_FOUND when there is none. Every such access is logged. */
export async function extendAssistance(ctx: ShiftCtx): Promise<void> {
  const { storeDeviceId, staffId } = ctx.actor;
  await inTransaction(async (tx) => {
    const used = await tx
      .update(assistanceGrant)
      .set({ lastUsedAt: sqlNow, expiresAt: idleExpiry })
      .where(and(eq(assistanceGrant.storeDeviceId, storeDeviceId), eq(assistanceGrant.staffId, staffId), isActiveGrant))
      .returning({ shopperId: assistanceGrant.shopperId, via: assistanceGrant.via });
    const [row] = used;
    if (!row) throw new AppError("NOT_FOUND");
    const subject = { subjectKind: "shopper", subjectId: row.shopperId, details: { via: row.via } };
    await recordAudit(tx, ctx.actor, { action: "client.looked", ...subject });
  });
}

/** Ends a grant: a shopper any of their own, a consultant the one of this tablet. Throws NOT_FOUND for others. */
export async function endAssistance(ctx: Ctx, grantId: string): Promise<void> {
  const { actor } = ctx;
  let mine: SQL | undefined;
  if (actor.kind === "guest" || actor.kind === "customer") mine = eq(assistanceGrant.shopperId, actor.shopperId);
  else if (actor.kind === "staff" && actor.storeDeviceId) mine = eq(assistanceGrant.storeDeviceId, actor.storeDeviceId);
  if (!mine) throw new AppError("NOT_FOUND");
  if ((await endGrants(ctx, and(eq(assistanceGrant.id, grantId), mine))) === 0) throw new AppError("NOT_FOUND");
}
