import postgres from "postgres";
import type { House } from "../test-env";
import { type Batch, batchSize, placeAll } from "./batch";
import { heardAll, lockedOut } from "./kill-points";

const sessions = (method: string, path: string) => method === "POST" && path === "/v1/checkout/sessions";

/** Each has its pieces and waits at the last statement before its commit. */
export async function beforeHoldCommits(house: House, batch: Batch): Promise<void> {
  const door = await lockedOut(house, "order_event");
  const answers = placeAll(house, batch);
  try {
    batch.inFlight = await door.waiting(batchSize);
  } finally {
    await house.server.kill();
    await door.open();
  }
  await answers;
}

/** Each hold is committed, and the call that makes its page never arrives. */
export async function betweenHoldAndPage(house: House, batch: Batch): Promise<void> {
  house.toStripe.rule = (m, p) => (sessions(m, p) ? "hold" : "pass");
  const answers = placeAll(house, batch);
  await house.toStripe.atLeast(batchSize);
  await house.server.kill();
  house.toStripe.open();
  await answers;
}

/** Stripe has made each page, and nobody hears of it. */
export async function pageAnswerLost(house: House, batch: Batch): Promise<void> {
  house.toStripe.rule = (m, p) => (sessions(m, p) ? "swallow" : "pass");
  const answers = placeAll(house, batch);
  await house.toStripe.atLeast(batchSize);
  await house.server.kill();
  house.toStripe.open();
  await answers;
}

/** The pages are kept; the process dies when the database says so. Who got an answer nevertheless asks again like all. */
export async function pageSaved(house: House, batch: Batch): Promise<void> {
  const listener = postgres(house.url, { max: 1, onnotice: () => {} });
  const saved = await heardAll(listener, "payment", "new.provider_ref is not null and old.provider_ref is null", 1);
  const answers = placeAll(house, batch);
  try {
    await saved.all;
  } finally {
    await house.server.kill();
    await saved.end();
  }
  await answers;
}
