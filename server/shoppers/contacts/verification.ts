import { eq, sql } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { queueMessage } from "@/server/messaging/outbox";
import { canSend, getMailTexts } from "@/server/messaging/provider";
import { type Address, maskAddress } from "@/server/platform/contact";
import type { Ctx } from "@/server/platform/context";
import { AppError } from "@/server/platform/errors";
import { type CodeGuards, type CodePurpose, codeGuards, createCode } from "../addresses/one-time-codes";
import { codeLimits } from "../addresses/one-time-codes.rules";
import { resolveTypedContact } from "../addresses/resolve-contact";

/** The mail of each purpose: it must say what the code does. */
const templateByPurpose = {
  shopper: "code",
  contact: "contactCode",
  erasure: "erasureCode",
  order: "orderCode",
  staff: "code",
} as const;

const toChannel = (address: Address) => (address.kind === "email" ? "email" : "sms");

/** The entered address, normalised. Throws CONTACT_WRONG when it is invalid or cannot receive a code. */
export async function resolveAddress(
  { actor, regions }: Pick<Ctx, "actor" | "regions">,
  typed: string,
  guards: CodeGuards = codeGuards,
): Promise<Address> {
  const shopperId = actor.kind === "customer" ? actor.shopperId : null;
  return resolveTypedContact(typed, { field: "address", act: [], shopperId, regions }, db(), guards.read);
}

/**
 * Creates a code for an address and sends it after the response, which takes the same time whether the address is known
 * or not. With `silent` everything happens but the sending. Throws RATE_LIMITED, or CHANNEL_DISABLED where this installation
 * cannot send such messages. Call `flushOutbox` after the commit.
 */
export async function sendCode(
  tx: Tx,
  ctx: Ctx,
  {
    purpose,
    address,
    browser,
    silent = false,
  }: { purpose: CodePurpose; address: Address; browser: string; silent?: boolean },
  guards: CodeGuards,
): Promise<void> {
  const channel = toChannel(address);
  if (!canSend(channel)) throw new AppError("CHANNEL_DISABLED", { channel });
  const code = await createCode(tx, { purpose, address: address.value, browser }, guards);
  const t = getMailTexts(ctx.locale);
  const which = code === null ? "codeSpent" : templateByPurpose[purpose];
  const words = { code: code ?? "" };
  const to = address.value;
  // A silent message has no lifetime, so it is deleted instead of sent.
  const minutes = silent ? 0 : codeLimits.lifeMinutes;
  if (channel === "sms") {
    await queueMessage(tx, { channel, to, text: t(`${which}.sms`, words) }, minutes);
  } else {
    const message = { channel, to, subject: t(`${which}.subject`, words), text: t(`${which}.text`, words) } as const;
    await queueMessage(tx, message, minutes);
  }
}

/** Locks an address: two browsers may verify the same one concurrently. */
export async function lockAddress(tx: Tx, { kind, value }: Address): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`contact:${kind}:${value}`}, 0))`);
}

/** The account that an address opens, or null. */
export async function findAccountByAddress(tx: Tx, { value }: Address): Promise<string | null> {
  const [row] = await tx
    .select({ shopperId: shopperContact.shopperId })
    .from(shopperContact)
    .where(eq(shopperContact.value, value));
  return row?.shopperId ?? null;
}

export type ContactChange = "added" | "changed" | "removed" | "primary" | "google" | "googleGone";

/** Notifies the addresses `to` that the account's contacts changed, in case their owner did not do it. */
export async function notifyContactChange(
  tx: Tx,
  ctx: Ctx,
  { what, address, to }: { what: ContactChange; address: Address; to: Address[] },
): Promise<void> {
  const t = getMailTexts(ctx.locale);
  const words = { address: maskAddress(address) };
  for (const { kind, value } of to) {
    if (kind === "email" && canSend("email")) {
      const text = `${t(`contact.${what}`, words)}\n\n${t("contact.notYou")}`;
      await queueMessage(tx, { channel: "email", to: value, subject: t("contact.subject"), text });
    } else if (kind === "phone" && canSend("sms")) {
      await queueMessage(tx, {
        channel: "sms",
        to: value,
        text: `${t(`contact.${what}`, words)} ${t("contact.notYou")}`,
      });
    }
  }
}
