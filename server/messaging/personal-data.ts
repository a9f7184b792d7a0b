import { inArray, sql } from "drizzle-orm";
import { notice, outgoingMessage } from "@/db/schema/contacts";
import { localMail } from "@/db/schema/platform";
import { ofNobody, ofShopper, type PersonalData } from "@/server/platform/personal-data";

export const messagingData: PersonalData = {
  module: "messaging",
  tables: [
    // Encrypted, and deleted once sent, or a week after it was given up: it can neither be read nor be found by person.
    ...ofNobody(outgoingMessage),
    // Ids and states only: the subject determines whom it concerns.
    ...ofNobody(notice),
    ofShopper(localMail, {
      columns: {
        id: "internal",
        channel: "describes",
        recipient: "identifies",
        subject: "identifies",
        body: "identifies",
        at: "describes",
      },
      whose: ({ addresses }) => inArray(sql`lower(${localMail.recipient})`, addresses),
      erase: "delete",
      kept: "in the demo only, as long as the demo lives",
    }),
  ],
};
