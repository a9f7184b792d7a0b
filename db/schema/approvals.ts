import { bigint, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { at, atNow, id } from "../columns";
import { staff, staffSession, storeDevice } from "./identity";
import { store } from "./stores";

/** A second person's PIN for one action of a colleague: for this action alone, once, within two minutes. */
export const approval = pgTable("approval", {
  id: id(),
  action: text().notNull(),
  subjectId: text().notNull(),
  /** In the minor unit of the action's currency; 0 where no money is involved. */
  amountMinor: bigint({ mode: "number" }).notNull(),
  requestedBy: uuid()
    .notNull()
    .references(() => staff.id),
  /** The shift in which it was requested: it is invalid in another. */
  sessionId: uuid()
    .notNull()
    .references(() => staffSession.id),
  approvedBy: uuid()
    .notNull()
    .references(() => staff.id),
  storeId: uuid()
    .notNull()
    .references(() => store.id),
  storeDeviceId: uuid()
    .notNull()
    .references(() => storeDevice.id),
  createdAt: atNow(),
  expiresAt: at().notNull(),
  usedAt: at(),
});
