import { type Batch, checkBatch, createBatches } from "./f01/batch";
import { killAfterRefund, webhookAfterCommit, webhookBeforeCommit } from "./f01/paying";
import {
  killAfterPageAnswerLost,
  killAfterPageSaved,
  killBeforeHoldCommits,
  killBetweenHoldAndPage,
} from "./f01/placing";
import { compareFigures, type Fault, type ResultLine } from "./fault";
import type { TestEnv } from "./test-env";

/** A named point at which the process is killed, with a batch of orders in flight. */
type Step = { name: string; kill: (testEnv: TestEnv, batch: Batch) => Promise<void> };

const steps: Step[] = [
  { name: "before the hold commits", kill: killBeforeHoldCommits },
  { name: "after the hold, before the page", kill: killBetweenHoldAndPage },
  { name: "page made, answer lost", kill: killAfterPageAnswerLost },
  { name: "page saved, answer lost", kill: killAfterPageSaved },
  { name: "webhook, before commit", kill: webhookBeforeCommit },
  { name: "webhook, after commit, before 2xx", kill: webhookAfterCommit },
  { name: "refund made, answer lost", kill: killAfterRefund },
];

async function runStep(testEnv: TestEnv, { name, kill }: Step): Promise<ResultLine> {
  const total = { orders: 0, once: 0, limbo: 0, kills: 0, inFlight: 0 };
  for (const batch of await createBatches(testEnv, 50)) {
    await kill(testEnv, batch);
    total.kills++;
    total.inFlight += batch.inFlight;
    const { orders, once, limbo } = await checkBatch(testEnv, batch);
    total.orders += orders;
    total.once += once;
    total.limbo += limbo;
  }
  return compareFigures(
    name,
    { orders: [total.orders, 50], "paid once each": [total.once, 50], limbo: [total.limbo, 0] },
    `${total.kills} kills, ${total.inFlight} at the point`,
  );
}

async function run(testEnv: TestEnv): Promise<ResultLine[]> {
  const lines: ResultLine[] = [];
  for (const step of steps) {
    try {
      lines.push(await runStep(testEnv, step));
    } catch (err) {
      lines.push({
        what: step.name,
        figure: `it did not come so far: ${err instanceof Error ? err.message : err}`,
        pass: false,
      });
    } finally {
      testEnv.toStripe.open();
      testEnv.toServer.open();
      testEnv.stripe.webhooks.setMode("now");
    }
  }
  return lines;
}

export const appKilled: Fault = { id: "F1", name: "the application killed with SIGKILL", run };
