import { and, asc, eq, gt, inArray, isNull } from "drizzle-orm";
import { db } from "@/db/client";
import { staff, staffSession } from "@/db/schema/identity";
import { staffPasskey } from "@/db/schema/passkeys";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx, StaffActor } from "@/server/platform/context";
import { env } from "@/server/platform/env";
import { sha256 } from "@/server/platform/ids";
import type { OfficeSignInState } from "../schema";
import { toRelyingParty } from "./rules";
import type { PasskeyView } from "./schema";

export type PendingSession = { sessionId: string; staffId: string; name: string; email: string };

/** Whether the office may be looked at without a passkey: in the demo alone. */
export const isPasskeyOptional = (): boolean => env().demo;

/** The session of the office's cookie that has passed the code and not yet the passkey; null otherwise. */
export async function findPendingSession(secret: string | null | undefined): Promise<PendingSession | null> {
  if (!secret) return null;
  const [row] = await db()
    .select({ sessionId: staffSession.id, staffId: staff.id, name: staff.name, email: staff.email })
    .from(staffSession)
    .innerJoin(staff, eq(staff.id, staffSession.staffId))
    .where(
      and(
        eq(staffSession.secretHash, sha256(secret)),
        eq(staffSession.surface, "office"),
        isNull(staffSession.proof),
        isNull(staffSession.endedAt),
        gt(staffSession.expiresAt, sqlNow),
        staff.active,
        inArray(staff.role, ["office", "admin"]),
      ),
    );
  return row ?? null;
}

/** The sign-in state of a browser at the office: signed in, before the passkey, or signed out (null). */
export async function getOfficeSignInState(ctx: Ctx): Promise<OfficeSignInState | null> {
  const { actor } = ctx;
  if (actor.kind === "staff" && actor.surface === "office") {
    return { state: "in", name: actor.name, role: actor.role };
  }
  const pending = await findPendingSession(ctx.cookies?.read("selvedge-office"));
  if (!pending) return null;
  const registered = (await db().$count(staffPasskey, eq(staffPasskey.staffId, pending.staffId))) > 0;
  return {
    state: "passkey",
    registered,
    possible: toRelyingParty(ctx.origin) !== null,
    maySkip: isPasskeyOptional() && !registered,
  };
}

/** The person's own passkeys, the oldest first. */
export async function listPasskeys(actor: StaffActor): Promise<PasskeyView[]> {
  const [session] = await db()
    .select({ passkeyId: staffSession.passkeyId })
    .from(staffSession)
    .where(eq(staffSession.id, actor.sessionId));
  const rows = await db()
    .select()
    .from(staffPasskey)
    .where(eq(staffPasskey.staffId, actor.staffId))
    .orderBy(asc(staffPasskey.createdAt));
  return rows.map((key) => ({
    id: key.id,
    label: key.label,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    synced: key.synced,
    current: key.id === session?.passkeyId,
  }));
}
