import { randomBytes, randomUUID } from "node:crypto";
import { desc, eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { localMail } from "@/db/schema/platform";
import { deliverDue } from "@/server/messaging/outbox";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { loadSecrets } from "@/server/platform/secrets";
import { ctxOf, makeShopper } from "@/server/testing/factories";
import {
  addContact,
  changeContact,
  lockContacts,
  removeContact,
  requestVerification,
  setPrimaryContact,
} from "./commands";
import { type ContactVerified, verifiedListeners } from "./events";
import { listContacts } from "./queries";

process.env.DEMO = "1";
const verified: ContactVerified[] = [];
beforeAll(async () => {
  await loadSecrets();
  verifiedListeners.push(async (_tx, event) => void verified.push(event));
});

const createNonce = () => randomBytes(16).toString("base64url");
const createAddress = () => `${randomUUID().slice(0, 8)}@example.test`;
let phones = 0;
const createPhone = () => `+99450212${String(1000 + phones++)}`;

async function findLastMessage(recipient: string): Promise<string> {
  await deliverDue();
  const mails = db().select().from(localMail).where(eq(localMail.recipient, recipient));
  const [mail] = await mails.orderBy(desc(localMail.at)).limit(1);
  return mail?.body ?? "";
}
const readCodeSentTo = async (recipient: string) => /\b\d{6}\b/.exec(await findLastMessage(recipient))?.[0] ?? "";

type Customer = { actor: ShopperActor; ctx: Ctx & { actor: ShopperActor }; email: string };
async function createCustomer(): Promise<Customer> {
  const { actor, email } = await makeShopper("customer");
  return { actor, ctx: { ...ctxOf(actor), actor }, email: email ?? "" };
}

async function add({ ctx }: Customer, value: string) {
  const browser = createNonce();
  await requestVerification(ctx, { address: value }, browser);
  return addContact(ctx, { address: value, code: await readCodeSentTo(value) }, browser);
}

const findContact = async ({ actor }: Customer, value: string) => {
  const found = (await listContacts(actor)).find((contact) => contact.value === value);
  if (!found) throw new Error(`${value} is not there`);
  return found;
};

test("a verified address is added, and the old one is notified", async () => {
  const leyla = await createCustomer();
  const phone = createPhone();
  const browser = createNonce();
  await requestVerification(leyla.ctx, { address: phone }, browser);
  const code = await readCodeSentTo(phone);
  const wrong = code === "000000" ? "000001" : "000000";
  const attempt = (given: string, from: string | null) => addContact(leyla.ctx, { address: phone, code: given }, from);
  await expect(attempt(wrong, browser)).rejects.toMatchObject({ appCode: "CODE_WRONG", details: { field: "new" } });
  await expect(attempt(code, createNonce())).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  expect(await listContacts(leyla.actor)).toHaveLength(1);
  expect(await attempt(code, browser)).toEqual({ outcome: "done" });
  await expect(attempt(code, browser)).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  expect(await findContact(leyla, phone)).toMatchObject({ kind: "phone", primary: true });
  const notice = await findLastMessage(leyla.email);
  expect(notice).toContain("+994 ••• ");
  expect(notice).not.toContain(phone);
  const createAddress = { kind: "phone", value: phone };
  expect(verified).toContainEqual({
    shopperId: leyla.actor.shopperId,
    address: createAddress,
    source: "contact_added",
    ownedBy: null,
  });
});

test("an address of another account is refused, although it was verified", async () => {
  const leyla = await createCustomer();
  const murad = await createCustomer();
  expect(await add(murad, leyla.email)).toEqual({ outcome: "owned" });
  expect((await listContacts(leyla.actor)).map((c) => c.value)).toEqual([leyla.email]);
  expect(await listContacts(murad.actor)).toHaveLength(1);
  const event = { shopperId: murad.actor.shopperId, ownedBy: leyla.actor.shopperId };
  expect(verified).toContainEqual(expect.objectContaining(event));
});

test("of two accounts that verify one new address concurrently, one gets it", async () => {
  const leyla = await createCustomer();
  const murad = await createCustomer();
  const shared = createAddress();
  const a = createNonce();
  const b = createNonce();
  await requestVerification(leyla.ctx, { address: shared }, a);
  const first = await readCodeSentTo(shared);
  await requestVerification(murad.ctx, { address: shared }, b);
  const second = await readCodeSentTo(shared);
  const outcomes = await Promise.all([
    addContact(leyla.ctx, { address: shared, code: first }, a),
    addContact(murad.ctx, { address: shared, code: second }, b),
  ]);
  expect(outcomes.map((o) => o.outcome).sort()).toEqual(["done", "owned"]);
  expect(await db().$count(shopperContact, eq(shopperContact.value, shared))).toBe(1);
});

test("a change verifies the old and the new address, and the old one is notified", async () => {
  const leyla = await createCustomer();
  const next = createAddress();
  const browser = createNonce();
  const { id } = await findContact(leyla, leyla.email);
  await requestVerification(leyla.ctx, { address: next }, browser);
  const newCode = await readCodeSentTo(next);
  const change = (oldCode: string, code = newCode) =>
    changeContact(leyla.ctx, { id, address: next, oldCode, newCode: code }, browser);
  await expect(change("123456")).rejects.toMatchObject({ appCode: "CODE_EXPIRED", details: { field: "old" } });
  const shown = await requestVerification(leyla.ctx, { contactId: id }, browser);
  expect(shown.value).toContain("•••");
  const oldCode = await readCodeSentTo(leyla.email);
  await expect(change(oldCode, "000000")).rejects.toMatchObject({ appCode: "CODE_WRONG", details: { field: "new" } });
  expect(await change(oldCode)).toEqual({ outcome: "done" });
  expect((await listContacts(leyla.actor)).map((c) => c.value)).toEqual([next]);
  expect(await findLastMessage(leyla.email)).toContain("was changed to");
});

test("removing the primary address needs a code; the last one stays; the next of its kind becomes primary", async () => {
  const leyla = await createCustomer();
  const main = await findContact(leyla, leyla.email);
  const proof = async (id: string, value: string) => {
    const browser = createNonce();
    await requestVerification(leyla.ctx, { contactId: id }, browser);
    return [await readCodeSentTo(value), browser] as const;
  };
  const [early, earlyBrowser] = await proof(main.id, leyla.email);
  const tooSoon = removeContact(leyla.ctx, { id: main.id, code: early }, earlyBrowser);
  await expect(tooSoon).rejects.toMatchObject({ appCode: "LAST_CONTACT" });

  const second = createAddress();
  const phone = createPhone();
  await add(leyla, second);
  await add(leyla, phone);
  const without = removeContact(leyla.ctx, { id: main.id, code: null }, createNonce());
  await expect(without).rejects.toMatchObject({ appCode: "CODE_WRONG" });
  // The code that a refusal rolled back is still valid.
  await removeContact(leyla.ctx, { id: main.id, code: early }, earlyBrowser);
  expect(await findContact(leyla, second)).toMatchObject({ primary: true });
  expect(await findLastMessage(leyla.email)).toContain("was removed");
});

test("another address becomes primary with a code sent to the current one", async () => {
  const leyla = await createCustomer();
  const second = createAddress();
  const browser = createNonce();
  await add(leyla, second);
  const main = await findContact(leyla, leyla.email);
  const other = await findContact(leyla, second);
  await requestVerification(leyla.ctx, { contactId: main.id }, browser);
  await setPrimaryContact(leyla.ctx, { id: other.id, code: await readCodeSentTo(leyla.email) }, browser);
  expect(await findContact(leyla, second)).toMatchObject({ primary: true });
  expect(await findContact(leyla, leyla.email)).toMatchObject({ primary: false });
  await removeContact(leyla.ctx, { id: main.id, code: null }, null);
  expect((await listContacts(leyla.actor)).map((c) => c.value)).toEqual([second]);
});

test("another customer's contacts cannot be changed", async () => {
  const leyla = await createCustomer();
  const murad = await createCustomer();
  const { id } = await findContact(leyla, leyla.email);
  const gone = { appCode: "NOT_FOUND" };
  await expect(requestVerification(murad.ctx, { contactId: id }, createNonce())).rejects.toMatchObject(gone);
  await expect(removeContact(murad.ctx, { id, code: null }, null)).rejects.toMatchObject(gone);
  await expect(setPrimaryContact(murad.ctx, { id, code: "000000" }, null)).rejects.toMatchObject(gone);
  const linked = { ...leyla.ctx, actor: { ...leyla.actor, kind: "linked" as const } };
  await expect(requestVerification(linked, { contactId: id }, createNonce())).rejects.toMatchObject({
    appCode: "UNAUTHENTICATED",
  });
});

/** Removes both addresses of an account concurrently, reading them by `read`; returns how many remain. */
async function removeBoth(read: typeof lockContacts): Promise<number> {
  const leyla = await createCustomer();
  const phone = createPhone();
  await add(leyla, phone);
  const removals = await Promise.all(
    [leyla.email, phone].map(async (value) => {
      const { id } = await findContact(leyla, value);
      const browser = createNonce();
      await requestVerification(leyla.ctx, { contactId: id }, browser);
      return { id, code: await readCodeSentTo(value), browser };
    }),
  );
  await Promise.allSettled(
    removals.map(({ id, code, browser }) => removeContact(leyla.ctx, { id, code }, browser, read)),
  );
  return (await listContacts(leyla.actor)).length;
}

test("two concurrent removals leave one address to sign in with", async () => {
  expect(await removeBoth(lockContacts)).toBe(1);
});

test("without the account's lock both are lost", async () => {
  let waiting = 2;
  let go = () => {};
  const both = new Promise<void>((resolve) => {
    go = resolve;
  });
  const left = await removeBoth(async (tx, { actor }) => {
    const rows = await tx.select().from(shopperContact).where(eq(shopperContact.shopperId, actor.shopperId));
    if (--waiting === 0) go();
    await both;
    return rows;
  });
  expect(left).toBe(0);
});
