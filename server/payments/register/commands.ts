import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { payment, refund, registerSession } from "@/db/schema/payments";
import { assertShift, type ShiftActor } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import type { AuditAction } from "@/server/audit/rules";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { AppError } from "@/server/platform/errors";
import { buildKeyScope, runIdempotent } from "@/server/platform/idempotency";
import { inTransaction } from "@/server/platform/transaction";
import { commitWithChanges } from "@/server/sync/commit";
import { recordCashMovement } from "../cash";
import { getOpenRegisterSession } from "../cash.queries";
import { lockPayment, payCashRefund } from "../commands";
import { paymentReactions } from "../reactions";
import { getExpectedCash, getRegister } from "./queries";
import type { CloseRegisterInput, MoveRegisterCashInput, OpenRegisterInput, PayOutInput, RegisterView } from "./schema";

type AuditFigures = Record<string, number | boolean>;

const recordRegisterAudit = (
  tx: Tx,
  actor: ShiftActor,
  action: AuditAction,
  { subjectId, figures }: { subjectId: string; figures: { before?: AuditFigures; after: AuditFigures } },
) => recordAudit(tx, actor, { action, subjectKind: "till", subjectId, ...figures });

/** Runs `work` once under the caller's key, and returns the register as it stands then. */
async function runRegisterCommand(
  ctx: Ctx,
  procedure: string,
  {
    input,
    work,
  }: { input: { key: string } & Record<string, unknown>; work: (tx: Tx, actor: ShiftActor) => Promise<void> },
) {
  const actor = assertShift(ctx, "serve");
  const { key, ...args } = input;
  await inTransaction((tx) =>
    runIdempotent(tx, { scope: buildKeyScope(actor, procedure), key, args }, async () => {
      await work(tx, actor);
      return null;
    }),
  );
  return getRegister(actor.storeDeviceId);
}

/** Opens the register of this tablet with its float. Throws WRONG_STATUS when it is open. */
export function openRegister(ctx: Ctx, input: OpenRegisterInput): Promise<RegisterView> {
  return runRegisterCommand(ctx, "till.open", {
    input,
    work: async (tx, actor) => {
      const { storeId, storeDeviceId, staffId: openedBy } = actor;
      const [opened] = await tx
        .insert(registerSession)
        .values({ storeId, storeDeviceId, openedBy, currency: env().CURRENCY, floatMinor: input.floatMinor })
        .onConflictDoNothing()
        .returning({ id: registerSession.id });
      if (!opened) throw new AppError("WRONG_STATUS");
      await recordRegisterAudit(tx, actor, "till.opened", {
        subjectId: opened.id,
        figures: { after: { floatMinor: input.floatMinor } },
      });
    },
  });
}

/**
 * Moves cash into the register or out of it, beside sales and refunds. Throws TILL_CLOSED, WRONG_STATUS for more than
 * it holds.
 */
export function moveRegisterCash(
  ctx: Ctx,
  { direction, amountMinor, note, key }: MoveRegisterCashInput,
): Promise<RegisterView> {
  return runRegisterCommand(ctx, "till.move", {
    input: { key, direction, amountMinor, note },
    work: async (tx, actor) => {
      const shift = await getOpenRegisterSession(actor.storeDeviceId, tx);
      const { id: registerSessionId, currency } = shift;
      const out = direction === "out";
      const reason = out ? ("paid_out" as const) : ("paid_in" as const);
      const signed = out ? -amountMinor : amountMinor;
      await recordCashMovement(tx, {
        registerSessionId,
        currency,
        amountMinor: signed,
        reason,
        note,
        staffId: actor.staffId,
      });
      // The register session's row is locked: no other cash movement now.
      const expectedMinor = await getExpectedCash(tx, registerSessionId);
      if (expectedMinor < 0) throw new AppError("WRONG_STATUS", { missingMinor: -expectedMinor });
      const figures = { before: { expectedMinor: expectedMinor - signed }, after: { expectedMinor } };
      await recordRegisterAudit(tx, actor, out ? "till.paid_out" : "till.paid_in", {
        subjectId: registerSessionId,
        figures,
      });
    },
  });
}

/**
 * Closes the register with the counted amount; the expected amount is stored beside it. Throws TILL_CLOSED, BAD_INPUT
 * when the count differs without a note.
 */
export function closeRegister(ctx: Ctx, { countedMinor, note, key }: CloseRegisterInput): Promise<RegisterView> {
  return runRegisterCommand(ctx, "till.close", {
    input: { key, countedMinor, note },
    work: async (tx, actor) => {
      const { id } = await getOpenRegisterSession(actor.storeDeviceId, tx);
      const open = and(eq(registerSession.id, id), isNull(registerSession.closedAt));
      const [held] = await tx.select({ id: registerSession.id }).from(registerSession).where(open).for("update");
      if (!held) throw new AppError("TILL_CLOSED");
      const expectedMinor = await getExpectedCash(tx, id);
      if (countedMinor !== expectedMinor && !note) throw new AppError("BAD_INPUT", { missing: "note" });
      const counted = { countedMinor, expectedMinor, note };
      await tx
        .update(registerSession)
        .set({ ...counted, closedAt: sqlNow, closedBy: actor.staffId })
        .where(open);
      const figures = {
        before: { expectedMinor },
        after: { countedMinor, differenceMinor: countedMinor - expectedMinor },
      };
      await recordRegisterAudit(tx, actor, "till.closed", { subjectId: id, figures });
    },
  });
}

/**
 * Pays a pending cash refund out of this tablet's register, wherever it was bought. Throws TILL_CLOSED, NOT_FOUND,
 * WRONG_STATUS when it was paid already or the register holds less.
 */
export async function payOutRefund(ctx: Ctx, { refundId }: PayOutInput): Promise<RegisterView> {
  const actor = assertShift(ctx, "serve");
  const shift = await getOpenRegisterSession(actor.storeDeviceId);
  await commitWithChanges(async (tx, announce) => {
    const [known] = await tx
      .select({ paymentId: refund.paymentId })
      .from(refund)
      .innerJoin(payment, eq(payment.id, refund.paymentId))
      .where(and(eq(refund.id, refundId), eq(payment.method, "cash")));
    if (!known) throw new AppError("NOT_FOUND");
    await lockPayment(tx, known.paymentId);
    const paid = await payCashRefund(tx, refundId, { registerSessionId: shift.id, staffId: actor.staffId });
    const expectedMinor = await getExpectedCash(tx, shift.id);
    if (expectedMinor < 0) throw new AppError("WRONG_STATUS", { missingMinor: -expectedMinor });
    const figures = { before: { expectedMinor: expectedMinor + paid.amountMinor }, after: { expectedMinor } };
    await recordRegisterAudit(tx, actor, "till.refunded", { subjectId: shift.id, figures });
    await paymentReactions.get().refunded(tx, announce, paid);
  });
  return getRegister(actor.storeDeviceId);
}
