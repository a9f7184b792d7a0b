import { z } from "zod";

const id = z.uuid();

/** Which entries: each filter narrows. `from` and `to` are days of the house's zone, both included. */
export const auditFilterSchema = z.strictObject({
  actorId: id.nullable().default(null),
  storeId: id.nullable().default(null),
  /** The beginning of an action's name: `pickup` means all of them. */
  action: z
    .string()
    .max(40)
    .regex(/^[a-z_.]*$/)
    .default(""),
  /** Exactly this subject. */
  subjectId: z.string().trim().max(64).default(""),
  from: z.iso.date().nullable().default(null),
  to: z.iso.date().nullable().default(null),
  /** Entries before this place in the chain: where a page goes on. */
  cursor: z.number().int().min(1).nullish(),
  /** What the client library adds to a page's question. */
  direction: z.literal("forward").optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export type AuditFigures = Record<string, unknown> | null;

/** One entry of the trail as the office reads it. */
export type AuditView = {
  /** Its place in the chain. */
  seq: number;
  at: string;
  /** What was done; one that this version does not know is told by its bare name. */
  action: string;
  reason: string;
  /** Name of the member of staff; null for shoppers, tablets and the house itself. */
  actor: string | null;
  actorKind: string;
  approvedBy: string | null;
  device: string | null;
  storeName: string | null;
  subjectKind: string;
  subjectId: string;
  /** Name of the member of staff, store or tablet, number of the pick-up; null where there is none. */
  subject: string | null;
  before: AuditFigures;
  after: AuditFigures;
  details: AuditFigures;
};

export type AuditPage = { entries: AuditView[]; next: number | null };
