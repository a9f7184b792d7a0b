import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { log } from "@/server/platform/log";
import { inSavepoint } from "@/server/platform/transaction";
import { type Announcement, commitWithChanges, isRetryable } from "@/server/sync/commit";
import { mergeShoppers } from "../graph/merge";
import type { DeviceInput } from "../schema";

type MergeDeps = { tx: Tx; announce: (change: Announcement) => void };

/**
 * Merges a guest into an account and transfers its devices; a failure is logged, rolled back alone, and retried later.
 */
async function tryMerge({ tx, announce }: MergeDeps, fromId: string, intoId: string): Promise<void> {
  const announced: Announcement[] = [];
  try {
    await inSavepoint(tx, () =>
      mergeShoppers(tx, (change) => announced.push(change), { fromId, intoId, source: "sign_in" }),
    );
    for (const change of announced) announce(change);
  } catch (err) {
    if (isRetryable(err)) throw err;
    log().error({ err, fromId }, "a guest could not be merged at sign-in; it will be tried again");
  }
}

type BrowserDevice = { id: string; shopperId: string; shopperKind: "guest" | "account" };

/** This browser's live device, with its shopper locked: two devices of one guest may sign in concurrently. */
async function lockBrowserDevice(tx: Tx, deviceId: string): Promise<BrowserDevice | null> {
  const read = () =>
    tx
      .select({ id: shopperDevice.id, shopperId: shopperDevice.shopperId, shopperKind: shopper.kind })
      .from(shopperDevice)
      .innerJoin(shopper, eq(shopper.id, shopperDevice.shopperId))
      .where(and(eq(shopperDevice.id, deviceId), isNull(shopperDevice.revokedAt)));
  const [before] = await read();
  if (!before) return null;
  await tx.select({ id: shopper.id }).from(shopper).where(eq(shopper.id, before.shopperId)).for("update");
  const [now] = await read();
  return now ?? null;
}

async function insertDevice(tx: Tx, shopperId: string, device: DeviceInput): Promise<string> {
  const [inserted] = await tx
    .insert(shopperDevice)
    .values({ shopperId, ...device })
    .returning({ id: shopperDevice.id });
  if (!inserted) throw new AppError("INTERNAL");
  return inserted.id;
}

/** The device row with which this browser continues as `accountId`. */
async function attachDevice(merging: MergeDeps, browser: BrowserDevice | null, accountId: string, device: DeviceInput) {
  const { tx } = merging;
  if (!browser) return insertDevice(tx, accountId, device);
  if (browser.shopperKind === "guest") await tryMerge(merging, browser.shopperId, accountId);
  else if (browser.shopperId !== accountId) {
    // A device of another person: it stays theirs and ends here; none of its data moves.
    await tx.update(shopperDevice).set({ revokedAt: sqlNow }).where(eq(shopperDevice.id, browser.id));
    return insertDevice(tx, accountId, device);
  }
  await tx
    .update(shopperDevice)
    .set({
      shopperId: accountId,
      access: "full",
      lastSeenAt: sqlNow,
      ...(browser.shopperKind === "guest" ? { guestId: browser.shopperId } : {}),
    })
    .where(eq(shopperDevice.id, browser.id));
  return browser.id;
}

/**
 * Signs this browser in to the account that `find` returns: merges the browser's guest into it and gives this browser
 * full access, the guest's other devices linked access. Returns the device's id for the session. A failing merge does
 * not prevent the sign-in.
 */
export async function signInBrowser(ctx: Ctx, device: DeviceInput, find: (tx: Tx) => Promise<string>): Promise<string> {
  const { actor } = ctx;
  const current = actor.kind === "guest" || actor.kind === "linked" || actor.kind === "customer" ? actor : null;
  const signedIn = await commitWithChanges(async (tx, announce) => {
    const accountId = await find(tx);
    const browser = current && (await lockBrowserDevice(tx, current.deviceId));
    const deviceId = await attachDevice({ tx, announce }, browser, accountId, device);
    return { accountId, deviceId };
  });
  for (const id of new Set([signedIn.accountId, current?.shopperId])) if (id) bus.emit(`access:${id}`);
  return signedIn.deviceId;
}

/** Retries a merge that failed at sign-in. For the sweep. */
export async function retryMerge(guestId: string, accountId: string): Promise<void> {
  await commitWithChanges((tx, announce) => tryMerge({ tx, announce }, guestId, accountId));
  bus.emit(`access:${guestId}`);
  bus.emit(`access:${accountId}`);
}
