import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { shopperContact } from "@/db/schema/contacts";
import { shopper, shopperDevice } from "@/db/schema/identity";
import { identityEdge, mergeReview, shopperMerge } from "@/db/schema/identity-graph";
import { listCartLines } from "@/server/cart/queries";
import { listFavourites } from "@/server/favourites/queries";
import { schemaV } from "@/server/operations/format.rules";
import { push } from "@/server/operations/push";
import { type OpBody, pushSchema } from "@/server/operations/schema";
import { reserve } from "@/server/orders/pickup/reserve";
import { inTransaction } from "@/server/platform/transaction";
import { commitWithChanges } from "@/server/sync/commit";
import { makeOffice, makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { linkValue, requestReview } from "./commands";
import { mergeShoppers } from "./merge";
import { listMerges, listOpenReviews } from "./queries";
import { approveMerge, rejectMerge } from "./review";
import { splitMerge } from "./split";

type Shopper = Awaited<ReturnType<typeof makeShopper>>;

function send(who: Shopper, bodies: OpBody[]) {
  const ops = bodies.map((body, i) => ({ ...body, mid: i + 1, scope: who.id, baseVersion: 0, at: 0 }));
  return push(who.ctx, pushSchema.parse({ clientId: randomUUID(), schemaV, ops }));
}

const add = (variantId: string, quantity: number): OpBody => ({
  name: "cart.add",
  args: { variantId, fulfilment: { kind: "deliver" }, quantity },
});
const listCart = async (id: string) =>
  Object.fromEntries((await listCartLines(id)).map((l) => [l.variantId, l.quantity]));
const findRow = async (id: string) => (await db().select().from(shopper).where(eq(shopper.id, id)))[0];
const listDevices = (id: string) => db().select().from(shopperDevice).where(eq(shopperDevice.shopperId, id));
const listContactValues = (id: string) => db().select().from(shopperContact).where(eq(shopperContact.shopperId, id));

async function createAccount(email: string) {
  const created = await makeShopper("customer");
  await db().delete(shopperContact).where(eq(shopperContact.shopperId, created.id));
  await db().insert(shopperContact).values({ shopperId: created.id, kind: "email", value: email, isPrimary: true });
  return created;
}

/** Two accounts of which the second verified the first one's address: a cart, a favourite and a pickup each. */
async function createScene() {
  const mark = randomUUID().slice(0, 8);
  const holder = await createAccount(`a-${mark}@example.test`);
  const claimant = await createAccount(`b-${mark}@example.test`);
  const product = await makeProduct(["S", "M"]);
  const [s = "", m = ""] = product.variants.map((v) => v.id);
  const shop = await makeStore();
  await stock(s, shop.id, 5);
  await send(holder, [add(m, 1)]);
  await send(claimant, [add(m, 3), add(s, 1), { name: "favourite.add", args: { productId: product.id } }]);
  const contact = { name: "Aysel", contact: `c-${mark}@example.test` };
  const taken = await reserve(claimant.ctx, {
    storeId: shop.id,
    lines: [{ variantId: s, quantity: 1 }],
    contact,
    key: randomUUID(),
  });
  await inTransaction((tx) => requestReview(tx, { holderId: holder.id, claimantId: claimant.id, evidence: "email" }));
  const [review] = await db().select().from(mergeReview).where(eq(mergeReview.holderId, holder.id));
  return { holder, claimant, product, s, m, taken, reviewId: review?.id ?? "", office: await makeOffice() };
}

test("the office reviews two accounts with masked addresses and decides once", async () => {
  const { holder, claimant, reviewId, office } = await createScene();
  await inTransaction((tx) => requestReview(tx, { holderId: claimant.id, claimantId: holder.id, evidence: "phone" }));
  const mine = (await listOpenReviews()).filter((r) => [r.holder.shopperId, r.claimant.shopperId].includes(holder.id));
  expect(mine).toHaveLength(1);
  expect(mine[0]?.holder.contacts.join()).toMatch(/•|\*/);
  expect((await findRow(claimant.id))?.mergedInto, "nothing merges by itself").toBeNull();

  await rejectMerge(office.ctx, reviewId);
  await expect(approveMerge(office.ctx, reviewId)).rejects.toMatchObject({ appCode: "NOT_FOUND" });
  await inTransaction((tx) => requestReview(tx, { holderId: holder.id, claimantId: claimant.id, evidence: "email" }));
  expect(
    (await listOpenReviews()).some((r) => r.holder.shopperId === holder.id),
    "asked again on the same evidence",
  ).toBe(false);
});

test("an approved merge can be split: cart, order, address and device go back", async () => {
  const { holder, claimant, product, s, m, taken, reviewId, office } = await createScene();
  const decisions = [1, 2, 3].map(() => approveMerge(office.ctx, reviewId));
  const decided = (await Promise.allSettled(decisions)).filter((d) => d.status === "fulfilled");
  expect(decided, "decided once, also at once").toHaveLength(1);
  expect(await listCart(holder.id)).toEqual({ [m]: 3, [s]: 1 });
  expect((await listFavourites(holder.id)).map((f) => f.productId)).toEqual([product.id]);
  expect(await listContactValues(holder.id)).toHaveLength(2);
  expect((await listContactValues(holder.id)).filter((c) => c.isPrimary)).toHaveLength(1);
  expect(await listDevices(holder.id)).toHaveLength(2);
  expect(
    (await listDevices(holder.id)).every((d) => d.access === "full"),
    "an account's browser stays signed in",
  ).toBe(true);

  // One more item is added later, so that only what the merge added may leave.
  await send(holder, [add(m, 2)]);
  const address = (await listContactValues(holder.id))[0];
  const [merge] = await listMerges({ kind: "email", value: address?.value ?? "" });
  expect(merge?.carried).toEqual({ lines: 2, favourites: 1, pickups: 1, fittings: 0, devices: 1, contacts: 1 });
  await splitMerge(office.ctx, merge?.mergeId ?? "");
  expect(await listCart(holder.id)).toEqual({ [m]: 3 });
  expect(await listCart(claimant.id)).toEqual({ [m]: 3, [s]: 1 });
  expect(await listFavourites(holder.id)).toEqual([]);
  expect(await listContactValues(claimant.id)).toMatchObject([{ isPrimary: true }]);
  expect(await listDevices(claimant.id)).toMatchObject([{ access: "full", guestId: null }]);
  expect((await findRow(claimant.id))?.mergedInto).toBeNull();
  await send(claimant, [add(m, 1)]);
  expect(await listCart(claimant.id), "the bag that lives again takes changes").toEqual({ [m]: 4, [s]: 1 });
  const [{ shopperId } = { shopperId: "" }] = await db().execute<{ shopperId: string }>(
    `select shopper_id as "shopperId" from pickup where id = '${taken.id}'`,
  );
  expect(shopperId).toBe(claimant.id);
  await expect(splitMerge(office.ctx, merge?.mergeId ?? "")).rejects.toMatchObject({
    appCode: "NOT_FOUND",
  });
});

test("a guest split from an account continues, and is not merged again automatically", async () => {
  const office = await makeOffice();
  const guest = await makeShopper();
  const owner = await createAccount(`g-${randomUUID().slice(0, 8)}@example.test`);
  const { variants } = await makeProduct(["M"]);
  const m = variants[0]?.id ?? "";
  await send(guest, [add(m, 2)]);
  const merge = { fromId: guest.id, intoId: owner.id, source: "sign_in" as const };
  await commitWithChanges((tx, announce) => mergeShoppers(tx, announce, merge));
  await commitWithChanges((tx, announce) => mergeShoppers(tx, announce, merge));
  expect(await listCart(owner.id)).toEqual({ [m]: 2 });
  const merges = await db().select().from(shopperMerge).where(eq(shopperMerge.fromId, guest.id));
  expect(merges, "merging twice is merging once").toHaveLength(1);
  // This browser signed in; the guest's other one did not.
  await db().update(shopperDevice).set({ access: "full" }).where(eq(shopperDevice.id, guest.device.id));
  await splitMerge(office.ctx, merges[0]?.id ?? "");
  expect(await listCart(owner.id)).toEqual({});
  expect(await listCart(guest.id)).toEqual({ [m]: 2 });
  expect(await listDevices(owner.id)).toHaveLength(2);
  expect((await listDevices(owner.id)).map((d) => d.guestId)).toEqual([null, null]);
});

test("edges are append-only, and a value is stored in one erasable row", async () => {
  const who = await makeShopper("customer");
  const value = `edge-${randomUUID()}@example.test`;
  const link = () => inTransaction((tx) => linkValue(tx, who.id, { kind: "email", value, source: "code" }));
  await link();
  await link();
  const edges = await db().select().from(identityEdge).where(eq(identityEdge.shopperId, who.id));
  expect(edges, "the same evidence is not written twice").toHaveLength(1);
  expect(JSON.stringify(edges)).not.toContain(value);
  const change = db().update(identityEdge).set({ verified: false }).where(eq(identityEdge.shopperId, who.id));
  await expect(change).rejects.toMatchObject({ cause: { code: "42501" } });
  const removal = db().delete(identityEdge).where(eq(identityEdge.shopperId, who.id));
  await expect(removal).rejects.toMatchObject({ cause: { code: "42501" } });
});

test("a chain of merges is split from its end", async () => {
  const { holder, reviewId, office } = await createScene();
  await approveMerge(office.ctx, reviewId);
  const other = await createAccount(`z-${randomUUID().slice(0, 8)}@example.test`);
  await inTransaction((tx) => requestReview(tx, { holderId: other.id, claimantId: holder.id, evidence: "phone" }));
  const [second] = await db().select().from(mergeReview).where(eq(mergeReview.holderId, other.id));
  await approveMerge(office.ctx, second?.id ?? "");
  const [first] = await db().select().from(shopperMerge).where(eq(shopperMerge.intoId, holder.id));
  await expect(splitMerge(office.ctx, first?.id ?? "")).rejects.toMatchObject({ appCode: "CONFLICT" });
});
