import { and, inArray, ne, or, type SQL, sql } from "drizzle-orm";
import { approval } from "@/db/schema/approvals";
import { auditEntry, auditHead, auditSeal } from "@/db/schema/audit";
import {
  adminInvitation,
  clientGrant,
  deviceEnrolment,
  deviceInvitation,
  helpCode,
  oneTimeCode,
  shopper,
  shopperDevice,
  staff,
  staffSession,
  storeDevice,
} from "@/db/schema/identity";
import { passkeyChallenge, staffPasskey } from "@/db/schema/passkeys";
import { canaryNumber, consent, helpRequest } from "@/db/schema/privacy";
import { ofNobody, ofShopper, ofStaff, type PersonalData, type Subject } from "@/server/platform/personal-data";
import { contactTables } from "./contacts/personal-data";
import { graphTables } from "./graph/personal-data";
import { keepSharedValues } from "./graph/shared-values";

const staffRetention = "as long as the person works here, then as the audit trail";
const auditRetention =
  "who looked and who decided must stay provable; it holds ids only, which lead to nobody any more";
const matchAudit = ({ ids }: Subject): SQL =>
  or(inArray(auditEntry.subjectId, ids), inArray(auditEntry.actorId, ids)) ?? sql`false`;

export const shoppersData: PersonalData = {
  module: "identity",
  beforeErase: (tx, _announce, subject) => keepSharedValues(tx, subject),
  tables: [
    ...ofNobody(storeDevice, adminInvitation, auditSeal, auditHead),
    ofStaff(canaryNumber, ["createdBy"], "as long as the bait lies"),
    ofShopper(consent, {
      columns: {
        id: "internal",
        shopperId: "subject",
        purpose: "describes",
        channel: "describes",
        decision: "describes",
        textVersion: "describes",
        locale: "describes",
        surface: "describes",
        actorKind: "describes",
        actorId: "internal",
        at: "describes",
      },
      whose: ({ ids }) => inArray(consent.shopperId, ids),
      erase: {
        keep: "that it was told and decided must stay provable; it holds an id only, which leads to nobody any more",
      },
      kept: "as long as a decision may have to be proven",
    }),
    ofShopper(helpRequest, {
      columns: {
        id: "internal",
        shopperId: "subject",
        storeId: "describes",
        storeDeviceId: "internal",
        staffId: "describes",
        reason: "describes",
        status: "describes",
        delivered: "internal",
        canary: "internal",
        createdAt: "describes",
        expiresAt: "describes",
        answeredAt: "describes",
      },
      whose: ({ ids }) => inArray(helpRequest.shopperId, ids),
      erase: {
        set: { shopperId: sql`null` },
        because: "the limit of look-ups counts every one; whose it was is forgotten",
      },
      kept: "until the shopper erases it",
    }),
    ofStaff(deviceEnrolment, ["createdBy"], "until it is used or has run out"),
    ofStaff(staff, ["name", "email", "pinHash"], staffRetention),
    ofStaff(staffSession, ["staffId"], staffRetention),
    ofStaff(staffPasskey, ["label", "publicKey"], staffRetention),
    ...ofNobody(passkeyChallenge),
    ofStaff(approval, ["requestedBy", "approvedBy"], staffRetention),
    ofShopper(helpCode, {
      columns: {
        id: "internal",
        shopperId: "subject",
        kind: "describes",
        codeHash: "secret",
        expiresAt: "describes",
        usedAt: "describes",
      },
      whose: ({ ids }) => inArray(helpCode.shopperId, ids),
      erase: "delete",
      kept: "an hour after it ran out",
    }),
    ofShopper(deviceInvitation, {
      columns: {
        id: "internal",
        shopperId: "subject",
        secretHash: "secret",
        expiresAt: "describes",
        usedAt: "describes",
      },
      whose: ({ ids }) => inArray(deviceInvitation.shopperId, ids),
      erase: "delete",
      kept: "until the shopper erases it",
    }),
    ofShopper(oneTimeCode, {
      columns: {
        id: "internal",
        purpose: "describes",
        address: "identifies",
        codeHash: "secret",
        browserHash: "secret",
        tries: "internal",
        createdAt: "describes",
        expiresAt: "describes",
        usedAt: "describes",
      },
      whose: ({ addresses }) =>
        and(ne(oneTimeCode.purpose, "staff"), inArray(oneTimeCode.address, addresses)) ?? sql`false`,
      erase: "delete",
      kept: "a day and an hour, while it counts for the limit",
    }),
    ...contactTables,
    ...graphTables,
    ofShopper(clientGrant, {
      columns: {
        id: "internal",
        shopperId: "subject",
        storeId: "describes",
        storeDeviceId: "internal",
        staffId: "describes",
        via: "describes",
        createdAt: "describes",
        lastUsedAt: "describes",
        expiresAt: "describes",
        endedAt: "describes",
      },
      whose: ({ ids }) => inArray(clientGrant.shopperId, ids),
      erase: "delete",
      kept: "until the shopper erases it",
    }),
    ofShopper(shopperDevice, {
      columns: {
        id: "internal",
        shopperId: "subject",
        guestId: "subject",
        access: "describes",
        secretHash: "secret",
        kind: "describes",
        label: "identifies",
        createdAt: "describes",
        lastSeenAt: "describes",
        revokedAt: "describes",
      },
      whose: ({ deviceIds }) => inArray(shopperDevice.id, deviceIds),
      erase: {
        set: { label: sql`''`, revokedAt: sql`coalesce(revoked_at, clock_now())` },
        because: "a device that comes back after the erasure must be known, to be told to wipe its copy",
      },
      kept: "as long as its shopper",
    }),
    ofShopper(shopper, {
      columns: {
        id: "subject",
        kind: "describes",
        name: "identifies",
        locale: "describes",
        mergedInto: "subject",
        createdAt: "describes",
      },
      whose: ({ ids }) => inArray(shopper.id, ids),
      erase: {
        set: { name: sql`''`, locale: sql`'en'` },
        because: "orders and the audit trail point to this id; it leads to nobody any more",
      },
      kept: "until the shopper erases it",
    }),
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
