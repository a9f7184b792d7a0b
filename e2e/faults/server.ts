// A server process of the house without pages, which faults may kill: the shipped parts, put together as main.ts does.
// WITHOUT names one guard that a twin lacks (see twins.ts); WORKERS=0 starts none of the sweeps.
import { createServer } from "node:http";
import { answering, serverPatience } from "@/server/app/request-handler";
import { startHealth } from "@/server/health/commands";
import { startOutbox } from "@/server/messaging/outbox";
import { startOrderExpiry } from "@/server/orders/void";
import { startExpiry } from "@/server/orders/pickup/expire";
import { orderReactions } from "@/server/orders/reactions";
import { startPayments } from "@/server/payments/online/reconcile";
import { env } from "@/server/platform/env";
import { log } from "@/server/platform/log";
import { loadSecrets } from "@/server/platform/secrets";
import { surviveLostConnections } from "@/server/platform/transaction";
import { startSync } from "@/server/sync/stream/handler";
import { guards } from "@/server/app/guards";
import { twinGuards } from "./mutants";

const without = process.env.WITHOUT;
surviveLostConnections();
process.on("unhandledRejection", (err) => log().error({ err }, "unhandled rejection"));
await loadSecrets();
if (process.env.WORKERS !== "0") {
  startSync();
  startExpiry();
  startOrderExpiry();
  startOutbox();
  startHealth();
  if (without !== "reconciler") startPayments(orderReactions);
}
const answer = answering({
  guards: { ...guards, ...twinGuards(without) },
  payments: orderReactions,
  ready: () => true,
  page: () => async (_req, res) => void res.writeHead(404).end(),
  stopping: () => false,
  asked: () => {},
});
createServer(serverPatience, answer).listen(env().PORT, env().HOST);
