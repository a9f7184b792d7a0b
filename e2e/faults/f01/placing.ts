import type { TestEnv } from "../test-env";
import { type Batch, batchSize, placeAll } from "./batch";
import { lockTable, waitForNotifications } from "./kill-points";

const isSessionCall = (method: string, path: string) => method === "POST" && path === "/v1/checkout/sessions";

/** Each holds its items and waits at the last statement before its commit. */
export async function killBeforeHoldCommits(testEnv: TestEnv, batch: Batch): Promise<void> {
  const tableLock = await lockTable(testEnv, "order_event");
  const answers = placeAll(testEnv, batch);
  try {
    batch.inFlight = await tableLock.waiting(batchSize);
  } finally {
    await testEnv.server.kill();
    await tableLock.open();
  }
  await answers;
}

/** Each hold is committed, and the call that makes its page never arrives. */
export async function killBetweenHoldAndPage(testEnv: TestEnv, batch: Batch): Promise<void> {
  testEnv.toStripe.rule = (m, p) => (isSessionCall(m, p) ? "hold" : "pass");
  const answers = placeAll(testEnv, batch);
  await testEnv.toStripe.atLeast(batchSize);
  await testEnv.server.kill();
  testEnv.toStripe.open();
  await answers;
}

/** Stripe has created each session, and its response is lost. */
export async function killAfterPageAnswerLost(testEnv: TestEnv, batch: Batch): Promise<void> {
  testEnv.toStripe.rule = (m, p) => (isSessionCall(m, p) ? "swallow" : "pass");
  const answers = placeAll(testEnv, batch);
  await testEnv.toStripe.atLeast(batchSize);
  await testEnv.server.kill();
  testEnv.toStripe.open();
  await answers;
}

/** The pages are kept; the process dies when the database says so. Who got an answer nevertheless asks again like all. */
export async function killAfterPageSaved(testEnv: TestEnv, batch: Batch): Promise<void> {
  const saved = await waitForNotifications(
    testEnv.url,
    "payment",
    "new.provider_ref is not null and old.provider_ref is null",
    1,
  );
  const answers = placeAll(testEnv, batch);
  try {
    await saved.all;
  } finally {
    await testEnv.server.kill();
    await saved.end();
  }
  await answers;
}
