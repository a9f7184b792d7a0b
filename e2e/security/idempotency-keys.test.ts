import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { db } from "@/db/client";
import { appRouter } from "@/server/app/router";
import { lineKeyOf } from "@/server/cart/rules";
import { schemaV } from "@/server/operations/format.rules";
import { queuedOpSchema } from "@/server/operations/schema";
import { getQuote } from "@/server/orders/quote/queries";
import { loadSecrets } from "@/server/platform/secrets";
import { type Field, fieldsOf, others } from "@/server/testing/inputs";
import { buyer } from "@/server/testing/orders";
import { type ProcedureName, surfaceOf } from "./matrix/cell";
import { cells, procedures } from "./matrix/cells";
import { getPerson, makeWorld, type Role, type World } from "./matrix/world";
import { type Answer, mutate, startMutant, type Target } from "./target";

process.env.DATA_DIR = mkdtempSync(path.join(tmpdir(), "selvedge-keys-"));

type Input = Record<string, unknown>;
type Row = {
  as: Role;
  /** What it is called with, where the matrix's own input is not answered with success. */
  input?: (world: World) => Promise<Input>;
  /** Fields that are no part of the request's content, each with the reason. */
  beside?: Record<string, string>;
  /** Fields of which another value is refused before the key is checked. */
  refused?: Record<string, string>;
};

/** Free items in the guest's cart, as quoted: no provider is called. */
async function createOrderableCart({ people, variantId, store }: World): Promise<Input> {
  const { shopperId, deviceId } = people.guest;
  await db().execute(sql`update variant set price_minor = 0 where id = ${variantId}`);
  const lineKey = lineKeyOf(variantId, { kind: "pickup", storeId: store.id });
  await db().execute(sql`
    with bag as (insert into cart (scope_id, currency) values (${shopperId}, 'AZN'))
    insert into cart_line (scope_id, line_key, variant_id, fulfilment, store_id, quantity, price_seen_minor, currency, version)
    values (${shopperId}, ${lineKey}, ${variantId}, 'pickup', ${store.id}, 1, 0, 'AZN', 1)`);
  const actor = { kind: "guest", shopperId, deviceId, device: "laptop", guestId: null } as const;
  return { key: randomUUID(), quoteHash: (await getQuote(actor, undefined)).hash, contact: buyer };
}

const lastValueReason = "is kept as it is said last (server/orders/revising)";
const approval = "lets the act be done, and is no part of it";

/** Every procedure that takes a key of one attempt. */
const rows: Record<string, Row> = {
  "reservations.create": { as: "customerA" },
  "checkout.place": { as: "guest", input: createOrderableCart, beside: { contact: lastValueReason } },
  "sales.store.place": { as: "consultant", beside: { contact: lastValueReason }, refused: { shopperId: "NOT_FOUND" } },
  "fittings.book": { as: "customerA" },
  "fittings.requestItem": { as: "customerA" },
  "waitlist.join": { as: "customerA" },
  "fittings.store.bookWalkIn": { as: "consultant" },
  "returns.store.create": { as: "consultant", beside: { approvalId: approval } },
  "register.store.open": { as: "consultant" },
  "register.store.moveCash": { as: "consultant" },
  "register.store.close": { as: "consultant" },
  "transfers.store.receive": { as: "consultant", beside: { approvalId: approval } },
  "stock.office.receive": { as: "office" },
  "counts.office.count": { as: "office" },
  "counts.office.book": { as: "office" },
  "transfers.office.send": { as: "office" },
  "transfers.office.receive": { as: "office", beside: { approvalId: approval } },
};

const getInput = (name: string): Field => {
  const { inputs } = (appRouter._def.procedures as unknown as Record<string, { _def: { inputs: z.ZodType[] } }>)[name]
    ?._def ?? { inputs: [] };
  return inputs[0] ? fieldsOf(inputs[0]) : {};
};
const hasKey = (field: Field) => JSON.stringify(field).includes('"key":{');

test("every procedure that takes a key is known here", () => {
  const keyed = procedures.map(({ name }) => name).filter((name) => hasKey(getInput(name)));
  expect(keyed.sort()).toEqual(Object.keys(rows).sort());
});

let target: Target = { url: "" };
beforeAll(async () => {
  await loadSecrets();
  target = await startMutant({});
});
afterAll(() => target.close?.());

