import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { syncChange, syncReceipt } from "@/db/schema/sync";
import { verifyChain } from "@/server/audit/chain";
import { listCartLines } from "@/server/cart/queries";
import type { Ctx } from "@/server/platform/context";
import { isUnchangedSince } from "@/server/sync/commit";
import { makeConsultant, makeProduct, makeShopper, makeStore } from "@/server/testing/factories";
import { schemaV } from "./format.rules";
import { createPush, createScopeQueue, push, pushDeps } from "./push";
import { type OpBody, type PushInput, pushSchema } from "./schema";

const deliver = { kind: "deliver" } as const;

/** A device with a queue: sends operations under the next numbers. */
function createDevice(ctx: Ctx, scope: string, send = push) {
  const clientId = randomUUID();
  let mid = 0;
  const sendOps = (ops: PushInput["ops"]) => send(ctx, pushSchema.parse({ clientId, schemaV, ops }));
  const next = (op: { name: string; args: unknown }, baseVersion = 0) => ({
    ...op,
    mid: ++mid,
    scope,
    baseVersion,
    at: 0,
  });
  return { clientId, sendOps, next, push: (...ops: OpBody[]) => sendOps(ops.map((op) => next(op))) };
}

async function createScene() {
  const shopper = await makeShopper();
  const product = await makeProduct(["M"]);
  const variantId = product.variants[0]?.id ?? "";
  const add = (quantity = 1): OpBody => ({ name: "cart.add", args: { variantId, fulfilment: deliver, quantity } });
  const quantity = async (scope = shopper.id) => (await listCartLines(scope))[0]?.quantity ?? 0;
  return { shopper, product, variantId, add, quantity, phone: createDevice(shopper.ctx, shopper.id) };
}

