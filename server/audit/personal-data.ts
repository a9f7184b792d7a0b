import { inArray, or, type SQL, sql } from "drizzle-orm";
import { auditEntry, auditHead, auditSeal } from "@/db/schema/audit";
import { ofNobody, ofShopper, type PersonalData, type Subject } from "@/server/platform/personal-data";

const auditRetention =
  "who looked and who decided must stay provable; it holds ids only, which lead to nobody any more";
const matchAudit = ({ ids }: Subject): SQL =>
  or(inArray(auditEntry.subjectId, ids), inArray(auditEntry.actorId, ids)) ?? sql`false`;

export const auditData: PersonalData = {
  module: "audit",
  tables: [
    ...ofNobody(auditSeal, auditHead),
    ofShopper(auditEntry, {
      columns: {
        id: "internal",
        at: "describes",
        actorKind: "describes",
        actorId: "describes",
        sessionId: "internal",
        storeDeviceId: "internal",
        storeId: "describes",
        approvedBy: "describes",
        action: "describes",
        subjectKind: "describes",
        subjectId: "subject",
        reason: "describes",
        before: "describes",
        after: "describes",
        details: "describes",
      },
      whose: matchAudit,
      erase: { keep: auditRetention },
      kept: "as long as the law asks who saw what",
    }),
  ],
};
