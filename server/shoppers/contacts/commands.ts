import { and, asc, eq } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { shopper } from "@/db/schema/identity";
import { kickOutbox } from "@/server/messaging/outbox";
import { sqlNow } from "@/server/platform/clock";
import { type Address, masked } from "@/server/platform/contact";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { AppError, isAppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { type CodeGuards, codeGuards, spendCode, tryCode } from "../one-time-codes";
import { unlinkValue } from "../graph/commands";
import { announceVerified } from "./events";
import { lockAddress, ownerOf, readAddress, sendCode, tellOfChange } from "./verification";
import type { ContactOutcome, ProofRequest } from "./schema";

/** A signed-in customer's request, and the browser that asked for the codes. */
type Customer = Ctx & { actor: ShopperActor };
type Contact = typeof shopperContact.$inferSelect;

const mostContacts = 10;

function assertCustomer({ actor }: Customer): void {
  if (actor.kind !== "customer") throw new AppError("SIGN_IN_NEEDED");
}

/** The customer's contacts, with the account locked: two changes at once must not both find another one left. */
export async function lockContacts(tx: Tx, { actor }: Customer): Promise<Contact[]> {
  await tx.select({ id: shopper.id }).from(shopper).where(eq(shopper.id, actor.shopperId)).for("update");
  return tx
    .select()
    .from(shopperContact)
    .where(eq(shopperContact.shopperId, actor.shopperId))
    .orderBy(asc(shopperContact.createdAt));
}

function pick(contacts: Contact[], id: string): Contact {
  const found = contacts.find((contact) => contact.id === id);
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

async function own({ actor }: Customer, id: string): Promise<Contact> {
  const [found] = await db()
    .select()
    .from(shopperContact)
    .where(and(eq(shopperContact.id, id), eq(shopperContact.shopperId, actor.shopperId)));
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

const primaryOf = (contacts: Contact[], kind: Contact["kind"]) =>
  contacts.find((contact) => contact.kind === kind && contact.isPrimary);

/** Where the owner would read of a change: the primary e-mail, or the phone where there is none. */
function toTell(contacts: Contact[], and: Address[], but: Address | null): Address[] {
  const reader = primaryOf(contacts, "email") ?? primaryOf(contacts, "phone");
  const all = new Map([...(reader ? [reader] : []), ...and].map(({ kind, value }) => [value, { kind, value }]));
  if (but) all.delete(but.value);
  return [...all.values()];
}

/**
 * Sends a code to an address that the customer wants to prove: a new one, or one that the account has. Gives the address as
 * it was read (an own one masked).
 */
export async function requestProof(
  ctx: Customer,
  input: ProofRequest,
  browser: string,
  guards: CodeGuards = codeGuards,
): Promise<Address> {
  assertCustomer(ctx);
  const address = "address" in input ? await readAddress(ctx, input.address) : await own(ctx, input.contactId);
  await inTransaction((tx) => sendCode(tx, ctx, { purpose: "contact", address, browser }, guards));
  kickOutbox();
  const { kind, value } = address;
  return { kind, value: "address" in input ? value : masked({ kind, value }) };
}

/** Tries the code of one of several proofs; a refusal names it in `field`. */
async function prove(address: Address, browser: string | null, code: string, field: "old" | "new"): Promise<string> {
  try {
    return await tryCode({ purpose: "contact", address: address.value, browser, code });
  } catch (e) {
    throw isAppError(e) ? new AppError(e.appCode, { field }) : e;
  }
}

/**
 * Adds an address to the account, proven by the code that was sent to it. One that opens another account stays there
 * (`owned`): two accounts never become one by themselves.
 */
export async function addContact(
  ctx: Customer,
  input: { address: string; code: string },
  browser: string | null,
): Promise<ContactOutcome> {
  assertCustomer(ctx);
  const { shopperId } = ctx.actor;
  const address = await readAddress(ctx, input.address);
  const codeId = await prove(address, browser, input.code, "new");
  const outcome = await inTransaction(async (tx): Promise<ContactOutcome> => {
    await lockAddress(tx, address);
    const contacts = await lockContacts(tx, ctx);
    await spendCode(tx, codeId);
    const owner = await ownerOf(tx, address);
    const ownedBy = owner === shopperId ? null : owner;
    await announceVerified(tx, { shopperId, address, source: "contact_added", ownedBy });
    if (owner) return { outcome: ownedBy ? "owned" : "done" };
    if (contacts.length >= mostContacts) throw new AppError("TOO_MANY_CONTACTS", { limit: mostContacts });
    await tx
      .insert(shopperContact)
      .values({ shopperId, ...address, isPrimary: primaryOf(contacts, address.kind) === undefined });
    await tellOfChange(tx, ctx, { what: "added", address, to: toTell(contacts, [], address) });
    return { outcome: "done" };
  });
  kickOutbox();
  return outcome;
}

/** Puts another address in a contact's place: codes sent to the old and to the new one prove both. */
export async function changeContact(
  ctx: Customer,
  input: { id: string; address: string; oldCode: string; newCode: string },
  browser: string | null,
): Promise<ContactOutcome> {
  assertCustomer(ctx);
  const { shopperId } = ctx.actor;
  const old = await own(ctx, input.id);
  const address = await readAddress(ctx, input.address);
  if (address.kind !== old.kind) throw new AppError("CONTACT_WRONG", { field: "address", why: old.kind });
  const oldId = await prove(old, browser, input.oldCode, "old");
  const newId = await prove(address, browser, input.newCode, "new");
  const outcome = await inTransaction(async (tx): Promise<ContactOutcome> => {
    await lockAddress(tx, address);
    const contacts = await lockContacts(tx, ctx);
    // The code proved what the contact was when it was asked for.
    if (pick(contacts, old.id).value !== old.value) throw new AppError("CONFLICT");
    await spendCode(tx, oldId);
    await spendCode(tx, newId);
    const owner = await ownerOf(tx, address);
    const ownedBy = owner === shopperId ? null : owner;
    await announceVerified(tx, { shopperId, address, source: "contact_changed", ownedBy });
    if (ownedBy) return { outcome: "owned" };
    if (owner) throw new AppError("CONFLICT");
    await tx
      .update(shopperContact)
      .set({ value: address.value, verifiedAt: sqlNow })
      .where(eq(shopperContact.id, old.id));
    await unlinkValue(tx, shopperId, old, "contact_changed");
    await tellOfChange(tx, ctx, { what: "changed", address, to: toTell(contacts, [old], address) });
    return { outcome: "done" };
  });
  kickOutbox();
  return outcome;
}

/**
 * Takes an address off the account. The primary one of its kind needs a code sent to it. LAST_CONTACT when no other would
 * be left to sign in with.
 */
export async function removeContact(
  ctx: Customer,
  input: { id: string; code: string | null },
  browser: string | null,
  read = lockContacts,
): Promise<void> {
  assertCustomer(ctx);
  const given = await own(ctx, input.id);
  if (given.isPrimary && input.code === null) throw new AppError("CODE_WRONG", { field: "old" });
  const codeId = given.isPrimary ? await prove(given, browser, input.code ?? "", "old") : null;
  await inTransaction(async (tx) => {
    const contacts = await read(tx, ctx);
    const now = pick(contacts, given.id);
    if (now.isPrimary !== given.isPrimary || now.value !== given.value) throw new AppError("CONFLICT");
    if (contacts.length === 1) throw new AppError("LAST_CONTACT");
    if (codeId) await spendCode(tx, codeId);
    await tx.delete(shopperContact).where(eq(shopperContact.id, given.id));
    await unlinkValue(tx, given.shopperId, given, "contact_removed");
    const heir = contacts.find((contact) => contact.kind === given.kind && contact.id !== given.id);
    if (given.isPrimary && heir)
      await tx.update(shopperContact).set({ isPrimary: true }).where(eq(shopperContact.id, heir.id));
    await tellOfChange(tx, ctx, { what: "removed", address: given, to: toTell(contacts, [given], null) });
  });
  kickOutbox();
}

/** Makes a proven contact the primary one of its kind; a code sent to the one so far proves that too. */
export async function makePrimary(
  ctx: Customer,
  input: { id: string; code: string },
  browser: string | null,
): Promise<void> {
  assertCustomer(ctx);
  const { kind } = await own(ctx, input.id);
  const before = await inTransaction((tx) => lockContacts(tx, ctx));
  const old = primaryOf(before, kind);
  if (!old || old.id === input.id) throw new AppError("CONFLICT");
  const codeId = await prove(old, browser, input.code, "old");
  await inTransaction(async (tx) => {
    const contacts = await lockContacts(tx, ctx);
    if (primaryOf(contacts, kind)?.value !== old.value) throw new AppError("CONFLICT");
    const next = pick(contacts, input.id);
    await spendCode(tx, codeId);
    await tx.update(shopperContact).set({ isPrimary: false }).where(eq(shopperContact.id, old.id));
    await tx.update(shopperContact).set({ isPrimary: true }).where(eq(shopperContact.id, next.id));
    await tellOfChange(tx, ctx, { what: "primary", address: next, to: toTell(contacts, [old], null) });
  });
  kickOutbox();
}
