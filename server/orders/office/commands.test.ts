import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { auditEntry } from "@/db/schema/audit";
import { order } from "@/db/schema/orders";
import {
  ctxOf,
  makeConsultant,
  makeOffice,
  makeProduct,
  makeShopper,
  makeStore,
  stock,
} from "@/server/testing/factories";
import { paidOrder } from "@/server/testing/paid-order";
import { revealContact } from "./commands";

async function placePaidOrder(shopperId?: string) {
  const store = await makeStore();
  const variantId = (await makeProduct()).variants[0]?.id ?? "";
  await stock(variantId, store.id, 1);
  const lines = [{ variantId, quantity: 1, priceMinor: 12_900 }];
  return { store, order: await paidOrder({ storeId: store.id, lines, ...(shopperId ? { shopperId } : {}) }) };
}

const listAccessLog = (orderId: string) =>
  db()
    .select()
    .from(auditEntry)
    .where(and(eq(auditEntry.subjectId, orderId), eq(auditEntry.action, "order.contact_seen")));

test("the office reveals buyer and address, and each access is logged", async () => {
  const { order: placed } = await placePaidOrder();
  const anna = await makeOffice();
  const ben = await makeOffice("admin", "Ben");
  expect(await revealContact(anna.ctx, { orderId: placed.id })).toEqual({
    contactName: "Leyla Hasanova",
    email: "",
    phone: "+994501234567",
    address: { line1: "12 Nizami St.", line2: "", city: "Baku", postcode: "AZ1000", country: "AZ" },
  });
  await revealContact(ben.ctx, { orderId: placed.id });
  const seen = await listAccessLog(placed.id);
  expect(seen.map((e) => [e.actorId, e.subjectKind]).sort()).toEqual(
    [
      [anna.id, "order"],
      [ben.id, "order"],
    ].sort(),
  );
  // The audit log says that the contact was read, never its value.
  expect(JSON.stringify(seen)).not.toMatch(/Hasanova|1234567|Nizami/);
});

test("an erased buyer's contact is gone here too, and the access is still logged", async () => {
  const { order: placed } = await placePaidOrder();
  await db().update(order).set({ contactName: "", phone: "", email: "", address: null }).where(eq(order.id, placed.id));
  const { ctx } = await makeOffice();
  expect(await revealContact(ctx, { orderId: placed.id })).toEqual({
    contactName: "",
    email: "",
    phone: "",
    address: null,
  });
  expect(await listAccessLog(placed.id)).toHaveLength(1);
});

test("everybody else is refused, the buyer too, and a refusal logs no access", async () => {
  const leyla = await makeShopper("customer");
  const { store, order: placed } = await placePaidOrder(leyla.id);
  const staff = [(await makeConsultant(store.id)).ctx, (await makeConsultant(store.id, "manager")).ctx];
  for (const ctx of [ctxOf({ kind: "anonymous" }), leyla.ctx, ...staff])
    await expect((async () => revealContact(ctx, { orderId: placed.id }))()).rejects.toMatchObject({
      appCode: "NOT_FOUND",
    });
  expect(await listAccessLog(placed.id)).toEqual([]);
  const { ctx } = await makeOffice();
  const unknown = randomUUID();
  await expect(revealContact(ctx, { orderId: unknown })).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  expect(await listAccessLog(unknown)).toEqual([]);
});
