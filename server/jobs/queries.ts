import { assertOffice } from "@/server/access/actors";
import { listFailedMessages } from "@/server/messaging/queries";
import { now } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { listFailedJobs } from "@/server/queue/queries";
import type { FailedWork, FailedWorkView } from "./schema";

const shown = 100;

/** The latest work that failed, for administrators. Throws NOT_FOUND without the permission. */
export async function listFailedWork(ctx: Ctx): Promise<FailedWorkView> {
  assertOffice(ctx, "run_jobs");
  const [jobs, messages, at] = await Promise.all([listFailedJobs(shown), listFailedMessages(shown), now()]);
  const work: FailedWork[] = [
    ...jobs.map((job) => ({ ...job, kind: "job" as const, at: job.at.toISOString() })),
    ...messages.map(({ channel, ...message }) => ({
      ...message,
      kind: "message" as const,
      name: channel,
      state: "given_up" as const,
      at: message.at.toISOString(),
    })),
  ];
  return { work: work.sort((a, b) => b.at.localeCompare(a.at)).slice(0, shown), now: at.toISOString() };
}
