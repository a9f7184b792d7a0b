import { and, eq, isNull, ne } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { flushOutbox } from "@/server/messaging/outbox";
import { bus } from "@/server/platform/bus";
import { sqlNow } from "@/server/platform/clock";
import type { Address } from "@/server/platform/contact";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { type CodeGuards, codeGuards, redeemCode } from "../addresses/one-time-codes";
import { recordNoticeShown } from "../consents/commands";
import { emitContactVerified } from "../contacts/events";
import { findAccountByAddress, lockAddress, resolveAddress, sendCode } from "../contacts/verification";
import type { DeviceInput } from "../schema";
import { signInBrowser } from "./establish-session";

/**
 * Sends a one-time code to an e-mail or phone, bound to `browser`, and returns the address as it was parsed. The
 * response, and the work before it, are the same whether the address is known or not.
 */
export async function requestCode(
  ctx: Ctx,
  input: { address: string; browser: string },
  guards: CodeGuards = codeGuards,
): Promise<Address> {
  if (ctx.surface !== "shop") throw new AppError("NOT_FOUND");
  const address = await resolveAddress(ctx, input.address, guards);
  const code = { purpose: "shopper" as const, address, browser: input.browser };
  await inTransaction((tx) => sendCode(tx, ctx, code, guards));
  flushOutbox();
  return address;
}

/** The account that a verified address opens, created at its first sign-in. */
async function findOrCreateAccount(tx: Tx, ctx: Ctx, address: Address): Promise<string> {
  await lockAddress(tx, address);
  const known = await findAccountByAddress(tx, address);
  if (known) return known;
  const [inserted] = await tx
    .insert(shopper)
    .values({ kind: "account", locale: ctx.locale })
    .returning({ id: shopper.id });
  if (!inserted) throw new AppError("INTERNAL");
  await tx.insert(shopperContact).values({ shopperId: inserted.id, ...address, isPrimary: true });
  await recordNoticeShown(tx, ctx.actor, inserted.id);
  return inserted.id;
}

/**
 * Signs a browser in with the code sent to an e-mail or phone: finds or creates the account and signs in to it, see
 * `signInBrowser`. Throws CODE_WRONG or CODE_EXPIRED.
 */
export async function signIn(
  ctx: Ctx,
  input: { address: string; code: string; browser: string | null; device: DeviceInput },
  guards: CodeGuards = codeGuards,
): Promise<string> {
  if (ctx.surface !== "shop") throw new AppError("NOT_FOUND");
  const address = await resolveAddress(ctx, input.address, guards);
  await redeemCode({ purpose: "shopper", address: address.value, browser: input.browser, code: input.code }, guards);
  return signInBrowser(ctx, input.device, async (tx) => {
    const shopperId = await findOrCreateAccount(tx, ctx, address);
    await emitContactVerified(tx, { shopperId, address, source: "code", ownedBy: null });
    return shopperId;
  });
}

/** Sets the customer's name, as stores will read it. */
export async function updateName(ctx: Ctx, name: string): Promise<void> {
  if (ctx.actor.kind !== "customer") throw new AppError("UNAUTHENTICATED");
  await db().update(shopper).set({ name }).where(eq(shopper.id, ctx.actor.shopperId));
}

const isLiveDeviceOf = (shopperId: string) =>
  and(eq(shopperDevice.shopperId, shopperId), isNull(shopperDevice.revokedAt));

/** Signs another browser of this customer out, immediately. Throws NOT_FOUND for a browser of another customer. */
export async function revokeDevice(ctx: Ctx, id: string): Promise<void> {
  if (ctx.actor.kind !== "customer") throw new AppError("UNAUTHENTICATED");
  const { shopperId, deviceId } = ctx.actor;
  const revoked = await db()
    .update(shopperDevice)
    .set({ revokedAt: sqlNow })
    .where(and(eq(shopperDevice.id, id), ne(shopperDevice.id, deviceId), isLiveDeviceOf(shopperId)))
    .returning({ id: shopperDevice.id });
  if (revoked.length === 0) throw new AppError("NOT_FOUND");
  bus.emit(`access:${shopperId}`);
}

/** Signs every other browser of this customer out, including linked ones, immediately. Returns how many. */
export async function revokeOtherDevices(ctx: Ctx): Promise<number> {
  if (ctx.actor.kind !== "customer") throw new AppError("UNAUTHENTICATED");
  const { shopperId, deviceId } = ctx.actor;
  const revoked = await db()
    .update(shopperDevice)
    .set({ revokedAt: sqlNow })
    .where(and(ne(shopperDevice.id, deviceId), isLiveDeviceOf(shopperId)))
    .returning({ id: shopperDevice.id });
  bus.emit(`access:${shopperId}`);
  return revoked.length;
}
