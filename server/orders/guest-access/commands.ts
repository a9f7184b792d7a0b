import { flushOutbox } from "@/server/messaging/outbox";
import { now } from "@/server/platform/clock";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { type CodeGuards, codeGuards, redeemCode } from "@/server/shoppers/addresses/one-time-codes";
import { resolveAddress, sendCode } from "@/server/shoppers/contacts/verification";
import { findOrderIdByContact } from "./queries";
import type { GuestAccessInput, OpenGuestSessionInput } from "./schema";

/** How long a browser may read an order after verification, in seconds. */
const guestSessionSeconds = 3600;

/**
 * Sends a code to the contact of an order, so that it can be read without an account. Neither the answer nor its timing
 * reveals whether there is such an order: for a wrong pair everything but the sending is done. Throws CONTACT_WRONG,
 * CHANNEL_DISABLED and RATE_LIMITED, as any sending of a code does.
 */
export async function requestAccessCode(
  ctx: Ctx,
  { number, address: typed, browser }: GuestAccessInput & { browser: string },
  guards: CodeGuards = codeGuards,
): Promise<void> {
  const address = await resolveAddress(ctx, typed, guards);
  await inTransaction(async (tx) => {
    const silent = (await findOrderIdByContact(number, address, tx)) === null;
    await sendCode(tx, ctx, { purpose: "order", address, browser, silent }, guards);
  });
  flushOutbox();
}

/**
 * Opens the order to this browser for an hour, read-only. Throws CODE_WRONG and CODE_EXPIRED; an unknown order counts
 * as a wrong code.
 */
export async function openGuestSession(
  ctx: Ctx,
  { number, address: typed, code }: OpenGuestSessionInput,
  browser: string | null,
  guards: CodeGuards = codeGuards,
): Promise<void> {
  const address = await resolveAddress(ctx, typed, guards);
  await redeemCode({ purpose: "order", address: address.value, browser, code }, guards);
  const orderId = await findOrderIdByContact(number, address);
  if (!orderId) throw new AppError("CODE_WRONG");
  const until = (await now()).getTime() + guestSessionSeconds * 1000;
  ctx.cookies?.write("selvedge-order", `${orderId}.${until}`, guestSessionSeconds);
}

/** Closes this browser's guest session. */
export function closeGuestSession(ctx: Ctx): void {
  ctx.cookies?.clear("selvedge-order");
}
