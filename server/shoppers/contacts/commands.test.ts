import { randomBytes, randomUUID } from "node:crypto";
import { desc, eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { localMail } from "@/db/schema/platform";
import { ctxOf, makeShopper } from "@/server/testing/factories";
import { deliverDue } from "@/server/messaging/outbox";
import type { Ctx, ShopperActor } from "@/server/platform/context";
import { loadSecrets } from "@/server/platform/secrets";
import { addContact, changeContact, lockContacts, makePrimary, removeContact, requestProof } from "./commands";
import { type ContactVerified, whenVerified } from "./events";
import { contactsOf } from "./queries";

process.env.DEMO = "1";
const verified: ContactVerified[] = [];
beforeAll(async () => {
  await loadSecrets();
  whenVerified.push(async (_tx, event) => void verified.push(event));
});

const nonce = () => randomBytes(16).toString("base64url");
const address = () => `${randomUUID().slice(0, 8)}@example.test`;
let phones = 0;
const number = () => `+99450212${String(1000 + phones++)}`;

async function lastTo(recipient: string): Promise<string> {
  await deliverDue();
  const mails = db().select().from(localMail).where(eq(localMail.recipient, recipient));
  const [mail] = await mails.orderBy(desc(localMail.at)).limit(1);
  return mail?.body ?? "";
}
const codeTo = async (recipient: string) => /\b\d{6}\b/.exec(await lastTo(recipient))?.[0] ?? "";

type Customer = { actor: ShopperActor; ctx: Ctx & { actor: ShopperActor }; email: string };
async function customer(): Promise<Customer> {
  const { actor, email } = await makeShopper("customer");
  return { actor, ctx: { ...ctxOf(actor), actor }, email: email ?? "" };
}

async function add({ ctx }: Customer, value: string) {
  const browser = nonce();
  await requestProof(ctx, { address: value }, browser);
  return addContact(ctx, { address: value, code: await codeTo(value) }, browser);
}

const contactOf = async ({ actor }: Customer, value: string) => {
  const found = (await contactsOf(actor)).find((contact) => contact.value === value);
  if (!found) throw new Error(`${value} is not there`);
  return found;
};

test("an address is added once its code came back, and the old one hears of it", async () => {
  const leyla = await customer();
  const [phone, browser] = [number(), nonce()];
  await requestProof(leyla.ctx, { address: phone }, browser);
  const code = await codeTo(phone);
  const wrong = code === "000000" ? "000001" : "000000";
  const attempt = (given: string, from: string | null) => addContact(leyla.ctx, { address: phone, code: given }, from);
  await expect(attempt(wrong, browser)).rejects.toMatchObject({ appCode: "CODE_WRONG", details: { field: "new" } });
  await expect(attempt(code, nonce())).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  expect(await contactsOf(leyla.actor)).toHaveLength(1);
  expect(await attempt(code, browser)).toEqual({ outcome: "done" });
  await expect(attempt(code, browser)).rejects.toMatchObject({ appCode: "CODE_EXPIRED" });
  expect(await contactOf(leyla, phone)).toMatchObject({ kind: "phone", primary: true });
  const told = await lastTo(leyla.email);
  expect(told).toContain("+994 ••• ");
  expect(told).not.toContain(phone);
  const address = { kind: "phone", value: phone };
  expect(verified).toContainEqual({
    shopperId: leyla.actor.shopperId,
    address,
    source: "contact_added",
    ownedBy: null,
  });
});

test("an address of another account is not taken, though its code came back", async () => {
  const [leyla, murad] = [await customer(), await customer()];
  expect(await add(murad, leyla.email)).toEqual({ outcome: "owned" });
  expect((await contactsOf(leyla.actor)).map((c) => c.value)).toEqual([leyla.email]);
  expect(await contactsOf(murad.actor)).toHaveLength(1);
  const event = { shopperId: murad.actor.shopperId, ownedBy: leyla.actor.shopperId };
  expect(verified).toContainEqual(expect.objectContaining(event));
});

test("two accounts that prove one new address at the same moment: one of them has it", async () => {
  const [leyla, murad, shared] = [await customer(), await customer(), address()];
  const [a, b] = [nonce(), nonce()];
  await requestProof(leyla.ctx, { address: shared }, a);
  const first = await codeTo(shared);
  await requestProof(murad.ctx, { address: shared }, b);
  const second = await codeTo(shared);
  const outcomes = await Promise.all([
    addContact(leyla.ctx, { address: shared, code: first }, a),
    addContact(murad.ctx, { address: shared, code: second }, b),
  ]);
  expect(outcomes.map((o) => o.outcome).sort()).toEqual(["done", "owned"]);
  expect(await db().$count(shopperContact, eq(shopperContact.value, shared))).toBe(1);
});

test("a change proves the old and the new address, and the old one hears of it", async () => {
  const leyla = await customer();
  const [next, browser] = [address(), nonce()];
  const { id } = await contactOf(leyla, leyla.email);
  await requestProof(leyla.ctx, { address: next }, browser);
  const newCode = await codeTo(next);
  const change = (oldCode: string, code = newCode) =>
    changeContact(leyla.ctx, { id, address: next, oldCode, newCode: code }, browser);
  await expect(change("123456")).rejects.toMatchObject({ appCode: "CODE_EXPIRED", details: { field: "old" } });
  const shown = await requestProof(leyla.ctx, { contactId: id }, browser);
  expect(shown.value).toContain("•••");
  const oldCode = await codeTo(leyla.email);
  await expect(change(oldCode, "000000")).rejects.toMatchObject({ appCode: "CODE_WRONG", details: { field: "new" } });
  expect(await change(oldCode)).toEqual({ outcome: "done" });
  expect((await contactsOf(leyla.actor)).map((c) => c.value)).toEqual([next]);
  expect(await lastTo(leyla.email)).toContain("was changed to");
});

test("the primary address needs a code to go; the last one stays; the next of its kind becomes primary", async () => {
  const leyla = await customer();
  const main = await contactOf(leyla, leyla.email);
  const proof = async (id: string, value: string) => {
    const browser = nonce();
    await requestProof(leyla.ctx, { contactId: id }, browser);
    return [await codeTo(value), browser] as const;
  };
  const [early, earlyBrowser] = await proof(main.id, leyla.email);
  const tooSoon = removeContact(leyla.ctx, { id: main.id, code: early }, earlyBrowser);
  await expect(tooSoon).rejects.toMatchObject({ appCode: "LAST_CONTACT" });

  const [second, phone] = [address(), number()];
  await add(leyla, second);
  await add(leyla, phone);
  const without = removeContact(leyla.ctx, { id: main.id, code: null }, nonce());
  await expect(without).rejects.toMatchObject({ appCode: "CODE_WRONG" });
  // The code that a refusal rolled back is still good.
  await removeContact(leyla.ctx, { id: main.id, code: early }, earlyBrowser);
  expect(await contactOf(leyla, second)).toMatchObject({ primary: true });
  expect(await lastTo(leyla.email)).toContain("was removed");
});

test("another address becomes the primary one by a code to the one so far", async () => {
  const leyla = await customer();
  const [second, browser] = [address(), nonce()];
  await add(leyla, second);
  const [main, other] = [await contactOf(leyla, leyla.email), await contactOf(leyla, second)];
  await requestProof(leyla.ctx, { contactId: main.id }, browser);
  await makePrimary(leyla.ctx, { id: other.id, code: await codeTo(leyla.email) }, browser);
  expect(await contactOf(leyla, second)).toMatchObject({ primary: true });
  expect(await contactOf(leyla, leyla.email)).toMatchObject({ primary: false });
  await removeContact(leyla.ctx, { id: main.id, code: null }, null);
  expect((await contactsOf(leyla.actor)).map((c) => c.value)).toEqual([second]);
});

test("nobody touches another's contacts", async () => {
  const [leyla, murad] = [await customer(), await customer()];
  const { id } = await contactOf(leyla, leyla.email);
  const gone = { appCode: "NOT_FOUND" };
  await expect(requestProof(murad.ctx, { contactId: id }, nonce())).rejects.toMatchObject(gone);
  await expect(removeContact(murad.ctx, { id, code: null }, null)).rejects.toMatchObject(gone);
  await expect(makePrimary(murad.ctx, { id, code: "000000" }, null)).rejects.toMatchObject(gone);
  const linked = { ...leyla.ctx, actor: { ...leyla.actor, kind: "linked" as const } };
  await expect(requestProof(linked, { contactId: id }, nonce())).rejects.toMatchObject({ appCode: "SIGN_IN_NEEDED" });
});

/** Removes both addresses of an account at the same moment, reading them by `read`; gives how many are left. */
async function removeBoth(read: typeof lockContacts): Promise<number> {
  const leyla = await customer();
  const phone = number();
  await add(leyla, phone);
  const removals = await Promise.all(
    [leyla.email, phone].map(async (value) => {
      const { id } = await contactOf(leyla, value);
      const browser = nonce();
      await requestProof(leyla.ctx, { contactId: id }, browser);
      return { id, code: await codeTo(value), browser };
    }),
  );
  await Promise.allSettled(
    removals.map(({ id, code, browser }) => removeContact(leyla.ctx, { id, code }, browser, read)),
  );
  return (await contactsOf(leyla.actor)).length;
}

test("two removals at the same moment leave one address to sign in with", async () => {
  expect(await removeBoth(lockContacts)).toBe(1);
});

test("the broken twin, which reads without the account's lock, loses both", async () => {
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
