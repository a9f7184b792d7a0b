import { type Batch, batchesOf, checkBatch } from "./f01/batch";
import { refundMade, webhookAfterCommit, webhookBeforeCommit } from "./f01/paying";
import { beforeHoldCommits, betweenHoldAndPage, pageAnswerLost, pageSaved } from "./f01/placing";
import { exactly, type Fault, type Line } from "./fault";
import type { House } from "./test-env";

/** A named point at which the process dies, with a batch of orders on their way through it. */
type Step = { name: string; kill: (house: House, batch: Batch) => Promise<void> };

const steps: Step[] = [
  { name: "before the hold commits", kill: beforeHoldCommits },
  { name: "after the hold, before the page", kill: betweenHoldAndPage },
  { name: "page made, answer lost", kill: pageAnswerLost },
  { name: "page saved, answer lost", kill: pageSaved },
  { name: "webhook, before commit", kill: webhookBeforeCommit },
  { name: "webhook, after commit, before 2xx", kill: webhookAfterCommit },
  { name: "refund made, answer lost", kill: refundMade },
];

async function stepLine(house: House, { name, kill }: Step): Promise<Line> {
  const total = { orders: 0, once: 0, limbo: 0, kills: 0, inFlight: 0 };
  for (const batch of await batchesOf(house, 50)) {
    await kill(house, batch);
    total.kills++;
    total.inFlight += batch.inFlight;
    const { orders, once, limbo } = await checkBatch(house, batch);
    total.orders += orders;
    total.once += once;
    total.limbo += limbo;
  }
  return exactly(
    name,
    { orders: [total.orders, 50], "paid once each": [total.once, 50], limbo: [total.limbo, 0] },
    `${total.kills} kills, ${total.inFlight} at the point`,
  );
}

async function run(house: House): Promise<Line[]> {
  const lines: Line[] = [];
  for (const step of steps) {
    try {
      lines.push(await stepLine(house, step));
    } catch (err) {
      lines.push({
        what: step.name,
        figure: `it did not come so far: ${err instanceof Error ? err.message : err}`,
        pass: false,
      });
    } finally {
      house.toStripe.open();
      house.toServer.open();
      house.stripe.webhooks.setMode("now");
    }
  }
  return lines;
}

export const appKilled: Fault = { id: "F1", name: "the application killed with SIGKILL", run };
