import { z } from "zod";
import type { Failure } from "./failure.rules";

/** One stored file: its size before and after it was packed, and the SHA-256 of what lies at the target. */
export const fileSchema = z.object({
  name: z.string().min(1),
  bytes: z.number().int(),
  stored: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** When the newest change in it was made; of files of the write-ahead log. */
  through: z.iso.datetime().optional(),
});
export type StoredFile = z.infer<typeof fileSchema>;

/** Where a copied cluster begins and ends in the write-ahead log. */
const logSchema = z.object({
  /** PostgreSQL's identifier of the cluster. */
  system: z.string(),
  segmentBytes: z.number().int(),
  first: z.string(),
  last: z.string(),
  stopLsn: z.string(),
});

/** What one backup holds. A `cluster` is copied as files, a `copy` as rows of one moment. */
export const manifestSchema = z.object({
  format: z.literal(1),
  id: z.string().regex(/^[0-9TZ-]+$/),
  kind: z.enum(["cluster", "copy"]),
  startedAt: z.iso.datetime(),
  /** The moment to which it leads without any log, by the database's clock. */
  point: z.iso.datetime(),
  /** Major version of PostgreSQL. */
  postgres: z.number().int(),
  user: z.string(),
  database: z.string(),
  /** Which key it is encrypted with, or null. */
  key: z.string().nullable(),
  log: logSchema.nullable(),
  /** The newest migration of a copy. */
  migration: z.string().nullable(),
  files: z.array(fileSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** How the backups stand: `good`, `old` when the newest moment to restore to is over a day ago, or `never` made. */
export type BackupView = { state: "good" | "old" | "never"; point: string | null; failure: Failure | null };
