import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { cashMovement, registerSession } from "@/db/schema/payments";
import { AppError } from "@/server/platform/errors";

type CashMovement = Omit<typeof cashMovement.$inferInsert, "id" | "at">;

/**
 * Moves cash into a register or out of it (negative), while it is not being counted: the session's row is locked until
 * the commit. Throws TILL_CLOSED when it was counted or is of another currency.
 */
export async function recordCashMovement(tx: Tx, movement: CashMovement): Promise<void> {
  const [open] = await tx
    .select({ id: registerSession.id })
    .from(registerSession)
    .where(
      and(
        eq(registerSession.id, movement.registerSessionId),
        isNull(registerSession.closedAt),
        eq(registerSession.currency, movement.currency),
      ),
    )
    .for("no key update");
  if (!open) throw new AppError("TILL_CLOSED");
  await tx.insert(cashMovement).values(movement);
}
