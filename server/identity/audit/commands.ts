import type { Db, Tx } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import type { Actor } from "@/server/platform/context";
import { type AuditReason, auditActs } from "./rules";
import type { AuditAction } from "./schema";

type Figures = Record<string, unknown>;

/** What was done or looked at and to whom. `before`, `after` and `details` hold ids and figures, no personal data. */
export type AuditFact = {
  action: AuditAction;
  subjectKind: string;
  subjectId: string;
  /** The act's own reason of the table unless given. */
  reason?: AuditReason;
  before?: Figures;
  after?: Figures;
  details?: Figures;
  /** The store it happened in, where the actor's does not tell. */
  storeId?: string | null;
  /** The second person of an act that needs four eyes. */
  approvedBy?: string;
};

const nobody = { actorId: null, sessionId: null, storeDeviceId: null, storeId: null };

function whoOf(actor: Actor) {
  switch (actor.kind) {
    case "staff": {
      const { staffId, sessionId, storeDeviceId, storeId } = actor;
      return { actorId: staffId, sessionId, storeDeviceId, storeId };
    }
    case "store_device":
      return { ...nobody, storeDeviceId: actor.storeDeviceId, storeId: actor.storeId };
    case "guest":
    case "linked":
    case "customer":
      return { ...nobody, actorId: actor.shopperId };
    default:
      return nobody;
  }
}

/** Records an act in the same transaction as the act itself; the database seals it into the chain at commit. */
export async function recordAudit(on: Db | Tx, actor: Actor, fact: AuditFact): Promise<void> {
  const who = whoOf(actor);
  await on.insert(auditEntry).values({
    actorKind: actor.kind,
    ...who,
    ...fact,
    reason: fact.reason ?? auditActs[fact.action],
    storeId: fact.storeId === undefined ? who.storeId : fact.storeId,
  });
}
