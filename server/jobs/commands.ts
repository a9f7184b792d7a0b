import { assertOffice } from "@/server/access/actors";
import { recordAudit } from "@/server/audit/commands";
import { flushOutbox, messagesJobName, retryMessage } from "@/server/messaging/outbox";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { retryJob } from "@/server/queue/commands";
import type { RunAgainInput } from "./schema";

/**
 * Has work that failed tried again now, with all of its tries. Throws NOT_FOUND when it has not failed, has run
 * meanwhile, or without the permission.
 */
export async function runAgain(ctx: Ctx, { kind, id }: RunAgainInput): Promise<void> {
  const actor = assertOffice(ctx, "run_jobs");
  await inTransaction(async (tx) => {
    const isMessage = kind === "message";
    const name = isMessage ? ((await retryMessage(tx, id)) ? messagesJobName : null) : await retryJob(tx, id);
    if (!name) throw new AppError("NOT_FOUND");
    await recordAudit(tx, actor, { action: "job.run_again", subjectKind: kind, subjectId: id, details: { name } });
  });
  if (kind === "message") flushOutbox();
}
