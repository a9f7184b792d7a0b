import type { AuditAction } from "@/server/audit/rules";
import type { ProcedureName } from "../matrix/cell";
import type { Role, World } from "../matrix/world";

type Figures = "both" | "after" | "before" | "none";

/** How one call of a staff mutation is written down. */
export type AuditCase = {
  /** Who calls: a consultant on a tablet, or somebody at the office. */
  as?: Role;
  /** Somebody who is only on the way in, and what they call with. */
  arrive?: (world: World) => Promise<{ cookie: string; input?: unknown }>;
  /** A valid input; the matrix's unless given. */
  input?: (world: World, who: Role) => unknown;
  /** The entries that the call leaves, and no others. */
  acts: readonly AuditAction[];
  /** Whom the entries name: the caller, the tablet alone, whoever comes in by this very call, or nobody that is known. */
  by?: "caller" | "tablet" | "entering" | "stranger";
  /** Which figures each entry has; none where none change. */
  figures: Figures | Partial<Record<AuditAction, Figures>>;
  /** The refusal with which the act is answered that is written down all the same. */
  refusal?: string;
  /** A second person answers for it too. */
  fourEyes?: true;
};

/** Why a mutation leaves no entry. */
type SilentCase = { silent: string };

export type AuditCases = Partial<Record<ProcedureName, SilentCase | readonly [AuditCase, ...AuditCase[]]>>;
