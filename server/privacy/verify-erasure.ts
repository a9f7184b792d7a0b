import { codeGuards, redeemCode } from "@/server/shoppers/one-time-codes";
import { sendCode } from "@/server/shoppers/contacts/verification";
import { primaryContacts } from "@/server/shoppers/contacts/queries";
import { kickOutbox } from "@/server/messaging/outbox";
import { canSend } from "@/server/messaging/provider";
import { type Address, masked } from "@/server/platform/contact";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import type { ErasureAsked } from "./schema";
import { erase } from "./erasure";

type Customer = Ctx & { actor: ShopperActor };

function assertCustomer({ actor }: Customer): void {
  if (actor.kind !== "customer") throw new AppError("SIGN_IN_NEEDED");
}

/** The account's own address to which its proof goes: a lent laptop or an open session must not be enough. */
async function proofAddress(shopperId: string): Promise<Address> {
  const { email, phone } = await primaryContacts(shopperId);
  if (email && canSend("email")) return { kind: "email", value: email };
  if (phone && canSend("sms")) return { kind: "phone", value: phone };
  throw new AppError("CHANNEL_OFF", { channel: email ? "email" : "sms" });
}

/** Sends the code that deletes the account to its own address. Refuses with TOO_MANY, CHANNEL_OFF. */
export async function requestErasure(ctx: Customer, browser: string): Promise<ErasureAsked> {
  assertCustomer(ctx);
  const address = await proofAddress(ctx.actor.shopperId);
  await inTransaction((tx) => sendCode(tx, ctx, { purpose: "erasure", address, browser }, codeGuards));
  kickOutbox();
  return { to: masked(address) };
}

/** Deletes the account at once and for good by the code that was sent. Refuses with CODE_WRONG, CODE_EXPIRED. */
export async function eraseAccount(ctx: Customer, code: string, browser: string | null): Promise<void> {
  assertCustomer(ctx);
  const { value } = await proofAddress(ctx.actor.shopperId);
  await redeemCode("erasure", value, browser, code);
  await erase(ctx.actor, ctx.actor.shopperId);
}