describe("sync.push", () => {
  it("applies operations in order and returns their outcome and the patch", async () => {
    const { phone, add, shopper, product } = await createScene();
    const reply = await phone.push(add(2), { name: "favourite.add", args: { productId: product.id } });
    expect(reply.results).toEqual([
      { mid: 1, outcome: "applied", version: 1 },
      { mid: 2, outcome: "applied", version: 1 },
    ]);
    expect(reply.lastMid).toBe(2);
    expect(reply.patches).toMatchObject([{ kind: "patch", scope: shopper.id, from: 0, to: 1, lastMid: 2 }]);
    expect(reply.patches[0]?.changes.map((c) => [c.entity, c.mid])).toEqual([
      ["cart_line", 1],
      ["favourite", 2],
    ]);
    expect(await db().select().from(syncChange).where(eq(syncChange.scopeId, shopper.id))).toHaveLength(2);
  });

  it("rejects an operation that nests too deep and applies those behind it", async () => {
    const { phone, add, quantity } = await createScene();
    const deep = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`);
    const ops = [phone.next({ name: "cart.add", args: deep }), phone.next(add(2))];
    const { results } = await phone.sendOps(ops);
    expect(results.map((r) => r.outcome)).toEqual(["rejected", "applied"]);
    expect(results[0]?.reason).toBe("BAD_INPUT");
    expect((await phone.sendOps(ops)).results.map((r) => r.outcome)).toEqual(["rejected", "applied"]);
    expect(await quantity()).toBe(2);
  });

  it("refuses a second currency in the cart and applies what is behind it; once empty, the cart takes the other", async () => {
    const { phone, add, shopper, product } = await createScene();
    const euro = await makeProduct(["M"], 4_900, "EUR");
    const addEuro: OpBody = {
      name: "cart.add",
      args: { variantId: euro.variants[0]?.id ?? "", fulfilment: deliver, quantity: 1 },
    };
    const { results } = await phone.push(add(), addEuro, add());
    expect(results.map((r) => [r.outcome, r.reason])).toEqual([
      ["applied", undefined],
      ["rejected", "MIXED_CURRENCIES"],
      ["applied", undefined],
    ]);
    expect((await phone.push(addEuro)).results).toMatchObject([{ outcome: "rejected", reason: "MIXED_CURRENCIES" }]);
    const out: OpBody = {
      name: "cart.remove",
      args: { lineKey: `${product.variants[0]?.id}:deliver`, seenQuantity: 2 },
    };
    expect((await phone.push(out, addEuro)).results.map((r) => r.outcome)).toEqual(["applied", "applied"]);
    expect(await listCartLines(shopper.id)).toMatchObject([{ currency: "EUR", quantity: 1 }]);
  });

  it("refuses one client more than an owner may have, and still accepts known ones", async () => {
    const { phone, add, shopper } = await createScene();
    await phone.push(add());
    await db().execute(sql`insert into sync_client (id, owner_kind, owner_id, last_mid)
      select gen_random_uuid(), 'shopper', ${shopper.id}::uuid, 1 from generate_series(1, 199)`);
    await expect(createDevice(shopper.ctx, shopper.id).push(add())).rejects.toThrow("RATE_LIMITED");
    await phone.push(add());
    await db().execute(sql`update sync_client set last_seen_at = clock_now() - interval '31 days'
      where owner_id = ${shopper.id}::uuid and id <> ${phone.clientId}::uuid`);
    await createDevice(shopper.ctx, shopper.id).push(add());
  });

  it("gives a repeated operation its first result and applies it once", async () => {
    const { phone, add, quantity } = await createScene();
    const ops = [phone.next(add(2))];
    const first = await phone.sendOps(ops);
    expect(await phone.sendOps(ops)).toMatchObject({ results: first.results, lastMid: 1 });
    expect(await quantity()).toBe(2);
  });

  it("applies the same push that arrives twice at once only once", async () => {
    const { phone, add, quantity } = await createScene();
    const ops = [phone.next(add(1)), phone.next(add(1))];
    const replies = await Promise.all([1, 2, 3, 4].map(() => phone.sendOps(ops)));
    for (const reply of replies) expect(reply.results).toEqual(replies[0]?.results);
    expect(await quantity()).toBe(2);
  });

  it("applies the new end of a push whose beginning it has", async () => {
    const { phone, add, quantity } = await createScene();
    const first = phone.next(add(1));
    await phone.sendOps([first]);
    const reply = await phone.sendOps([first, phone.next(add(1))]);
    expect(reply.results.map((r) => [r.mid, r.outcome, r.version])).toEqual([
      [1, "applied", 1],
      [2, "applied", 2],
    ]);
    expect(await quantity()).toBe(2);
  });

  it("refuses a gap and names the number it expects", async () => {
    const { phone, add, quantity } = await createScene();
    phone.next(add(1));
    await expect(phone.push(add(1))).rejects.toMatchObject({ appCode: "SEQUENCE_GAP", details: { expectedMid: 1 } });
    const holed = [
      { ...phone.next(add(1)), mid: 1 },
      { ...phone.next(add(1)), mid: 3 },
    ];
    await expect(phone.sendOps(holed)).rejects.toMatchObject({ appCode: "SEQUENCE_GAP", details: { expectedMid: 2 } });
    expect(await quantity()).toBe(0);
  });

  it("refuses a copied profile as forked, and another owner's client too", async () => {
    const { phone, add, quantity } = await createScene();
    const op = phone.next(add(1));
    await phone.sendOps([op]);
    await expect(phone.sendOps([{ ...op, ...add(2) }])).rejects.toMatchObject({ appCode: "CLIENT_FORKED" });
    const stranger = await makeShopper();
    const stolen = pushSchema.parse({ clientId: phone.clientId, schemaV, ops: [op] });
    await expect(push(stranger.ctx, stolen)).rejects.toMatchObject({ appCode: "CLIENT_FORKED" });
    expect(await quantity()).toBe(1);
  });

  it("requires a client of an unknown version to upgrade and stores nothing of it", async () => {
    const { phone, add, shopper } = await createScene();
    const ops = [phone.next(add(1))];
    for (const other of [0, schemaV + 1]) {
      const input = pushSchema.parse({ clientId: phone.clientId, schemaV: other, ops });
      await expect(push(shopper.ctx, input)).rejects.toMatchObject({ appCode: "UPGRADE_REQUIRED" });
    }
    expect(await db().select().from(syncReceipt).where(eq(syncReceipt.clientId, phone.clientId))).toEqual([]);
  });

  it("requires an anonymous caller and a tablet without a shift to sign in", async () => {
    const { phone, add, shopper } = await createScene();
    const ops = [phone.next(add(1))];
    const ctx: Ctx = { ...shopper.ctx, actor: { kind: "anonymous" } };
    await expect(push(ctx, { clientId: phone.clientId, schemaV, ops })).rejects.toMatchObject({
      appCode: "UNAUTHENTICATED",
    });
  });
});

describe("one wrong operation", () => {
  const wrong = (variantId: string): [string, unknown, string][] => [
    ["cart.add", { variantId: randomUUID(), fulfilment: deliver, quantity: 1 }, "UNKNOWN_VARIANT"],
    ...[0, -1, 1e9, 1.5, "2", null].map((quantity): [string, unknown, string] => [
      "cart.add",
      { variantId, fulfilment: deliver, quantity },
      "BAD_INPUT",
    ]),
    ["cart.add", { variantId, fulfilment: { kind: "pickup", storeId: randomUUID() }, quantity: 1 }, "NOT_FOUND"],
    ["cart.add", { variantId, fulfilment: deliver, quantity: 1, price: 1 }, "BAD_INPUT"],
    ["cart.set", { lineKey: "x".repeat(36), quantity: 1 }, "BAD_INPUT"],
    ["cart.set", { lineKey: `${"-".repeat(36)}:deliver`, quantity: 1 }, "BAD_INPUT"],
    ["cart.clear", {}, "BAD_INPUT"],
    ["favourite.add", { productId: randomUUID() }, "NOT_FOUND"],
    ["cart.add", undefined, "BAD_INPUT"],
  ];

  it("is rejected with its reason and does not stop the queue", async () => {
    const { phone, add, quantity, variantId } = await createScene();
    const cases = wrong(variantId);
    const ops = [phone.next(add(1)), ...cases.map(([name, args]) => phone.next({ name, args })), phone.next(add(1))];
    const { results } = await phone.sendOps(ops);
    expect(results.slice(1, -1).map((r) => [r.outcome, r.reason])).toEqual(
      cases.map(([, , reason]) => ["rejected", reason]),
    );
    expect([results.at(0)?.outcome, results.at(-1)?.outcome]).toEqual(["applied", "applied"]);
    expect(await quantity()).toBe(2);
    expect((await phone.sendOps(ops)).results).toEqual(results);
  });

  it("on another's cart looks like one on an unknown cart, and touches nothing", async () => {
    const { phone, add, quantity } = await createScene();
    const other = await createScene();
    const foreign = { ...phone.next(add(1)), scope: other.shopper.id };
    const nowhere = { ...phone.next(add(1)), scope: randomUUID() };
    const { results } = await phone.sendOps([foreign, nowhere, phone.next(add(1))]);
    expect(results.map((r) => [r.outcome, r.reason])).toEqual([
      ["rejected", "NOT_FOUND"],
      ["rejected", "NOT_FOUND"],
      ["applied", undefined],
    ]);
    expect(await other.quantity()).toBe(0);
    expect(await quantity()).toBe(1);
  });
});

describe("a tablet", () => {
  it("edits the cart of a shopper in assistance, until that ends", async () => {
    const { shopper, add, quantity } = await createScene();
    const consultant = await makeConsultant((await makeStore()).id);
    const tablet = createDevice(consultant.ctx, shopper.id);
    expect((await tablet.push(add(1))).results[0]).toMatchObject({ outcome: "rejected", reason: "NOT_FOUND" });
    await db().execute(sql`insert into assistance_grant (shopper_id, store_id, store_device_id, staff_id, expires_at)
      values (${shopper.id}, ${consultant.storeId}, ${consultant.tablet.id}, ${consultant.id}, now() + interval '1 hour')`);
    const reply = await tablet.push(add(1));
    expect(reply.results[0]?.outcome).toBe("applied");
    expect(reply.patches[0]?.changes[0]?.by).toEqual({ staff: "Rauf" });
    const written = await db().select().from(auditEntry).where(eq(auditEntry.subjectId, shopper.id));
    expect(written).toMatchObject([{ action: "client.cart_changed", actorId: consultant.id, reason: "consent" }]);
    expect((await verifyChain()).broken).toBeNull();
    await db().execute(sql`update assistance_grant set ended_at = now() where shopper_id = ${shopper.id}`);
    expect((await tablet.push(add(1))).results[0]).toMatchObject({ outcome: "rejected", reason: "NOT_FOUND" });
    expect(await quantity()).toBe(1);
  });
});

/** 20 clients over three sessions of one shopper add at once, through three processes with queues of their own. */
async function addInParallel(guard: typeof isUnchangedSince) {
  const { shopper, add, quantity } = await createScene();
  const processes = [1, 2, 3].map(() => createPush({ ...pushDeps, inScope: createScopeQueue(), guard }));
  const clients = Array.from({ length: 20 }, (_, i) => createDevice(shopper.ctx, shopper.id, processes[i % 3]));
  const replies = await Promise.all(clients.map((client) => client.push(add(1))));
  const acknowledged = replies.filter((r) => r.results[0]?.outcome === "applied").length;
  return { acknowledged, kept: await quantity() };
}

describe("one cart, 20 clients at once", () => {
  it("keeps every add that it acknowledged", async () => {
    expect(await addInParallel(isUnchangedSince)).toEqual({ acknowledged: 20, kept: 20 });
  });

  it("loses adds without the guard on the scope's version", async () => {
    const { acknowledged, kept } = await addInParallel(() => sql`true`);
    expect(acknowledged).toBe(20);
    expect(kept).toBeLessThan(20);
  });
});
