import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { stockLevel, stockMovement } from "@/db/schema/inventory";
import * as idempotency from "@/server/platform/idempotency";
import { runBroken } from "@/server/testing/broken";
import { makeConsultant, makeOffice, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { listStockViolations } from "../queries";
import { receiveStock } from "./commands";
import { getLedger } from "./queries";
import { ledgerFilterSchema, type ReceiveInput } from "./schema";

afterEach(async () => expect(await listStockViolations()).toEqual([]));

async function setup() {
  const store = await makeStore();
  const product = await makeProduct(["S", "M"]);
  const office = await makeOffice();
  const [a = "", b = ""] = product.variants.map((v) => v.id);
  const delivery = (part: Partial<ReceiveInput> = {}): ReceiveInput => ({
    key: randomUUID(),
    storeId: store.id,
    reason: "received",
    document: "DN-104",
    lines: [
      { variantId: b, quantity: 3 },
      { variantId: a, quantity: 2 },
      { variantId: b, quantity: 1 },
    ],
    ...part,
  });
  const onHand = async () => {
    const rows = await db().select().from(stockLevel).where(eq(stockLevel.storeId, store.id));
    return [a, b].map((id) => rows.find((r) => r.variantId === id)?.onHand ?? 0);
  };
  return { store, product, office, a, b, delivery, onHand };
}

const parseFilter = (part: object = {}) => ledgerFilterSchema.parse(part);

test("adds a delivery, also of variants new to the store, with who, why and the document", async () => {
  const { store, product, office, a, delivery, onHand } = await setup();
  await stock(a, store.id, 5);
  expect(await receiveStock(office.ctx, delivery())).toEqual({ pieces: 6 });
  expect(await onHand()).toEqual([7, 4]);
  const { movements } = await getLedger(office.ctx, parseFilter({ storeId: store.id, reason: "received" }));
  expect(movements.map((m) => [m.delta, m.reason, m.document, m.actor, m.storeName]).sort()).toEqual([
    [2, "received", "DN-104", "Anna", "Test St."],
    [4, "received", "DN-104", "Anna", "Test St."],
  ]);
  expect(movements.every((m) => m.title.en === product.title.en)).toBe(true);
  const [seen] = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, store.id));
  expect(seen).toMatchObject({
    action: "stock.received",
    reason: "goods",
    actorId: office.id,
    sessionId: office.actor.sessionId,
    after: { document: "DN-104", articles: 2, pieces: 6 },
  });
});

test("adds nothing when one line or the store is unknown", async () => {
  const { office, a, delivery, onHand } = await setup();
  const lines = [
    { variantId: a, quantity: 1 },
    { variantId: randomUUID(), quantity: 1 },
  ];
  await expect(receiveStock(office.ctx, delivery({ lines }))).rejects.toMatchObject({ appCode: "UNKNOWN_VARIANT" });
  await expect(receiveStock(office.ctx, delivery({ storeId: randomUUID() }))).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
  expect(await onHand()).toEqual([0, 0]);
});

test("is for the office only", async () => {
  const { store, delivery, onHand } = await setup();
  for (const { ctx } of [await makeConsultant(store.id, "manager"), await makeShopper("customer")]) {
    expect(() => receiveStock(ctx, delivery())).toThrow("NOT_FOUND");
    await expect(getLedger(ctx, parseFilter())).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  }
  expect(await onHand()).toEqual([0, 0]);
});

/** Eight calls at once. */
async function eightTaps() {
  const { office, delivery, onHand } = await setup();
  const input = delivery();
  const answers = await Promise.all(Array.from({ length: 8 }, () => receiveStock(office.ctx, input)));
  expect(answers).toEqual(answers.map(() => ({ pieces: 6 })));
  return onHand();
}

test("a delivery sent eight times at once is added once, and other lines under its key are refused", async () => {
  expect(await eightTaps()).toEqual([2, 4]);
  const { office, delivery, a } = await setup();
  const first = delivery();
  await receiveStock(office.ctx, first);
  await expect(receiveStock(office.ctx, { ...first, lines: [{ variantId: a, quantity: 9 }] })).rejects.toMatchObject({
    appCode: "IDEMPOTENCY_MISMATCH",
  });
});

test("without its key it is added eight times", async () => {
  expect(await runBroken(idempotency, { runIdempotent: (_tx, _call, work) => work() }, eightTaps)).toEqual([16, 32]);
});

test("the ledger is paged, newest first, each movement once, and each filter narrows", async () => {
  const { store, product, office, a, b } = await setup();
  const other = await makeStore({ name: "Port" });
  const at = (n: number) => new Date(Date.UTC(2026, 0, 1, 10, 0, Math.floor(n / 3)));
  await db()
    .insert(stockMovement)
    .values(
      Array.from({ length: 120 }, (_, n) => ({
        variantId: n % 2 ? a : b,
        storeId: n % 4 ? store.id : other.id,
        delta: n + 1,
        reason: "import" as const,
        at: at(n),
      })),
    );
  const deltas: number[] = [];
  let cursor: unknown = null;
  do {
    const page = await getLedger(office.ctx, parseFilter({ product: product.handle, cursor, direction: "forward" }));
    deltas.push(...page.movements.map((m) => m.delta));
    cursor = page.next;
  } while (cursor);
  expect(deltas).toHaveLength(120);
  expect(new Set(deltas).size).toBe(120);
  expect((deltas[0] ?? 0) > 117 && (deltas.at(-1) ?? 9) < 4).toBe(true);
  const count = async (part: object) => (await getLedger(office.ctx, parseFilter(part))).movements.length;
  expect(await count({ storeId: other.id })).toBe(30);
  expect(await count({ product: product.variants[0]?.sku, storeId: other.id })).toBe(0);
  expect(await count({ product: "100%_nothing" })).toBe(0);
  expect(await count({ product: product.handle, reason: "received" })).toBe(0);
  await db().delete(stockMovement).where(eq(stockMovement.reason, "import"));
});
