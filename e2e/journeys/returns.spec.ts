import { and, eq, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { variant } from "@/db/schema/catalogue";
import { staff } from "@/db/schema/identity";
import { store } from "@/db/schema/stores";
import { setFreeStock } from "@/e2e/test-env";
import { buildSignedFragment } from "@/server/platform/http/signed-link";
import { deriveDemoPin } from "@/server/platform/secrets";
import { paidOrder } from "@/server/testing/paid-order";
import { expect, expectAccessible, test } from "../fixtures";

test.use({ actionTimeout: 20_000 });

/** A manager of the store `code`, with the PIN that the demo printed. */
async function findManager(code: string) {
  const [person] = await db()
    .select({ name: staff.name, email: staff.email })
    .from(staff)
    .innerJoin(store, eq(store.id, staff.storeId))
    .where(and(eq(store.code, code), eq(staff.role, "manager")));
  if (!person) throw new Error(`no manager at ${code}`);
  return { name: person.name, pin: deriveDemoPin(person.email) };
}

/** Two shirts that were bought and paid in cash in the Port store. */
async function createPortOrder() {
  const [port] = await db().select().from(store).where(eq(store.code, "port"));
  const [shirt] = await db().select().from(variant).where(eq(variant.size, "M")).limit(1);
  if (!port || !shirt) throw new Error("no such store or shirt");
  const lines = [{ variantId: shirt.id, quantity: 2, priceMinor: 15_000 }];
  return paidOrder({ storeId: port.id, kind: "in_store", received: true, method: "cash", shopperId: null, lines });
}

/** A shirt in M, bought for cash in the Port store, and three of each colour in L on Nizami's shelf. */
async function createExchangeOrder() {
  const handle = "nizami-linen-shirt";
  await setFreeStock(handle, "L", "nizami", 3);
  const [port] = await db().select().from(store).where(eq(store.code, "port"));
  const [shirt] = await db().execute<{ id: string; price: number }>(sql`
    select v.id, v.price_minor as price from product p join variant v on v.product_id = p.id
    where p.handle = ${handle} and v.size = 'M' order by v.position limit 1`);
  if (!port || !shirt) throw new Error("no such store or shirt");
  const lines = [{ variantId: shirt.id, quantity: 1, priceMinor: shirt.price }];
  const order = await paidOrder({ storeId: port.id, kind: "in_store", received: true, method: "cash", lines });
  const here = async () => {
    const [row] = await db().execute<{ free: number }>(sql`
      select sum(l.on_hand - l.reserved)::int as free from stock_level l join store s on s.id = l.store_id
        join variant v on v.id = l.variant_id join product p on p.id = v.product_id
      where p.handle = ${handle} and v.size = 'L' and s.code = 'nizami'`);
    return row?.free ?? 0;
  };
  return { order, here };
}

test("items are returned in another store; above the limit a manager approves", async ({ phone, tablet, office }) => {
  const order = await createPortOrder();
  const number = String(order.number);
  const person = await findManager("nizami");

  await test.step("the register is open, so that cash can be refunded", async () => {
    await tablet.goto("/store/register");
    await tablet.getByLabel("Float").fill("500");
    await tablet.getByRole("button", { name: "Open the till" }).click();
    await expect(tablet.getByTestId("expected")).toHaveText(/500\.00/);
  });
  await test.step("the order is found by its number, in a store that did not sell it", async () => {
    await tablet.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Returns" }).click();
    await tablet.getByLabel("Order number or receipt code").fill("99999");
    await tablet.getByRole("button", { name: "Find the order" }).click();
    await expect(tablet.getByText("There is no paid order with this number.")).toHaveCount(1);
    await tablet.getByLabel("Order number or receipt code").fill(number);
    await tablet.getByRole("button", { name: "Find the order" }).click();
    await expect(tablet.getByRole("heading", { name: `Order ${number}` })).toBeVisible();
    await expectAccessible(tablet);
  });
  await test.step("another size is exchanged at once: one document, nothing to pay, the register unchanged", async () => {
    const swap = await createExchangeOrder();
    const before = await swap.here();
    await tablet.getByRole("button", { name: "Another order" }).click();
    await tablet.getByLabel("Order number or receipt code").fill(String(swap.order.number));
    await tablet.getByRole("button", { name: "Find the order" }).click();
    await tablet.getByRole("button", { name: /^One .* more$/ }).click();
    await tablet.getByLabel(/^Exchange .* for another one$/).check();
    await tablet
      .getByRole("radio", { name: /\bL\b.*3 here/ })
      .first()
      .check();
    await expect(tablet.getByText("The price is the same: exchanged at once, nothing to pay.")).toBeVisible();
    await expectAccessible(tablet);
    await tablet.getByRole("button", { name: "Exchange, nothing to pay" }).click();
    await expect(tablet.getByRole("heading", { name: `Order ${swap.order.number}: exchanged.` })).toBeVisible();
    await expect(tablet.getByTestId("refund-method")).toHaveText("Nothing to pay. Give the client the new piece.");
    await expectAccessible(tablet);
    expect(await swap.here()).toBe(before - 1);
    await tablet.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Till" }).click();
    await expect(tablet.getByTestId("expected")).toHaveText(/500\.00/);
    await expect(tablet.getByText("Nothing has moved yet.")).toBeVisible();
    await office.goto(`/office/orders/${swap.order.id}`);
    await expect(office.getByRole("region", { name: "Goods back" })).toContainText("given instead");
    await expect(office.getByText("Goods exchanged")).toBeVisible();
    await expectAccessible(office);
    await phone.goto(`/en/orders/${swap.order.id}/receipt${buildSignedFragment("order", swap.order.id)}`);
    await expect(phone.getByText("1 piece exchanged")).toBeVisible();
    await expect(phone.getByText(/^In exchange for .*; no price difference$/)).toBeVisible();
    await expectAccessible(phone);
    await tablet.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Returns" }).click();
    await tablet.getByLabel("Order number or receipt code").fill(number);
    await tablet.getByRole("button", { name: "Find the order" }).click();
  });
  await test.step("one item is returned without approval", async () => {
    await tablet.getByRole("button", { name: /^One .* more$/ }).click();
    await expect(tablet.getByTestId("refund-due")).toHaveText(/150\.00/);
    await tablet.getByRole("button", { name: "Take 1 piece back" }).click();
    await expect(tablet.getByTestId("refund-method")).toHaveText(/Give 150\.00.*out of the till now/);
    await expectAccessible(tablet);
    await tablet.getByRole("button", { name: "Next return" }).click();
  });
  await test.step("the second passes the limit: it takes a manager's PIN", async () => {
    await tablet.getByLabel("Order number or receipt code").fill(number);
    await tablet.getByRole("button", { name: "Find the order" }).click();
    await tablet.getByRole("button", { name: /^One .* more$/ }).click();
    await tablet.getByRole("button", { name: "Take 1 piece back" }).click();
    const dialog = tablet.getByRole("dialog", { name: "Manager’s approval" });
    await expect(dialog).toContainText("150");
    await dialog.getByRole("button", { name: person.name }).click();
    for (const digit of person.pin) await dialog.getByRole("button", { name: digit, exact: true }).click();
    await expect(tablet.getByTestId("refund-method")).toBeVisible();
  });
  await test.step("the register and the office agree", async () => {
    await tablet.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Till" }).click();
    await expect(tablet.getByTestId("expected")).toHaveText(/200\.00/);
    await office.goto(`/office/orders/${order.id}`);
    await expect(office.getByText("Returned", { exact: true }).first()).toBeVisible();
    await expect(office.getByRole("region", { name: "Goods back" }).getByRole("listitem")).toHaveCount(2);
    await expectAccessible(office);
  });
});
