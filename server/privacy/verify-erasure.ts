import { flushOutbox } from "@/server/messaging/outbox";
import { canSend } from "@/server/messaging/provider";
import { type Address, maskAddress } from "@/server/platform/contact";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { codeGuards, redeemCode } from "@/server/shoppers/addresses/one-time-codes";
import { getPrimaryContacts } from "@/server/shoppers/contacts/queries";
import { sendCode } from "@/server/shoppers/contacts/verification";
import { eraseShopper } from "./erasure";
import type { ErasureRequest } from "./schema";

type CustomerCtx = Ctx & { actor: ShopperActor };

function assertCustomer({ actor }: CustomerCtx): void {
  if (actor.kind !== "customer") throw new AppError("UNAUTHENTICATED");
}

/** The account's own address for its verification: a lent laptop or an open session must not be enough. */
async function getVerificationAddress(shopperId: string): Promise<Address> {
  const { email, phone } = await getPrimaryContacts(shopperId);
  if (email && canSend("email")) return { kind: "email", value: email };
  if (phone && canSend("sms")) return { kind: "phone", value: phone };
  throw new AppError("CHANNEL_DISABLED", { channel: email ? "email" : "sms" });
}

/** Sends the code that deletes the account to its own address. Throws RATE_LIMITED, CHANNEL_DISABLED. */
export async function requestErasure(ctx: CustomerCtx, browser: string): Promise<ErasureRequest> {
  assertCustomer(ctx);
  const address = await getVerificationAddress(ctx.actor.shopperId);
  await inTransaction((tx) => sendCode(tx, ctx, { purpose: "erasure", address, browser }, codeGuards));
  flushOutbox();
  return { to: maskAddress(address) };
}

/** Deletes the account immediately and permanently with the code that was sent. Throws CODE_WRONG, CODE_EXPIRED. */
export async function eraseAccount(ctx: CustomerCtx, code: string, browser: string | null): Promise<void> {
  assertCustomer(ctx);
  const { value } = await getVerificationAddress(ctx.actor.shopperId);
  await redeemCode({ purpose: "erasure", address: value, browser, code });
  await eraseShopper(ctx.actor, ctx.actor.shopperId);
}
