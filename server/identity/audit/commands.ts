import type { Db, Tx } from "@/db/client";
import { auditEntry } from "@/db/schema/identity";
import type { Actor } from "@/server/platform/context";

/** What was done or looked at, to whom, and why; `details` hold ids and figures, no personal data. */
export type AuditFact = {
  action: string;
  subjectKind: string;
  subjectId: string;
  reason?: string;
  details?: Record<string, unknown>;
};

/** Records an act in the same transaction as the act itself. */
export async function recordAudit(on: Db | Tx, actor: Actor, fact: AuditFact): Promise<void> {
  const who =
    actor.kind === "staff"
      ? { actorId: actor.staffId, storeDeviceId: actor.storeDeviceId }
      : actor.kind === "store_device"
        ? { actorId: null, storeDeviceId: actor.storeDeviceId }
        : { actorId: "shopperId" in actor ? actor.shopperId : null, storeDeviceId: null };
  await on.insert(auditEntry).values({ actorKind: actor.kind, ...who, ...fact });
}
