import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { digestCanary } from "@/server/assistance/canaries";
import { lineKeyOf } from "@/server/cart/rules";
import { schemaV } from "@/server/operations/format.rules";
import { canReceiveSms } from "@/server/platform/contact";
import type { Ctx } from "@/server/platform/context";
import { isAppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { inviteAdmin } from "@/server/staff/office/commands";
import { createStranger, createTestCaller, withTestBrowser } from "@/server/testing/caller";
import { createCodeFor, detectKind, findOwner, isAddress } from "@/server/testing/contact-owners";
import { contactTable } from "@/server/testing/contacts";
import { makeConsultant, makeOffice, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { placeOrder } from "@/server/testing/orders";
import { fieldsThatAre } from "@/server/testing/text-fields";

// Only the demo sends without a provider.
process.env.DEMO = "1";

/** The typed text, its country, and the expected result. */
type ContactInput = { typed: string; country: string; read: string };
type ContactEntry = (given: ContactInput) => Promise<string | undefined>;

const shops: Record<string, { storeId: string; consultant: Ctx }> = {};
let variantId = "";
let office = {} as Ctx;
let admin = {} as Ctx;
beforeAll(async () => {
  // Free items: no payment is needed.
  variantId = (await makeProduct(["M"], 0)).variants[0]?.id ?? "";
  for (const country of ["AZ", "DE", "GB", "GE"]) {
    const { id: storeId } = await makeStore({ country, rooms: 2 });
    await stock(variantId, storeId, 10_000);
    shops[country] = { storeId, consultant: (await makeConsultant(storeId)).ctx };
  }
  office = (await makeOffice()).ctx;
  admin = (await makeOffice("admin")).ctx;
});
beforeEach(async () => {
  await db().execute(sql`truncate fitting, fitting_waitlist_entry, one_time_code, help_request cascade`);
});

const getShop = (country: string) => shops[country] as (typeof shops)[string];
const toContactInput = (typed: string) => ({
  name: "Leyla",
  email: "",
  phone: "",
  address: null,
  [detectKind(typed)]: typed,
});
const readValue = async (query: ReturnType<typeof sql>) =>
  (await db().execute<{ value: string }>(query))[0]?.value ?? "nothing";
const readOrderContact = async ({ orderId }: { orderId: string }) =>
  readValue(sql`select email || phone as value from customer_order where id = ${orderId}`);

/** A shopper with free items in the cart, to be collected in a country's store. */
async function createCartIn(country: string) {
  const { storeId } = getShop(country);
  const { id, ctx } = await makeShopper();
  await db().execute(sql`
    with bag as (insert into cart (scope_id, currency) values (${id}, 'AZN'))
    insert into cart_line (scope_id, line_key, variant_id, fulfilment, store_id, quantity, price_seen_minor, currency, version)
    values (${id}, ${lineKeyOf(variantId, { kind: "pickup", storeId })}, ${variantId}, 'pickup', ${storeId}, 1, 0, 'AZN', 1)`);
  return createTestCaller(ctx);
}

/** A start two days ahead (ISO). */
const getSoon = () => new Date((Math.floor(Date.now() / 1_800_000) + 96) * 1_800_000).toISOString();
const buildReservation = ({ typed, country }: ContactInput) => ({
  key: randomUUID(),
  storeId: getShop(country).storeId,
  lines: [{ variantId, quantity: 1 }],
  contact: { name: "Leyla", contact: typed },
});
const buildBooking = ({ typed, country }: ContactInput) => ({
  key: randomUUID(),
  storeId: getShop(country).storeId,
  startsAt: getSoon(),
  contactName: "Leyla",
  contact: typed,
});

/** The outcome of a queued operation; a refusal is thrown as the procedures throw theirs. */
async function pushOfflineRequest(name: "request.pickup" | "request.fitting", args: object) {
  const { id, ctx } = await makeShopper();
  const op = { mid: 1, scope: id, baseVersion: 0, at: 0, name, args };
  const { results } = await createTestCaller(ctx).sync.push({ clientId: randomUUID(), schemaV, ops: [op] });
  const { reason, answer } = results[0] ?? {};
  if (reason === "CONTACT_WRONG") throw new RefusedError(String(answer?.details?.why));
  if (reason) throw new RefusedError("form");
  return answer?.made;
}
class RefusedError extends Error {}

const readContactOf = (table: "pickup" | "fitting" | "fitting_waitlist_entry", id: string | undefined) =>
  readValue(sql`select contact as value from ${sql.identifier(table)} where id = ${id ?? null}`);

const atShop: Record<string, ContactEntry> = {
  "checkout.checkContact": async ({ typed, country }) =>
    (await (await createCartIn(country)).checkout.checkContact(toContactInput(typed)))[detectKind(typed)],
  "checkout.place.contact": async ({ typed, country }) => {
    const api = await createCartIn(country);
    const { hash: quoteHash } = await api.checkout.quote({});
    return readOrderContact(await api.checkout.place({ key: randomUUID(), quoteHash, contact: toContactInput(typed) }));
  },
  "sales.store.place.contact": async ({ typed, country }) => {
    const { storeId, consultant } = getShop(country);
    const sale = { lines: [{ variantId, quantity: 1, way: { kind: "pickup" as const, storeId } }], shopperId: null };
    const { hash: quoteHash } = await createTestCaller(consultant).sales.store.quote(sale);
    const more = { key: randomUUID(), quoteHash, method: "cash" as const, contact: toContactInput(typed) };
    return readOrderContact(await createTestCaller(consultant).sales.store.place({ ...sale, ...more }));
  },
  "reservations.create.contact": async (given) =>
    (await createTestCaller((await makeShopper()).ctx).reservations.create(buildReservation(given))).contact,
  "fittings.book": async (given) => {
    const { fittingId } = await createTestCaller((await makeShopper()).ctx).fittings.book(buildBooking(given));
    return readContactOf("fitting", fittingId);
  },
  "waitlist.join": async (given) => {
    const { startsAt, ...wanted } = buildBooking(given);
    const { ctx } = await makeShopper();
    const { waitId } = await createTestCaller(ctx).waitlist.join({ ...wanted, date: startsAt.slice(0, 10) });
    return readContactOf("fitting_waitlist_entry", waitId);
  },
  "request.pickup.contact": async (given) =>
    readContactOf("pickup", await pushOfflineRequest("request.pickup", buildReservation(given))),
  "request.fitting": async (given) =>
    readContactOf("fitting", await pushOfflineRequest("request.fitting", buildBooking(given))),
};

/** Inputs to which a code is sent: no country is chosen there. */
const forCodes: Record<string, ContactEntry> = {
  "shoppers.requestCode": async ({ typed }) =>
    (await createStranger().api.shoppers.requestCode({ address: typed })).value,
  "contacts.requestVerification": async ({ typed }) =>
    (await withTestBrowser((await makeShopper("customer")).ctx).api.contacts.requestVerification({ address: typed }))
      .value,
  "contacts.add": async ({ typed, read }) => {
    await db().execute(sql`delete from shopper_contact where value = ${read}`);
    const { id, email, ctx } = await makeShopper("customer");
    await withTestBrowser(ctx).api.contacts.add({
      address: typed,
      code: await createCodeFor("contact", read),
    });
    return readValue(sql`select value from shopper_contact where shopper_id = ${id} and value <> ${email}`);
  },
  "contacts.change": async ({ typed, read }) => {
    await db().execute(sql`delete from shopper_contact where value = ${read}`);
    const { id: shopperId, ctx } = await makeShopper("customer");
    // An address is replaced by one of its kind; this one's country has no store.
    const old = typed.includes("@") ? `${shopperId}@example.test` : "+12015550123";
    await db().execute(sql`delete from shopper_contact where value = ${old} or shopper_id = ${shopperId}`);
    await db().execute(sql`insert into shopper_contact (shopper_id, kind, value, is_primary)
      values (${shopperId}, ${detectKind(old)}, ${old}, true)`);
    const id = await readValue(sql`select id::text as value from shopper_contact where shopper_id = ${shopperId}`);
    const oldCode = await createCodeFor("contact", old);
    const newCode = await createCodeFor("contact", read);
    await withTestBrowser(ctx).api.contacts.change({ id, address: typed, oldCode, newCode });
    return readValue(sql`select value from shopper_contact where shopper_id = ${shopperId}`);
  },
  "shoppers.office.listMerges": async ({ typed, read }) => {
    const { id: from } = await makeShopper();
    const { id: into } = await findOwner(read);
    const carried = { lines: [], favourites: [], pickups: [], fittings: [], devices: [], contacts: [] };
    await db().execute(sql`insert into shopper_merge (from_id, into_id, source, carried)
      values (${from}, ${into}, 'sign_in', ${JSON.stringify(carried)}::text::jsonb)`);
    const merges = await createTestCaller(office).shoppers.office.listMerges({ address: typed });
    return merges.some((m) => m.into.shopperId === into) ? read : "somebody else";
  },
  "guestAccess.request": async ({ typed }) => {
    await createStranger().api.guestAccess.request({ number: 10_001, address: typed });
    return readValue(sql`select address as value from one_time_code`);
  },
  "guestAccess.open": async ({ typed, read }) => {
    const lines = [{ variantId, way: { kind: "pickup" as const, storeId: getShop("AZ").storeId } }];
    const { id, number } = await placeOrder({ ownerId: null, lines });
    await db().execute(sql`update customer_order set email = ${read}, phone = '' where id = ${id}`);
    const { api, jar } = createStranger();
    await api.guestAccess.open({ number, address: typed, code: await createCodeFor("order", read) });
    return jar["selvedge-order"]?.startsWith(id) ? read : "nothing";
  },
  "assistance.office.addCanary": async ({ typed, read }) => {
    await db().execute(sql`truncate canary_number`);
    await createTestCaller(admin).assistance.office.addCanary({ phone: typed });
    return readValue(
      sql`select case digest when ${digestCanary(read)} then ${read}::text end as value from canary_number`,
    );
  },
};

/** Staff, who have e-mail addresses only. */
const ofStaff: Record<string, ContactEntry> = {
  "staff.office.requestCode": async ({ typed }) => {
    await createStranger("office").api.staff.office.requestCode({ email: typed });
    return readValue(sql`select address as value from one_time_code`);
  },
  "staff.office.signIn": async ({ typed, read }) => {
    const { id } = await makeOffice();
    await db().execute(sql`update staff set email = id::text where email = ${read}`);
    if (isAddress(read)) await db().execute(sql`update staff set email = ${read} where id = ${id}`);
    const { api, jar } = createStranger("office");
    await api.staff.office.signIn({ email: typed, code: await createCodeFor("staff", read) });
    return jar["selvedge-office"] ? read : "nothing";
  },
  "staff.office.claim": async ({ typed, read }) => {
    await db().execute(sql`update staff set email = id::text where email = ${read}`);
    const secret = await inTransaction(inviteAdmin);
    await createStranger("office").api.staff.office.claim({ secret, name: "Nigar", email: typed });
    return readValue(sql`select email as value from staff order by created_at desc limit 1`);
  },
  "staff.office.save": async ({ typed, read }) => {
    await db().execute(sql`update staff set email = id::text where email = ${read}`);
    const person = { id: null, name: "Nigar", email: typed, role: "office" as const, storeId: null };
    const { id } = await createTestCaller(admin).staff.office.save(person);
    return readValue(sql`select email as value from staff where id = ${id}`);
  },
};

/** A customer is looked up in a store; the look-up sends a text message. */
const ask: ContactEntry = async ({ typed, country, read }) => {
  const { id } = await findOwner(read);
  await createTestCaller(getShop(country).consultant).assistance.store.request({ phone: typed, reason: "in_store" });
  return readValue(sql`select case shopper_id when ${id} then ${read}::text end as value from help_request`);
};

/** What was parsed, "?" when the country is asked for, "!…" why it is refused: "!form" before it is parsed. */
async function enterContact(enter: ContactEntry, given: ContactInput): Promise<string> {
  try {
    return (await enter(given)) ?? "nothing";
  } catch (e) {
    const { cause, code } = e as { cause?: unknown; code?: string };
    const why = e instanceof RefusedError ? e.message : isAppError(cause) ? String(cause.details.why) : "form";
    if (!(e instanceof RefusedError) && code !== "BAD_REQUEST") throw e;
    return why === "unclear" ? "?" : `!${why}`;
  }
}

const phoneAlone = (read: string) => (read.includes("@") || read === "!email" || read === "!neither" ? "!" : read);
const mobileAlone = (read: string) => (isAddress(read) && !read.includes("@") && !canReceiveSms(read) ? "!land" : read);
/** By input: how it is called, and what the table expects of a text there. */
const contactEntries: [name: string, enter: ContactEntry, expected: (row: (typeof contactTable)[number]) => string][] =
  [
    ...Object.entries(atShop).map(
      ([name, enter]) => [name, enter, ([, , there]) => there] as (typeof contactEntries)[number],
    ),
    ...Object.entries(forCodes).map(
      ([name, enter]) =>
        [
          name,
          enter,
          ([, , there, forCode = there]) => (name === "assistance.office.addCanary" ? phoneAlone(forCode) : forCode),
        ] as (typeof contactEntries)[number],
    ),
    ...Object.entries(ofStaff).map(
      ([name, enter]) =>
        [name, enter, ([, , there]) => (there.includes("@") ? there : "!")] as (typeof contactEntries)[number],
    ),
    ["assistance.store.request", ask, ([, , there, , forText = there]) => phoneAlone(mobileAlone(forText))],
  ];

test("every field for a contact is covered here", () => {
  const walked = contactEntries.map(([name]) => name);
  const fields = fieldsThatAre("contact").map((field) => field.replace(/\.[^.]+$/, ""));
  // A draft is stored as it is typed, and parsed when the order is placed.
  expect([...new Set(fields)].sort()).toEqual([...walked, "checkout.saveDraft"].sort());
});

test.each(contactEntries)(
  "%s reads contacts as the table says",
  { timeout: 240_000 },
  async (_name, enter, expected) => {
    const wrong: [typed: string, country: string, read: string, expected: string][] = [];
    // An empty text means no contact: each input has its own sentence for that.
    for (const row of contactTable.filter(([typed]) => typed.trim() !== "")) {
      const [typed, country] = row;
      const read = expected(row);
      await db().execute(sql`delete from one_time_code`);
      await db().execute(sql`delete from fitting`);
      await db().execute(sql`delete from help_request`);
      const got = await enterContact(enter, { typed, country, read });
      // A form may refuse for a reason of its own.
      const isRefused = got.startsWith("!") && read.startsWith("!") && (got === "!form" || read === "!");
      if (got !== read && !isRefused) wrong.push([typed, country, got, read]);
    }
    expect(wrong).toEqual([]);
  },
);

test("a draft is stored as it is typed", async () => {
  const { id, ctx } = await makeShopper();
  await createTestCaller(ctx).checkout.saveDraft(toContactInput("0555 12 34 56"));
  const [row] = await db().execute(sql`select phone from checkout_draft where shopper_id = ${id}`);
  expect(row).toEqual({ phone: "0555 12 34 56" });
});
