import { and, eq, isNull, lte, ne, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { assistanceGrant, staffSession, storeDevice } from "@/db/schema/identity";
import { assertShift } from "@/server/access/actors";
import { idleLockSeconds } from "@/server/access/rules";
import { endGrants } from "@/server/assistance/grants";
import { recordAudit } from "@/server/audit/commands";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import { type Ctx, createSystemCtx, type StoreDeviceActor } from "@/server/platform/context";
import { generateSecret, sha256 } from "@/server/platform/ids";
import { inTransaction } from "@/server/platform/transaction";
import { checkPin } from "./pins";
import { endSessions, notifyAccessChanged } from "./sessions";

type TabletCtx = Ctx & { device: StoreDeviceActor };

/** Ends the running shift of a tablet. */
const endShifts = (tx: Tx, storeDeviceId: string) => endSessions(tx, eq(staffSession.storeDeviceId, storeDeviceId));

/** Ends the shift of a colleague before another one begins; returns the ids of its staff. */
async function endColleagueShifts(tx: Tx, storeDeviceId: string): Promise<string[]> {
  const running = and(eq(staffSession.storeDeviceId, storeDeviceId), isNull(staffSession.endedAt));
  const people = await tx.select({ id: staffSession.staffId }).from(staffSession).where(running).for("update");
  await endShifts(tx, storeDeviceId);
  return people.map((p) => p.id);
}

/**
 * Begins a shift on an enrolled tablet, ending the previous one (fast switch); returns the secret for its cookie.
 * Throws PIN_WRONG (details: attempts `left`), PIN_LOCKED, or NOT_FOUND for a person of another store.
 */
export async function startShift(ctx: TabletCtx, input: { staffId: string; pin: string }): Promise<string> {
  const { device } = ctx;
  const person = await checkPin(device, device.storeId, input);
  const secret = generateSecret();
  await inTransaction(async (tx) => {
    const before = await endColleagueShifts(tx, device.storeDeviceId);
    const [inserted] = await tx
      .insert(staffSession)
      .values({
        surface: "store",
        proof: "pin",
        staffId: person.id,
        storeDeviceId: device.storeDeviceId,
        secretHash: sha256(secret),
        expiresAt: sql`${sqlNow} + interval '12 hours'`,
      })
      .returning({ id: staffSession.id });
    const { id: staffId, name, role } = person;
    const { storeId, storeDeviceId } = device;
    const sessionId = inserted?.id ?? "";
    const actor = {
      kind: "staff",
      surface: "store",
      staffId,
      name,
      role,
      storeId,
      storeDeviceId,
      sessionId,
    } as const;
    for (const id of before)
      await recordAudit(tx, actor, { action: "shift.ended", subjectKind: "staff", subjectId: id });
    await recordAudit(tx, actor, { action: "shift.started", subjectKind: "staff", subjectId: staffId });
  });
  // A customer consented to the previous colleague, not to the next person on the tablet.
  await endGrants(
    ctx,
    and(eq(assistanceGrant.storeDeviceId, device.storeDeviceId), ne(assistanceGrant.staffId, person.id)),
  );
  bus.emit(`access:${device.storeDeviceId}`);
  return secret;
}

/** Locks the tablet: its shift ends immediately, also for a copy of its cookie. */
export async function lockTablet(ctx: TabletCtx): Promise<void> {
  const { actor, device } = ctx;
  await inTransaction(async (tx) => {
    const ended = await endShifts(tx, device.storeDeviceId);
    if (ended.length === 0) return;
    const who = actor.kind === "staff" ? { subjectKind: "staff", subjectId: actor.staffId } : null;
    const subject = who ?? { subjectKind: "store_device", subjectId: device.storeDeviceId };
    await recordAudit(tx, actor, { action: "shift.ended", ...subject });
  });
  notifyAccessChanged([device.storeDeviceId]);
}

/** The last activity on the tablet was `ago` seconds ago: its shift runs for another minute from then. */
export async function extendShift(ctx: Ctx, { ago }: { ago: number }): Promise<void> {
  const { sessionId } = assertShift(ctx, "serve");
  const touched = sql`${sqlNow} - make_interval(secs => ${ago})`;
  await db()
    .update(staffSession)
    .set({ lastActiveAt: sql`greatest(${staffSession.lastActiveAt}, ${touched})` })
    .where(eq(staffSession.id, sessionId));
}

/** Ends the shifts without activity for a minute. They were invalid already; this records it. For the sweep. */
export async function expireIdleShifts(): Promise<number> {
  const idle = sql`${sqlNow} - make_interval(secs => ${idleLockSeconds})`;
  const ended = await inTransaction(async (tx) => {
    const rows = await tx
      .update(staffSession)
      .set({ endedAt: sqlNow })
      .from(storeDevice)
      .where(
        and(
          eq(storeDevice.id, staffSession.storeDeviceId),
          eq(staffSession.surface, "store"),
          isNull(staffSession.endedAt),
          lte(staffSession.lastActiveAt, idle),
        ),
      )
      .returning({
        staffId: staffSession.staffId,
        sessionId: staffSession.id,
        deviceId: storeDevice.id,
        storeId: storeDevice.storeId,
      });
    for (const { staffId, sessionId, deviceId, storeId } of rows) {
      const details = { sessionId, storeDeviceId: deviceId };
      const subject = { subjectKind: "staff", subjectId: staffId };
      await recordAudit(tx, createSystemCtx("sweep").actor, {
        action: "shift.idled_out",
        ...subject,
        storeId,
        details,
      });
    }
    return rows;
  });
  notifyAccessChanged(ended.map((s) => s.deviceId));
  return ended.length;
}
