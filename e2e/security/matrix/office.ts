import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { importRun } from "@/db/schema/catalogue-import";
import { outgoingMessage } from "@/db/schema/contacts";
import { mergeReview, shopperMerge } from "@/db/schema/identity-graph";
import { createCustomer, createGuest } from "../people";
import type { Cell, ProcedureName } from "./cell";

const closed = Array.from({ length: 7 }, () => []);

async function createImportRun() {
  const [made] = await db()
    .insert(importRun)
    .values({ source: "office", fileName: "a.csv", status: "done" })
    .returning({ id: importRun.id });
  return { id: made?.id };
}

/** Two accounts that wait for a decision. */
async function createReview() {
  const holder = await createCustomer();
  const claimant = await createCustomer();
  const [made] = await db()
    .insert(mergeReview)
    .values({ holderId: holder.shopperId, claimantId: claimant.shopperId, evidence: "email" })
    .returning({ id: mergeReview.id });
  return { reviewId: made?.id };
}

/** A guest that became part of an account, with nothing. */
async function createMerge() {
  const from = await createGuest();
  const into = await createCustomer();
  const nothing = { lines: [], favourites: [], pickups: [], fittings: [], devices: [], contacts: [], guests: [] };
  const [made] = await db()
    .insert(shopperMerge)
    .values({ fromId: from.shopperId, intoId: into.shopperId, source: "sign_in", carried: nothing })
    .returning({ id: shopperMerge.id });
  return { mergeId: made?.id };
}

/** A message that was given up. */
async function createFailedMessage() {
  const [made] = await db()
    .insert(outgoingMessage)
    .values({ channel: "email", sealed: "", nextAt: sql`clock_now()`, givenUpAt: sql`clock_now()` })
    .returning({ id: outgoingMessage.id });
  return { kind: "message", id: made?.id };
}

/** The office: catalogue and stores, of all stores. */
export const officeCells = {
  "catalogue.office.listProducts": { input: () => ({}) },
  "backups.office.getState": {},
  "fittings.office.listConflicts": {},
  "health.office.listInvariants": {},
  "jobs.office.listFailed": { only: ["admin"] },
  "jobs.office.runAgain": { input: createFailedMessage, only: ["admin"] },
  "shoppers.office.listReviews": {},
  "shoppers.office.approveMerge": { input: createReview },
  "shoppers.office.rejectMerge": { input: createReview },
  "shoppers.office.listMerges": { input: () => ({ address: "leyla@example.test" }) },
  "shoppers.office.split": { input: createMerge },
  "imports.office.getDefaults": {},
  "imports.office.inspect": { input: () => ({ uploadId: randomUUID() }), answers: ["IMPORT_FILE"] },
  "imports.office.get": { input: createImportRun },
  "imports.office.list": {},
  // Nothing was uploaded under this id: whoever may ask hears so.
  "imports.office.start": { input: () => ({ uploadId: randomUUID(), fileName: "a.csv" }), answers: ["IMPORT_FILE"] },
  "stores.office.list": {},
  "stores.office.saveHours": {
    input: ({ other }) => ({ storeId: other.id, weeklyHours: closed, holidays: [], pickupMinutes: 60 }),
  },
  "stores.office.saveRooms": { input: ({ other }) => ({ storeId: other.id, rooms: [{ name: "Blue" }] }) },
} satisfies Partial<Record<ProcedureName, Cell>>;
