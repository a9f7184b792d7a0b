import type { auditActs } from "./rules";

export type AuditAction = keyof typeof auditActs;
