import { and, eq, inArray, lte, ne, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { staff } from "@/db/schema/identity";
import { helpRequest } from "@/db/schema/privacy";
import { store } from "@/db/schema/stores";
import { recordAudit } from "@/server/audit/commands";
import { sqlNow } from "@/server/platform/clock";
import { type Ctx, createSystemCtx, type ShopperActor, type StaffActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { inTransaction } from "@/server/platform/transaction";
import { parseMobile } from "@/server/shoppers/addresses/parse-contact.rules";
import { assertPhone as numberOf, resolveTypedContact } from "@/server/shoppers/addresses/resolve-contact";
import { type Announce, commitWithChanges } from "@/server/sync/commit";
import { digestCanary } from "../canaries";
import { createGrant, notifyTablets } from "../grants";
import { assertBelowHourlyLimit, findAccountByPhoneSql, isOpenRequest, listHelpRequestRows } from "./queries";
import { maskPhone, requestLifeSeconds } from "./rules";
import type { RequestAssistanceInput, SentRequest } from "./schema";

type ShiftCtx = Ctx & { actor: StaffActor & { storeId: string; storeDeviceId: string } };
type ShopperCtx = Ctx & { actor: ShopperActor };

/** The entered number as E.164, read as numbers are written in the tablet's country. */
async function resolvePhone(tx: Tx, storeId: string, typed: string): Promise<string> {
  const [at] = await tx.select({ country: store.country }).from(store).where(eq(store.id, storeId));
  return numberOf(await resolveTypedContact(typed, { field: "phone", act: at ? [at.country] : [] }, tx, parseMobile));
}

/**
 * Asks the owner of a phone number, exactly as the consultant typed it, for access. Work and response are the same
 * whether the number is known or not: the shopper is found inside the one insert, and everything that follows runs
 * after the response (`deliverRequest`). Throws RATE_LIMITED, and CONTACT_WRONG for a number that is invalid everywhere.
 */
export async function requestAssistance(ctx: ShiftCtx, input: RequestAssistanceInput): Promise<SentRequest> {
  const { storeId, storeDeviceId, staffId } = ctx.actor;
  const asked = await inTransaction(async (tx) => {
    const phone = await resolvePhone(tx, storeId, input.phone);
    await assertBelowHourlyLimit(tx, staffId);
    const canary = sql<boolean>`exists (select 1 from canary_number where digest = ${digestCanary(phone)})`;
    const [made] = await tx
      .insert(helpRequest)
      .values({
        shopperId: findAccountByPhoneSql(phone),
        storeId,
        storeDeviceId,
        staffId,
        reason: input.reason,
        canary,
        expiresAt: sql`${sqlNow} + make_interval(secs => ${requestLifeSeconds})`,
      })
      .returning({ id: helpRequest.id });
    if (!made) throw new AppError("INTERNAL");
    const subject = { subjectKind: "help_request", subjectId: made.id, details: { why: input.reason } };
    await recordAudit(tx, ctx.actor, { action: "client.looked_up", ...subject });
    return { requestId: made.id, phone: maskPhone(phone), seconds: requestLifeSeconds };
  });
  setImmediate(() => {
    deliverRequest(ctx, asked.requestId).catch((err) =>
      log().error({ err }, "a request for help could not be delivered"),
    );
  });
  return asked;
}

/** Whether this shopper declined a request of this store within the hour: it is not delivered again. */
const notRecentlyDeclined = sql`not exists (select 1 from help_request d where d.shopper_id = ${helpRequest.shopperId}
  and d.store_id = ${helpRequest.storeId} and d.status = 'declined' and d.answered_at > ${sqlNow} - interval '1 hour')`;

/**
 * Delivers the request to the shopper's devices, if the number has an owner, and raises the alarm for a canary. It runs
 * after the response, so that its duration reveals nothing.
 */
async function deliverRequest(ctx: ShiftCtx, requestId: string): Promise<void> {
  const found = await commitWithChanges(async (tx, announce) => {
    const mine = eq(helpRequest.id, requestId);
    const [row] = await tx.select().from(helpRequest).where(mine);
    if (row?.canary) {
      const subject = { subjectKind: "staff", subjectId: row.staffId, details: { requestId } };
      await recordAudit(tx, createSystemCtx("canary").actor, { action: "alarm.canary_looked_up", ...subject });
    }
    if (!row?.shopperId) return row;
    await endRequests(tx, announce, and(eq(helpRequest.shopperId, row.shopperId), ne(helpRequest.id, requestId)));
    const rung = await tx
      .update(helpRequest)
      .set({ delivered: true })
      .where(and(mine, isOpenRequest, notRecentlyDeclined))
      .returning({ id: helpRequest.id });
    if (rung.length === 0) return row;
    const subject = { subjectKind: "shopper", subjectId: row.shopperId, details: { why: row.reason } };
    await recordAudit(tx, ctx.actor, { action: "client.asked", ...subject });
    const [shown] = await listHelpRequestRows(row.shopperId, tx);
    if (shown) announce({ scopeId: row.shopperId, kind: "shopper", by: { staff: ctx.actor.name }, ...shown });
    return row;
  });
  if (found?.canary) log().error({ alarm: "canary", staffId: found.staffId }, "somebody looked up a bait number");
}

/** Ends open requests and removes them from the shoppers' devices. Returns how many. */
async function endRequests(tx: Tx, announce: Announce, where: SQL | undefined): Promise<number> {
  const ended = await tx
    .update(helpRequest)
    .set({ status: "ended" })
    .where(and(eq(helpRequest.status, "asked"), where))
    .returning({ id: helpRequest.id, shopperId: helpRequest.shopperId, delivered: helpRequest.delivered });
  for (const { id, shopperId, delivered } of ended)
    if (shopperId && delivered) announce(toRequestRemoval(shopperId, id));
  return ended.length;
}

const toRequestRemoval = (scopeId: string, entityId: string) =>
  ({ scopeId, kind: "shopper", entity: "help_request", entityId, row: null, by: {} }) as const;

/** Ends the requests that were not answered in time. For the sweep. */
export const expireRequests = (): Promise<number> =>
  commitWithChanges((tx, announce) => endRequests(tx, announce, lte(helpRequest.expiresAt, sqlNow)));

/** The shift of the requesting consultant still runs on that tablet. */
const isStillOnShift = inArray(
  helpRequest.staffId,
  sql`(select s.staff_id from staff_session s join store_device d on d.id = s.store_device_id
    where s.store_device_id = ${helpRequest.storeDeviceId} and s.ended_at is null and s.expires_at > ${sqlNow}
      and d.revoked_at is null)`,
);

/**
 * The shopper's decision, from any signed-in device: only consent creates a grant. Throws WRONG_STATUS when the request
 * or the consultant's shift has ended, NOT_FOUND for another shopper's request, UNAUTHENTICATED on a linked device.
 */
export async function answerRequest(
  ctx: ShopperCtx,
  { requestId, accept }: { requestId: string; accept: boolean },
): Promise<void> {
  if (ctx.actor.kind === "linked") throw new AppError("UNAUTHENTICATED");
  const { shopperId } = ctx.actor;
  const tablet = await commitWithChanges(async (tx, announce) => {
    const mine = and(eq(helpRequest.id, requestId), eq(helpRequest.shopperId, shopperId));
    const [row] = await tx
      .update(helpRequest)
      .set({ status: accept ? "accepted" : "declined", answeredAt: sqlNow })
      .where(and(mine, isOpenRequest, accept ? isStillOnShift : undefined))
      .returning();
    if (!row) throw new AppError((await tx.$count(helpRequest, mine)) > 0 ? "WRONG_STATUS" : "NOT_FOUND");
    announce(toRequestRemoval(shopperId, requestId));
    const action = accept ? "client.accepted" : "client.declined";
    await recordAudit(tx, ctx.actor, { action, subjectKind: "shopper", subjectId: shopperId, details: { requestId } });
    if (!accept) return null;
    const [helper] = await tx.select({ name: staff.name }).from(staff).where(eq(staff.id, row.staffId));
    // The grant of a previous customer is ended by the system: the consenting shopper has no part in it.
    const { actor } = createSystemCtx("grant");
    await createGrant(tx, announce, { helper: { ...row, name: helper?.name ?? "" }, shopperId, via: "request", actor });
    return row.storeDeviceId;
  });
  if (tablet) notifyTablets([tablet]);
}
