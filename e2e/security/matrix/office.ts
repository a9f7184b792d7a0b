import { randomUUID } from "node:crypto";
import { db } from "@/db/client";
import { importRun } from "@/db/schema/catalogue-import";
import type { Cell, ProcedureName } from "./cell";

const closed = Array.from({ length: 7 }, () => []);

async function importedRun() {
  const [made] = await db()
    .insert(importRun)
    .values({ source: "office", fileName: "a.csv", status: "done" })
    .returning({ id: importRun.id });
  return { id: made?.id };
}

/** The office: catalogue, stock and stores, of all stores. */
export const officeCells = {
  "catalogueOffice.products": { input: () => ({}) },
  "import.defaults": {},
  "import.run": { input: importedRun },
  "import.runs": {},
  // Nothing was uploaded under this id: whoever may ask hears so.
  "import.start": { input: () => ({ uploadId: randomUUID(), fileName: "a.csv" }), answers: ["IMPORT_FILE"] },
  "stores.office": {},
  "stores.saveHours": {
    input: ({ other }) => ({ storeId: other.id, weeklyHours: closed, holidays: [], pickupMinutes: 60 }),
  },
  "stores.saveRooms": { input: ({ other }) => ({ storeId: other.id, rooms: [{ name: "Blue" }] }) },
} satisfies Partial<Record<ProcedureName, Cell>>;
