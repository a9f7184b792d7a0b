import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { jsonObject } from "@/db/json";
import { auditEntry } from "@/db/schema/audit";
import type { Actor, StaffActor } from "@/server/platform/context";
import type { AuditAction } from "./rules";
import { type AuditReason, reasonByAction } from "./rules";

type AuditFigures = Record<string, unknown>;

/**
 * What was done or viewed, and whom it concerns. `before`, `after` and `details` hold ids and figures, no personal
 * data.
 */
export type AuditEntryInput = {
  action: AuditAction;
  subjectKind: string;
  subjectId: string;
  /** Default: the action's own reason from the table. */
  reason?: AuditReason;
  before?: AuditFigures;
  after?: AuditFigures;
  details?: AuditFigures;
  /** The store in which it happened, where the actor does not determine it. */
  storeId?: string | null;
  /** The second person of an action that needs a second approval. */
  approvedBy?: string;
};

const noActor = { actorId: null, sessionId: null, storeDeviceId: null, storeId: null };

function toActorColumns(actor: Actor) {
  switch (actor.kind) {
    case "staff": {
      const { staffId, sessionId, storeDeviceId, storeId } = actor;
      return { actorId: staffId, sessionId, storeDeviceId, storeId };
    }
    case "store_device":
      return { ...noActor, storeDeviceId: actor.storeDeviceId, storeId: actor.storeId };
    case "guest":
    case "linked":
    case "customer":
      return { ...noActor, actorId: actor.shopperId };
    default:
      return noActor;
  }
}

/** Records an action in the transaction of the action itself; the database seals the entry into the chain at commit. */
export async function recordAudit(on: Db | Tx, actor: Actor, fact: AuditEntryInput): Promise<void> {
  const who = toActorColumns(actor);
  await on.insert(auditEntry).values({
    actorKind: actor.kind,
    ...who,
    ...fact,
    reason: fact.reason ?? reasonByAction[fact.action],
    storeId: fact.storeId === undefined ? who.storeId : fact.storeId,
  });
}

/**
 * SQL that records a consultant's operations on a customer's cart, as a part of the statement that commits them: it
 * reads the cart's id from `bumped` (see sync/commit). Shoppers' own operations are not audited.
 */
export const insertCartChangeAuditSql = (actor: StaffActor, operations: number): SQL => sql`
  insert into audit_entry (actor_kind, actor_id, session_id, store_device_id, store_id, action, subject_kind, subject_id,
    reason, details)
  select 'staff', ${actor.staffId}::uuid, ${actor.sessionId}::uuid, ${actor.storeDeviceId}::uuid, ${actor.storeId}::uuid,
    'client.cart_changed', 'shopper', id::text, ${reasonByAction["client.cart_changed"]}::text,
    ${jsonObject({ operations: sql`${operations}::int`, version: sql`version` })}::jsonb from bumped`;
