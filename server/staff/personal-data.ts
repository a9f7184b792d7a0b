import { approval } from "@/db/schema/approvals";
import { adminInvitation, deviceEnrolment, staff, staffSession, storeDevice } from "@/db/schema/identity";
import { passkeyChallenge, staffPasskey } from "@/db/schema/passkeys";
import { ofNobody, ofStaff, type PersonalData } from "@/server/platform/personal-data";

const staffRetention = "as long as the person works here, then as the audit trail";

export const staffData: PersonalData = {
  module: "staff",
  tables: [
    ...ofNobody(storeDevice, adminInvitation, passkeyChallenge),
    ofStaff(deviceEnrolment, ["createdBy"], "until it is used or has run out"),
    ofStaff(staff, ["name", "email", "pinHash"], staffRetention),
    ofStaff(staffSession, ["staffId"], staffRetention),
    ofStaff(staffPasskey, ["label", "publicKey"], staffRetention),
    ofStaff(approval, ["requestedBy", "approvedBy"], staffRetention),
  ],
};
