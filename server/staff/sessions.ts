import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { staffSession } from "@/db/schema/identity";
import { recordAudit } from "@/server/audit/commands";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import type { StaffActor } from "@/server/platform/context";
import { generateSecret, sha256 } from "@/server/platform/ids";

type SessionInput = { staffId: string; minutes: number; proof?: "passkey" | "demo"; passkeyId?: string };

async function insertSession(tx: Tx, { minutes, ...values }: SessionInput) {
  const secret = generateSecret();
  const [inserted] = await tx
    .insert(staffSession)
    .values({
      surface: "office",
      secretHash: sha256(secret),
      expiresAt: sql`${sqlNow} + make_interval(mins => ${minutes})`,
      ...values,
    })
    .returning({ id: staffSession.id });
  return { secret, id: inserted?.id ?? "" };
}

/** The actor of a session, for the trail; it carries neither name nor permission. */
export const toSessionActor = (staffId: string, sessionId: string): StaffActor => ({
  kind: "staff",
  surface: "office",
  name: "",
  role: "office",
  storeId: null,
  storeDeviceId: null,
  staffId,
  sessionId,
});

/** A session after the code: valid for ten minutes and only for the passkey step. Returns its secret. */
export async function createPendingSession(tx: Tx, staffId: string): Promise<string> {
  return (await insertSession(tx, { staffId, minutes: 10 })).secret;
}

/** Replaces a pending session by a full one with a new secret; returns that secret. */
export async function createOfficeSession(
  tx: Tx,
  pending: { sessionId: string; staffId: string },
  how: { proof: "passkey"; passkeyId: string } | { proof: "demo" },
): Promise<string> {
  await tx.update(staffSession).set({ endedAt: sqlNow }).where(eq(staffSession.id, pending.sessionId));
  const { secret, id } = await insertSession(tx, { staffId: pending.staffId, minutes: 12 * 60, ...how });
  const { staffId } = pending;
  const subject = { subjectKind: "staff", subjectId: staffId };
  await recordAudit(tx, toSessionActor(staffId, id), { action: "office.signed_in", ...subject, details: how });
  return secret;
}

/**
 * Ends the running sessions that match `of`, on tablets and at the office; returns the ids whose access must be checked
 * again.
 */
export async function endSessions(tx: Tx, of: SQL | undefined): Promise<string[]> {
  const ended = await tx
    .update(staffSession)
    .set({ endedAt: sqlNow })
    .where(and(of, isNull(staffSession.endedAt)))
    .returning({ device: staffSession.storeDeviceId, staffId: staffSession.staffId });
  return ended.map((s) => s.device ?? s.staffId);
}

/** After the commit: makes the open streams of these tablets and people check their access. */
export function notifyAccessChanged(ids: Iterable<string>): void {
  for (const id of new Set(ids)) bus.emit(`access:${id}`);
}
