import { inArray, sql } from "drizzle-orm";
import { localMail } from "@/db/schema/platform";
import { ofShopper, type PersonalData } from "@/server/platform/personal-data";

export const messagingData: PersonalData = {
  module: "messaging",
  tables: [
    ofShopper(localMail, {
      columns: { id: "internal", recipient: "identifies", subject: "identifies", body: "identifies", at: "describes" },
      whose: ({ addresses }) => inArray(sql`lower(${localMail.recipient})`, addresses),
      erase: "delete",
      kept: "in the demo only, as long as the demo lives",
    }),
  ],
};
