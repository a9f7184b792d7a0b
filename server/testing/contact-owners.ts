import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { inTransaction } from "@/server/platform/transaction";
import { type CodePurpose, createCode } from "@/server/shoppers/addresses/one-time-codes";
import { makeShopper } from "./factories";

/** The kind of contact that was typed. */
export const detectKind = (typed: string) => (typed.includes("@") ? ("email" as const) : ("phone" as const));

/** Whether a table entry is parsed as an address, and not refused or unclear. */
export const isAddress = (read: string) => !/^[?!]/.test(read);
/** The code that was sent to the normalised address; six digits for an invalid one. */
export const createCodeFor = async (purpose: CodePurpose, read: string) =>
  (isAddress(read) && (await inTransaction((tx) => createCode(tx, { purpose, address: read, browser: "browser" })))) ||
  "000000";
/** An account with the normalised address. */
export async function findOwner(read: string) {
  const { id, ctx } = await makeShopper("customer");
  await db().execute(sql`delete from shopper_contact where value = ${read}`);
  if (isAddress(read))
    await db().execute(
      sql`insert into shopper_contact (shopper_id, kind, value) values (${id}, ${detectKind(read)}, ${read})`,
    );
  return { id, ctx };
}
