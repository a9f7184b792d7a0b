import { assertOffice } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import type { Ctx } from "@/server/platform/context";
import { inTransaction } from "@/server/platform/transaction";
import { getOrder } from "../queries";
import type { OrderId } from "../schema";
import type { OfficeContact } from "./schema";

/** Reveals buyer and address in full; the access is logged. Throws NOT_FOUND. */
export function revealContact(ctx: Ctx, { orderId }: OrderId): Promise<OfficeContact> {
  const actor = assertOffice(ctx, "office");
  return inTransaction(async (tx) => {
    const { contactName, email, phone, address } = await getOrder(orderId, tx);
    await recordAudit(tx, actor, { action: "order.contact_seen", subjectKind: "order", subjectId: orderId });
    return { contactName, email, phone, address };
  });
}
