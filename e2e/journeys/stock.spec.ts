import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { expect, expectAccessible, test } from "../fixtures";

/** SKU of a size of a product, with what is free of it in two stores. */
async function findItem(handle: string, size: string) {
  const [row] = await db().execute<{ sku: string }>(sql`
    select v.sku from variant v join product p on p.id = v.product_id where p.handle = ${handle} and v.size = ${size} limit 1`);
  if (!row) throw new Error(`no ${handle} in ${size}`);
  return row.sku;
}

/** Sets what stands of an article in a store, with its entry in the ledger. */
async function expectOnHand(sku: string, code: string, onHand: number): Promise<void> {
  await db().execute(sql`
    with wanted as (select v.id as variant_id, s.id as store_id from variant v, store s where v.sku = ${sku} and s.code = ${code}),
    before as (select w.*, coalesce(l.on_hand, 0) as on_hand from wanted w left join stock_level l using (variant_id, store_id)),
    level as (insert into stock_level (variant_id, store_id, on_hand) select variant_id, store_id, ${onHand}::int from wanted
      on conflict (variant_id, store_id) do update set on_hand = ${onHand}::int)
    insert into stock_movement (variant_id, store_id, delta, reason)
    select variant_id, store_id, ${onHand}::int - on_hand, 'import' from before where on_hand <> ${onHand}::int`);
}

test("stock is sent from one store to another, counted in on the tablet, and the ledger links to both", async ({
  office,
  tablet,
}) => {
  const sku = await findItem("qala-wool-overshirt", "M");
  await expectOnHand(sku, "port", 4);
  await test.step("the office sends what is there, and hears what is not", async () => {
    await office.goto("/office/stock");
    await office.getByRole("link", { name: "Transfers" }).click();
    await office.getByRole("button", { name: "Send goods" }).click();
    const form = office.getByRole("dialog", { name: "Send goods" });
    await form.getByLabel("From").selectOption({ label: "Port, Baku" });
    await form.getByLabel("To").selectOption({ label: "Nizami St., Baku" });
    await form.getByLabel("SKU or barcode").fill(sku);
    await form.getByLabel("SKU or barcode").press("Enter");
    const pieces = form.getByRole("textbox", { name: /^Pieces of/ });
    await pieces.fill("5");
    await pieces.press("Enter");
    await form.getByRole("button", { name: "Send", exact: true }).click();
    await expect(form.getByRole("alert")).toContainText("only 4 can be sent");
    await expectAccessible(office);
    await pieces.fill("3");
    await pieces.press("Enter");
    await form.getByRole("button", { name: "Send", exact: true }).click();
    await expect(form.getByRole("status").filter({ hasText: "is on its way" })).toBeVisible();
    await form.getByRole("button", { name: "Close" }).last().click();
    const sent = office.getByRole("listitem").filter({ hasText: "Port → Nizami St." });
    await expect(sent.filter({ hasText: "On the way" })).toHaveCount(1);
  });
  await test.step("the tablet of the other store counts the box in", async () => {
    await tablet.goto("/store");
    await tablet.getByRole("link", { name: "1 delivery on the way" }).click();
    await expect(tablet.getByRole("heading", { name: "On the way to this store" })).toBeVisible();
    await expect(tablet.getByRole("button", { name: "Book what arrived" })).toBeDisabled();
    await tablet.getByRole("button", { name: "Everything arrived" }).click();
    await expectAccessible(tablet);
    await tablet.getByRole("button", { name: "Book what arrived" }).click();
    await expect(tablet.getByText("Nothing is on the way")).toBeVisible();
  });
  await test.step("the ledger shows it", async () => {
    await office.getByRole("link", { name: "Movements" }).click();
    await office.getByLabel("Reason").selectOption({ label: "From another store" });
    const row = office.getByRole("listitem").filter({ hasText: "From another store" }).filter({ hasText: "+3" });
    await expect(row).toContainText("Rauf");
    await row.getByRole("link").click();
    await expect(office.getByText("3 pieces are in stock now.")).toBeVisible();
    await expectAccessible(office);
  });
});

test("a store is counted while it sells, and the differences are booked", async ({ office }) => {
  const sku = await findItem("qala-wool-overshirt", "L");
  await expectOnHand(sku, "port", 4);
  await office.goto("/office/stock/counts");
  await office.getByRole("button", { name: "Begin a count" }).click();
  const form = office.getByRole("dialog", { name: "Begin a count" });
  await form.getByLabel("Store").selectOption({ label: "Port, Baku" });
  await form.getByRole("button", { name: "Begin", exact: true }).click();
  await expect(office.getByRole("heading", { name: /^Count \d/ })).toBeVisible();
  const code = office.getByLabel("SKU or barcode");
  for (const counted of ["1", "2"]) {
    await code.fill(sku);
    await code.press("Enter");
    await expect(office.getByRole("textbox", { name: /^Counted pieces of/ }).first()).toHaveValue(counted);
  }
  const line = office.getByRole("region", { name: "Articles" }).getByRole("listitem").filter({ hasText: sku });
  await expect(line).toContainText("−2");
  await line.getByRole("textbox").fill("3");
  await line.getByRole("textbox").press("Enter");
  await expect(line).toContainText("−1");
  await expectAccessible(office);
  await office.getByRole("button", { name: "Book the differences" }).click();
  await expect(office.getByText("1 article set right.")).toBeVisible();
  await expect(office.getByText("Books changed by −1")).toBeVisible();
  await office.getByRole("link", { name: "All counts" }).click();
  await expect(office.getByRole("listitem").filter({ hasText: "Port" })).toContainText("Booked");
});
