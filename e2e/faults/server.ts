// A server process without pages, which faults may kill: the shipped parts, composed as in main.ts.
// WITHOUT names the guard that a mutant lacks (see mutants.ts); WORKERS=0 starts none of the sweeps.
import "@/server/app/register";
import { createServer } from "node:http";
import { guards } from "@/server/app/guards";
import { createRequestHandler, serverTimeouts } from "@/server/app/request-handler";
import { startHealth } from "@/server/health/commands";
import { startOutbox } from "@/server/messaging/outbox";
import { startPickupExpiry } from "@/server/orders/pickup/expire";
import { startOrderExpiry } from "@/server/orders/void";
import { startReconciler } from "@/server/payments/online/reconcile";
import { env } from "@/server/platform/env";
import { log } from "@/server/platform/log";
import { loadSecrets } from "@/server/platform/secrets";
import { startSync } from "@/server/sync/stream/handler";
import { getMutantGuards } from "./mutants";

const without = process.env.WITHOUT;
process.on("unhandledRejection", (err) => log().error({ err }, "unhandled rejection"));
await loadSecrets();
if (process.env.WORKERS !== "0") {
  startSync();
  startPickupExpiry();
  startOrderExpiry();
  startOutbox();
  startHealth();
  if (without !== "reconciler") startReconciler();
}
const answer = createRequestHandler({
  guards: { ...guards, ...getMutantGuards(without) },
  ready: () => true,
  page: () => async (_req, res) => void res.writeHead(404).end(),
  stopping: () => false,
  onRequest: () => {},
});
createServer(serverTimeouts, answer).listen(env().PORT, env().HOST);
