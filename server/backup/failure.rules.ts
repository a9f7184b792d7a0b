/** What went wrong, as the office shows it: the target's disk is full or away, the log has a gap, it is another shop's. */
export type Failure = "full" | "away" | "cut" | "foreign" | "other";

const codes: Record<string, Failure> = {
  ENOSPC: "full",
  EDQUOT: "full",
  ENOENT: "away",
  ENOTDIR: "away",
  EEXIST: "away",
  EROFS: "away",
  EIO: "away",
  EACCES: "away",
  ESTALE: "away",
};

/** The target holds the backups of another database. */
export class ForeignTargetError extends Error {}

/** What kind of failure an error of a backup tells of. */
export function toFailure(error: unknown): Failure {
  if (error instanceof ForeignTargetError) return "foreign";
  return codes[(error as { code?: string }).code ?? ""] ?? "other";
}

const sentences: Partial<Record<Failure, string>> = {
  full: "the target's disk is full",
  away: "the target's folder is not there or cannot be written",
};

/** One plain sentence for an error of a backup; what the operating system says has another. */
export function toFailureText(error: unknown): string {
  const own = error instanceof Error ? error.message : String(error);
  return (error as { syscall?: string }).syscall ? (sentences[toFailure(error)] ?? own) : own;
}

/** What a glance at the newest backup decides. */
export type Due = { startedAt: number | null; isCut: boolean; now: number; everyMinutes: number };

/** Whether a whole backup is due: there is none, it is old, or the log behind it has a gap. */
export const isWholeDue = ({ startedAt, isCut, now, everyMinutes }: Due): boolean =>
  startedAt === null || isCut || now - startedAt >= everyMinutes * 60_000;