/** All that the database holds, but when people were last seen. */
async function snapshotDatabase(): Promise<Record<string, string>> {
  const tables = await db().execute<{ name: string }>(sql`
    select tablename as name from pg_tables where schemaname = 'public'
      and tablename not in ('staff_session', 'shopper_device', 'store_device', 'clock_offset')`);
  const sums = tables.map(
    ({ name }) => sql`select ${name} as name,
      (select md5(coalesce(string_agg(t::text, ' ' order by t::text), '')) from ${sql.identifier(name)} t) as sum`,
  );
  const found = await db().execute<{ name: string; sum: string }>(sql.join(sums, sql` union all `));
  return Object.fromEntries(found.map(({ name, sum }) => [name, sum]));
}

test.each(Object.entries(rows))("%s: one key is one act", async (name, { as, input, beside = {}, refused = {} }) => {
  const world = await makeWorld();
  const cell = cells[name as ProcedureName];
  const actor = procedures.find((p) => p.name === name)?.actor ?? "anyone";
  const person = getPerson(world, as, surfaceOf(actor, cell));
  const ask = (asked: Input) => mutate(target, name, { as: person, input: asked });
  const asked = (await (input ?? cell.input)?.(world, as)) as Input;
  const answer = await ask(asked);
  expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
  const after = await snapshotDatabase();
  expect((await ask(asked)).data).toEqual(answer.data);
  expect(await snapshotDatabase()).toEqual(after);
  const { properties = {} } = getInput(name);
  const fields = Object.keys(properties).filter((field) => field !== "key" && !(field in beside));
  for (const field of fields) {
    const changed = others(properties[field] ?? {}, asked[field]);
    expect([field, changed.length]).not.toEqual([field, 0]);
    for (const value of changed) {
      const other = { ...asked, [field]: value };
      expect([other, getRefusal(await ask(other))]).toEqual([other, refused[field] ?? "IDEMPOTENCY_MISMATCH"]);
    }
  }
  expect(await snapshotDatabase()).toEqual(after);
});

const getRefusal = ({ status, code, body }: Answer) => (status === 200 ? "answered" : code || body);

const requestInputs: Record<string, (world: World) => Input> = {
  "request.pickup": ({ store, variantId }) => ({
    storeId: store.id,
    lines: [{ variantId, quantity: 1 }],
    contact: { name: "Leyla", contact: "leyla@example.test" },
  }),
  "request.fitting": (world) => {
    const { key: _, ...wanted } = (cells["fittings.book"].input?.(world, "customerA") ?? {}) as Input;
    return wanted;
  },
  "request.withdraw": () => ({ kind: "pickup" }),
};

type Op = { properties: { name: { const: string }; args: Field } };
const ops = (z.toJSONSchema(queuedOpSchema, { io: "input" }) as unknown as { oneOf: Op[] }).oneOf;

test("every operation of a queue that takes a key is known here", () => {
  const keyed = ops.filter(({ properties }) => hasKey(properties.args)).map(({ properties }) => properties.name.const);
  expect(keyed.sort()).toEqual(Object.keys(requestInputs).sort());
});

test.each(["request.pickup", "request.fitting"])("%s: one key is one act", async (name) => {
  const world = await makeWorld();
  const { customerA } = world.people;
  const clientId = randomUUID();
  let mid = 0;
  const push = async (args: Input) => {
    const op = { mid: ++mid, scope: customerA.shopperId, baseVersion: 0, at: 0, name, args };
    const { data } = await mutate(target, "sync.push", { as: customerA, input: { clientId, schemaV, ops: [op] } });
    const [result] = (data as { results: { outcome: string; reason?: string; answer?: { made?: string } }[] }).results;
    return result;
  };
  const asked = { ...requestInputs[name]?.(world), key: randomUUID() } as Input;
  const first = await push(asked);
  expect(first).toMatchObject({ outcome: "applied", answer: { made: expect.any(String) } });
  expect((await push(asked))?.answer).toEqual(first?.answer);
  const { properties = {} } = ops.find((op) => op.properties.name.const === name)?.properties.args ?? {};
  for (const field of Object.keys(properties).filter((f) => f !== "key"))
    for (const value of others(properties[field] ?? {}, asked[field])) {
      const other = { ...asked, [field]: value };
      expect([other, (await push(other))?.reason]).toEqual([other, "IDEMPOTENCY_MISMATCH"]);
    }
});
