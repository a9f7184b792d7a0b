import { and, asc, eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { shopper } from "@/db/schema/identity";
import { flushOutbox } from "@/server/messaging/outbox";
import { sqlNow } from "@/server/platform/clock";
import { type Address, maskAddress } from "@/server/platform/contact";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError, isAppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { type CodeGuards, codeGuards, consumeCode, verifyCode } from "../addresses/one-time-codes";
import { unlinkValue } from "../graph/commands";
import { emitContactVerified } from "./events";
import type { ContactOutcome, VerificationRequest } from "./schema";
import { findAccountByAddress, lockAddress, notifyContactChange, resolveAddress, sendCode } from "./verification";

/** A signed-in customer's request, and the browser that requested the codes. */
type CustomerCtx = Ctx & { actor: ShopperActor };
type Contact = typeof shopperContact.$inferSelect;

const maxContacts = 10;

function assertCustomer({ actor }: CustomerCtx): void {
  if (actor.kind !== "customer") throw new AppError("UNAUTHENTICATED");
}

/** The customer's contacts, with the account locked: two concurrent changes must not both see another contact left. */
export async function lockContacts(tx: Tx, { actor }: CustomerCtx): Promise<Contact[]> {
  await tx.select({ id: shopper.id }).from(shopper).where(eq(shopper.id, actor.shopperId)).for("update");
  return tx
    .select()
    .from(shopperContact)
    .where(eq(shopperContact.shopperId, actor.shopperId))
    .orderBy(asc(shopperContact.createdAt));
}

function findContact(contacts: Contact[], id: string): Contact {
  const found = contacts.find((contact) => contact.id === id);
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

async function getOwnContact({ actor }: CustomerCtx, id: string): Promise<Contact> {
  const [found] = await db()
    .select()
    .from(shopperContact)
    .where(and(eq(shopperContact.id, id), eq(shopperContact.shopperId, actor.shopperId)));
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

const findPrimary = (contacts: Contact[], kind: Contact["kind"]) =>
  contacts.find((contact) => contact.kind === kind && contact.isPrimary);

/** The addresses to notify of a change: the primary e-mail, or the phone where there is none. */
function listNotified(contacts: Contact[], and: Address[], but: Address | null): Address[] {
  const reader = findPrimary(contacts, "email") ?? findPrimary(contacts, "phone");
  const all = new Map([...(reader ? [reader] : []), ...and].map(({ kind, value }) => [value, { kind, value }]));
  if (but) all.delete(but.value);
  return [...all.values()];
}

/**
 * Sends a code to an address that the customer wants to verify: a new one, or one of the account. Returns the address
 * as it was parsed (an own one masked).
 */
export async function requestVerification(
  ctx: CustomerCtx,
  input: VerificationRequest,
  browser: string,
  guards: CodeGuards = codeGuards,
): Promise<Address> {
  assertCustomer(ctx);
  const address =
    "address" in input ? await resolveAddress(ctx, input.address) : await getOwnContact(ctx, input.contactId);
  await inTransaction((tx) => sendCode(tx, ctx, { purpose: "contact", address, browser }, guards));
  flushOutbox();
  const { kind, value } = address;
  return { kind, value: "address" in input ? value : maskAddress({ kind, value }) };
}

type Verification = { address: Address; browser: string | null; code: string; field: "old" | "new" };

/** Checks the code of one of several verifications; a refusal names it in `field`. */
async function verifyAddress({ address, browser, code, field }: Verification): Promise<string> {
  try {
    return await verifyCode({ purpose: "contact", address: address.value, browser, code });
  } catch (e) {
    throw isAppError(e) ? new AppError(e.appCode, { field }) : e;
  }
}

/**
 * Adds an address to the account, verified by the code sent to it. An address that opens another account stays there
 * (`owned`): accounts are never merged automatically.
 */
export async function addContact(
  ctx: CustomerCtx,
  input: { address: string; code: string },
  browser: string | null,
): Promise<ContactOutcome> {
  assertCustomer(ctx);
  const { shopperId } = ctx.actor;
  const address = await resolveAddress(ctx, input.address);
  const codeId = await verifyAddress({ address, browser, code: input.code, field: "new" });
  const outcome = await inTransaction(async (tx): Promise<ContactOutcome> => {
    await lockAddress(tx, address);
    const contacts = await lockContacts(tx, ctx);
    await consumeCode(tx, codeId);
    const owner = await findAccountByAddress(tx, address);
    const ownedBy = owner === shopperId ? null : owner;
    await emitContactVerified(tx, { shopperId, address, source: "contact_added", ownedBy });
    if (owner) return { outcome: ownedBy ? "owned" : "done" };
    if (contacts.length >= maxContacts) throw new AppError("TOO_MANY_CONTACTS", { limit: maxContacts });
    await tx
      .insert(shopperContact)
      .values({ shopperId, ...address, isPrimary: findPrimary(contacts, address.kind) === undefined });
    await notifyContactChange(tx, ctx, { what: "added", address, to: listNotified(contacts, [], address) });
    return { outcome: "done" };
  });
  flushOutbox();
  return outcome;
}

/** Replaces a contact by another address; codes sent to the old and to the new one verify both. */
export async function changeContact(
  ctx: CustomerCtx,
  input: { id: string; address: string; oldCode: string; newCode: string },
  browser: string | null,
): Promise<ContactOutcome> {
  assertCustomer(ctx);
  const { shopperId } = ctx.actor;
  const old = await getOwnContact(ctx, input.id);
  const address = await resolveAddress(ctx, input.address);
  if (address.kind !== old.kind) throw new AppError("CONTACT_WRONG", { field: "address", why: old.kind });
  const oldId = await verifyAddress({ address: old, browser, code: input.oldCode, field: "old" });
  const newId = await verifyAddress({ address, browser, code: input.newCode, field: "new" });
  const outcome = await inTransaction(async (tx): Promise<ContactOutcome> => {
    await lockAddress(tx, address);
    const contacts = await lockContacts(tx, ctx);
    // The code verified the value that the contact had when it was requested.
    if (findContact(contacts, old.id).value !== old.value) throw new AppError("CONFLICT");
    await consumeCode(tx, oldId);
    await consumeCode(tx, newId);
    const owner = await findAccountByAddress(tx, address);
    const ownedBy = owner === shopperId ? null : owner;
    await emitContactVerified(tx, { shopperId, address, source: "contact_changed", ownedBy });
    if (ownedBy) return { outcome: "owned" };
    if (owner) throw new AppError("CONFLICT");
    await tx
      .update(shopperContact)
      .set({ value: address.value, verifiedAt: sqlNow })
      .where(eq(shopperContact.id, old.id));
    await unlinkValue(tx, shopperId, { ...old, source: "contact_changed" });
    await notifyContactChange(tx, ctx, { what: "changed", address, to: listNotified(contacts, [old], address) });
    return { outcome: "done" };
  });
  flushOutbox();
  return outcome;
}

/**
 * Removes an address from the account. The primary one of its kind needs a code sent to it. Throws LAST_CONTACT when no
 * other would be left to sign in with.
 */
export async function removeContact(
  ctx: CustomerCtx,
  input: { id: string; code: string | null },
  browser: string | null,
  read = lockContacts,
): Promise<void> {
  assertCustomer(ctx);
  const given = await getOwnContact(ctx, input.id);
  if (given.isPrimary && input.code === null) throw new AppError("CODE_WRONG", { field: "old" });
  const codeId = given.isPrimary
    ? await verifyAddress({ address: given, browser, code: input.code ?? "", field: "old" })
    : null;
  await inTransaction(async (tx) => {
    const contacts = await read(tx, ctx);
    const now = findContact(contacts, given.id);
    if (now.isPrimary !== given.isPrimary || now.value !== given.value) throw new AppError("CONFLICT");
    if (contacts.length === 1) throw new AppError("LAST_CONTACT");
    if (codeId) await consumeCode(tx, codeId);
    await tx.delete(shopperContact).where(eq(shopperContact.id, given.id));
    await unlinkValue(tx, given.shopperId, { kind: given.kind, value: given.value, source: "contact_removed" });
    const heir = contacts.find((contact) => contact.kind === given.kind && contact.id !== given.id);
    if (given.isPrimary && heir)
      await tx.update(shopperContact).set({ isPrimary: true }).where(eq(shopperContact.id, heir.id));
    await notifyContactChange(tx, ctx, { what: "removed", address: given, to: listNotified(contacts, [given], null) });
  });
  flushOutbox();
}

/** Makes a verified contact the primary one of its kind; needs a code sent to the current one. */
export async function setPrimaryContact(
  ctx: CustomerCtx,
  input: { id: string; code: string },
  browser: string | null,
): Promise<void> {
  assertCustomer(ctx);
  const { kind } = await getOwnContact(ctx, input.id);
  const before = await inTransaction((tx) => lockContacts(tx, ctx));
  const old = findPrimary(before, kind);
  if (!old || old.id === input.id) throw new AppError("CONFLICT");
  const codeId = await verifyAddress({ address: old, browser, code: input.code, field: "old" });
  await inTransaction(async (tx) => {
    const contacts = await lockContacts(tx, ctx);
    if (findPrimary(contacts, kind)?.value !== old.value) throw new AppError("CONFLICT");
    const next = findContact(contacts, input.id);
    await consumeCode(tx, codeId);
    await tx.update(shopperContact).set({ isPrimary: false }).where(eq(shopperContact.id, old.id));
    await tx.update(shopperContact).set({ isPrimary: true }).where(eq(shopperContact.id, next.id));
    await notifyContactChange(tx, ctx, { what: "primary", address: next, to: listNotified(contacts, [old], null) });
  });
  flushOutbox();
}
