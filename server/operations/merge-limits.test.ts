import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { book } from "@/server/fittings/booking/commands";
import { maxUpcoming } from "@/server/fittings/rules";
import { join } from "@/server/fittings/waitlist/commands";
import { listShopperEntries } from "@/server/fittings/waitlist/queries";
import { maxEntries } from "@/server/fittings/waitlist/rules";
import { joinSchema } from "@/server/fittings/waitlist/schema";
import { reserve } from "@/server/orders/pickup/reserve";
import { maxOpenPickups, maxReservationQuantity } from "@/server/orders/pickup/rules";
import { commitWithChanges } from "@/server/sync/commit";
import { makeProduct, makeShopper, makeStore, stock } from "@/server/testing/factories";
import { placeOrder } from "@/server/testing/orders";
import { at, refusal, setClock, who } from "@/server/testing/waiting";
import { mergeScopes } from "./merge";

type Shopper = Awaited<ReturnType<typeof makeShopper>>;

/** A guest and an account that turn out to be one shopper. */
async function createGuestAndAccount() {
  const guest = await makeShopper();
  const account = await makeShopper("customer");
  const merge = () => commitWithChanges((tx, announce) => mergeScopes(tx, announce, guest.id, account.id));
  return { guest, account, merge };
}

/** A store with plenty of some items. */
async function shop(articles: number) {
  const store = await makeStore({ rooms: 9 });
  const product = await makeProduct(Array.from({ length: articles }, (_, i) => `${i}`));
  for (const { id } of product.variants) await stock(id, store.id, 50);
  const contact = { name: "Leyla", contact: "leyla@example.test" };
  const keep = (by: Shopper, nth: number, quantity = 1) => {
    const lines = [{ variantId: product.variants[nth]?.id ?? "", quantity }];
    return refusal(reserve(by.ctx, { key: randomUUID(), storeId: store.id, lines, contact }));
  };
  return { store, product, keep };
}

test("reservations of both count after the merge, and none is taken from them", async () => {
  const { guest, account, merge } = await createGuestAndAccount();
  const { keep } = await shop(6);
  for (const [by, nth] of [
    [guest, 0],
    [guest, 1],
    [account, 2],
  ] as const)
    expect(await keep(by, nth)).toBeNull();
  await merge();
  expect(await keep(account, 3)).toEqual({ code: "TOO_MANY_RESERVATIONS", limit: maxOpenPickups });
});

test("items held for both count after the merge", async () => {
  const { guest, account, merge } = await createGuestAndAccount();
  const { keep } = await shop(3);
  expect(await keep(guest, 0, maxReservationQuantity - 2)).toBeNull();
  expect(await keep(account, 1, 2)).toBeNull();
  await merge();
  expect(await keep(account, 2)).toEqual({
    code: "TOO_MANY_PIECES",
    limit: maxReservationQuantity,
    held: maxReservationQuantity,
  });
});

test("appointments of both count after the merge", async () => {
  await setClock("2026-11-23T05:00:00Z");
  const { guest, account, merge } = await createGuestAndAccount();
  const { store } = await shop(1);
  const toBookInput = (time: string) => ({
    storeId: store.id,
    startsAt: at(time),
    slots: 1 as const,
    variantIds: [],
    ...who,
  });
  const come = (by: Shopper, time: string) => refusal(book(by.ctx, { ...toBookInput(time), key: randomUUID() }));
  const times = ["11:00", "12:00", "13:00"];
  for (const [i, time] of times.entries()) expect(await come(i > 0 ? guest : account, time)).toBeNull();
  await merge();
  expect(await come(account, "15:00")).toMatchObject({ code: "TOO_MANY_RESERVATIONS", limit: maxUpcoming });
});

test("waitlist entries of both count after the merge, two for one day as one", async () => {
  await setClock("2026-11-23T05:00:00Z");
  const { guest, account, merge } = await createGuestAndAccount();
  const stores = await Promise.all(Array.from({ length: 5 }, () => makeStore()));
  const wait = (by: Shopper, nth: number) => {
    const request = { storeId: stores[nth]?.id ?? "", date: "2026-11-24", key: randomUUID(), ...who };
    return refusal(join(by.ctx, joinSchema.parse(request)));
  };
  for (const nth of [0, 1]) expect(await wait(guest, nth)).toBeNull();
  for (const nth of [1, 2]) expect(await wait(account, nth)).toBeNull();
  await merge();
  expect((await listShopperEntries(account.id)).filter((w) => w.status === "waiting")).toHaveLength(maxEntries);
  expect(await wait(account, 3)).toEqual({ code: "TOO_MANY_RESERVATIONS", limit: maxEntries });
});

test("of two pending orders only the account's counts", async () => {
  const { guest, account, merge } = await createGuestAndAccount();
  const { store, product } = await shop(3);
  const order = (by: Shopper, nth: number) => {
    const lines = [{ variantId: product.variants[nth]?.id ?? "", way: { kind: "pickup" as const, storeId: store.id } }];
    return placeOrder({ ownerId: by.id, lines });
  };
  await order(guest, 0);
  await order(account, 1);
  await merge();
  await expect(order(account, 2)).rejects.toMatchObject({ appCode: "ORDER_OPEN" });
});
