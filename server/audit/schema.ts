import { z } from "zod";

const id = z.uuid();

/** Filter of the trail; each field narrows it. `from` and `to` are dates in the office's time zone, both inclusive. */
export const auditFilterSchema = z.strictObject({
  actorId: id.nullable().default(null),
  storeId: id.nullable().default(null),
  /** Prefix of the action's name: `pickup` selects all of them. */
  action: z
    .string()
    .max(40)
    .regex(/^[a-z_.]*$/)
    .default(""),
  /** Exactly this subject. */
  subjectId: z.string().trim().max(64).default(""),
  from: z.iso.date().nullable().default(null),
  to: z.iso.date().nullable().default(null),
  /** Cursor: entries before this position in the chain. */
  cursor: z.number().int().min(1).nullish(),
  /** Added by the client library to a paginated query. */
  direction: z.literal("forward").optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export type AuditFigures = Record<string, unknown> | null;

/** One entry of the trail as the office reads it. */
export type AuditView = {
  /** Its position in the chain. */
  seq: number;
  at: string;
  /** What was done; an action unknown to this version is shown by its bare name. */
  action: string;
  reason: string;
  /** Name of the member of staff; null for shoppers, tablets and the system itself. */
  actor: string | null;
  actorKind: string;
  approvedBy: string | null;
  device: string | null;
  storeName: string | null;
  subjectKind: string;
  subjectId: string;
  /** Name of the member of staff, store or tablet, or number of the pickup; null where there is none. */
  subject: string | null;
  before: AuditFigures;
  after: AuditFigures;
  details: AuditFigures;
};

export type AuditPage = { entries: AuditView[]; next: number | null };
