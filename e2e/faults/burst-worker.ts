// A worker process that faults may kill: the shipped queue with one job, whose effect is counted. UNGUARDED=1 lacks the
// guard of its row's state. It ends with its parent.
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { startWorker } from "@/server/queue/worker";

const guard = process.env.UNGUARDED === "1" ? sql`` : sql`and effects = 0`;
startWorker([
  {
    name: "burst.count",
    run: async (id) => {
      await db().execute(sql`update burst set effects = effects + 1 where id = ${Number(id)} ${guard}`);
    },
  },
]);
process.on("disconnect", () => process.exit(0));
