import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { lockShoppers } from "../booking/double-booking";
import { isWaiting } from "./queries";

/** Claims the entry for an offer; returns false when another process was faster. */
export async function claimEntry(tx: Tx, { id, shopperId }: { id: string; shopperId: string }): Promise<boolean> {
  await lockShoppers(tx, shopperId);
  const [row] = await tx.execute(sql`
    update fitting_waitlist_entry set status = 'offered', updated_at = clock_now() where id = ${id} and ${isWaiting()} returning id`);
  return row !== undefined;
}
