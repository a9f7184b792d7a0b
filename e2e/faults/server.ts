// A server process without pages, which faults may kill: the shipped parts, composed as in main.ts.
// WITHOUT names the guard that a mutant lacks (see mutants.ts); WORKERS=0 starts no jobs and streams.
import "@/server/app/register";
import { createServer } from "node:http";
import { guards } from "@/server/app/guards";
import { createRequestHandler, serverTimeouts } from "@/server/app/request-handler";
import { startServices } from "@/server/app/services";
import { processRefundsJob } from "@/server/jobs/process-refunds";
import { reconcilePaymentsJob } from "@/server/jobs/reconcile-payments";
import { jobs } from "@/server/jobs/registry";
import { env } from "@/server/platform/env";
import { log } from "@/server/platform/log";
import { loadSecrets } from "@/server/platform/secrets";
import { jobRegistry } from "@/server/queue/registry";
import { startFanout } from "@/server/sync/fanout/start";
import { getMutantGuards } from "./mutants";

const without = process.env.WITHOUT;
process.on("unhandledRejection", (err) => log().error({ err }, "unhandled rejection"));
await loadSecrets();
if (without === "reconciler")
  jobRegistry.set(jobs.filter((job) => job !== reconcilePaymentsJob && job !== processRefundsJob));
await startFanout();
if (process.env.WORKERS !== "0") startServices();
const answer = createRequestHandler({
  guards: { ...guards, ...getMutantGuards(without) },
  ready: () => true,
  page: () => async (_req, res) => void res.writeHead(404).end(),
  stopping: () => false,
  leaving: () => false,
  onRequest: () => {},
});
createServer(serverTimeouts, answer).listen(env().PORT, env().HOST);
