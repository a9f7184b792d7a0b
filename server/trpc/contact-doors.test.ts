import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { contactTable } from "@/db/testing/contacts";
import { makeShopper, makeStore } from "@/db/testing/factories";
import { contactFor as atBooking } from "@/server/fittings/booking/queries";
import { readAddress } from "@/server/identity/contacts/proof/commands";
import { contactOf as atReserving } from "@/server/orders/pickup/contact/queries";
import { contactFor as atOrdering } from "@/server/orders/placing/commands";
import { isAppError } from "@/server/platform/errors";
import { inTransaction } from "@/server/platform/transaction";
import { appRouter } from "./root";

/** By which of the readers below each field of the API is read in which somebody says how to be reached. */
const doors: Record<string, "ordering" | "booking" | "reserving" | "code" | "tablet" | "staff" | "kept as typed"> = {
  "checkout.saveDraft.email": "kept as typed",
  "checkout.saveDraft.phone": "kept as typed",
  "checkout.checkContact.email": "ordering",
  "checkout.checkContact.phone": "ordering",
  "checkout.place.email": "ordering",
  "checkout.place.phone": "ordering",
  "sale.place.email": "ordering",
  "sale.place.phone": "ordering",
  "fittings.book.contact": "booking",
  "fittings.waiting.join.contact": "booking",
  "orders.pickup.reserve.contact": "reserving",
  "identity.requestCode.address": "code",
  "identity.contacts.prove.address": "code",
  "identity.contacts.add.address": "code",
  "identity.contacts.change.address": "code",
  "identityGraph.merges.address": "code",
  "orders.lookUp.request.address": "code",
  "orders.lookUp.open.address": "code",
  "client.ask.phone": "tablet",
  "client.layCanary.phone": "tablet",
  "identity.office.requestCode.email": "staff",
  "identity.office.signIn.email": "staff",
  "identity.office.claim.email": "staff",
  "identity.office.saveStaff.email": "staff",
};

type Node = { type?: string | string[]; anyOf?: Node[]; properties?: Record<string, Node> };
const isText = ({ type, anyOf }: Node): boolean => [type].flat().includes("string") || (anyOf?.some(isText) ?? false);

/** The text fields of an input, at any depth, in which a contact is given. */
function contactFields(node: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof node !== "object" || node === null) return found;
  for (const [name, field] of Object.entries((node as Node).properties ?? {}))
    if (/^(address|contact|e?mail|phone)$/i.test(name) && isText(field)) found.add(name);
  for (const part of Object.values(node)) contactFields(part, found);
  return found;
}

const fieldsOf = (schema: z.ZodType) => contactFields(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));

test("every field of the API that takes a contact is known here", () => {
  const procedures = Object.entries(appRouter._def.procedures as Record<string, unknown>) as [
    string,
    { _def: { inputs: z.ZodType[] } },
  ][];
  const found = procedures.flatMap(([name, { _def }]) =>
    _def.inputs.flatMap((input) => [...fieldsOf(input)].map((field) => `${name}.${field}`)),
  );
  expect([...new Set(found)].sort()).toEqual(Object.keys(doors).sort());
  // The search sees one that was added, also inside of something.
  expect([...fieldsOf(z.strictObject({ who: z.strictObject({ phone: z.string().nullable() }) }))]).toEqual(["phone"]);
});

const houses: Record<string, string> = {};
beforeAll(async () => {
  for (const country of ["AZ", "DE", "GB", "GE"]) houses[country] = (await makeStore({ country })).id;
});

/** What was kept, "?" when it is asked whose number it is, "!…" why it is refused. */
async function told(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    if (!isAppError(error) || error.appCode !== "CONTACT_WRONG") throw error;
    const { why } = error.details as { why: string };
    return why === "unclear" ? "?" : `!${why}`;
  }
}

// Nothing typed is nothing given: each door has its own sentence for that.
const given = contactTable.filter(([typed]) => typed.trim() !== "");

test.each(given)("every door reads %j in %s as %s", async (typed, country, there, forCode = there) => {
  const { id: shopperId, ctx } = await makeShopper();
  const storeId = houses[country] ?? "";
  const name = "Leyla";
  const kind = typed.includes("@") ? "email" : "phone";
  const said = { name, email: "", phone: "", address: null, [kind]: typed };
  const read = {
    reserving: () =>
      inTransaction(async (tx) => (await atReserving(tx, { name, contact: typed }, { shopperId, country })).contact),
    booking: () =>
      inTransaction(async (tx) => {
        const who = { storeId, contactName: name, contact: typed };
        return (await atBooking(tx, { shopperId, regions: [] }, who)).contact;
      }),
    ordering: () =>
      inTransaction(async (tx) => {
        const parts = [{ kind: "pickup" as const, country }];
        return (await atOrdering(tx, parts, { contact: said, shopperId, regions: [] }))[kind];
      }),
  };
  for (const [door, ask] of Object.entries(read)) expect([door, await told(ask)]).toEqual([door, there]);
  expect(await told(async () => (await readAddress(ctx, typed)).value)).toBe(forCode);
});
