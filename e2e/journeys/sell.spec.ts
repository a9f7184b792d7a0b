import type { Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { scanQr } from "@/e2e/qr";
import { setFreeStock } from "@/e2e/test-env";
import { expect, expectAccessible, test } from "../fixtures";
import { addToCart, expectCartQuantity, openProduct } from "../shopping";

test.use({ actionTimeout: 20_000 });

/** An article that one store has and another one lacks, by the stores' codes. */
async function findVariantMissingIn(lacks: string, has: string): Promise<string> {
  const [row] = await db().execute<{ sku: string }>(sql`
    select v.sku from variant v
      join stock_level a on a.variant_id = v.id join store p on p.id = a.store_id and p.code = ${has}
      left join (stock_level b join store n on n.id = b.store_id and n.code = ${lacks}) on b.variant_id = v.id
    where v.active and a.on_hand - a.reserved >= 2 and coalesce(b.on_hand - b.reserved, 0) = 0 order by v.sku limit 1`);
  return row?.sku ?? "";
}

/** Finds a shirt by name and puts a size of it on the counter. */
async function addToSale(tablet: Page, size: string): Promise<void> {
  await tablet.getByRole("searchbox").fill("nizami linen");
  await tablet.getByRole("button", { name: /Nizami linen shirt/ }).click();
  await tablet
    .getByRole("button", { name: new RegExp(`^Add ${size}`) })
    .first()
    .click();
  await expect(tablet.getByTestId("basket-line")).not.toHaveCount(0);
}

/** A walk-in's phone opens the receipt by its code, as a page and as a file; a code that was changed opens nothing. */
async function readReceipt(phone: Page, receipt: string): Promise<void> {
  await phone.goto(receipt);
  await expect(phone.getByRole("article")).toContainText("129.00");
  await expectAccessible(phone);
  const file = phone.waitForEvent("download");
  await phone.getByRole("link", { name: "Save as PDF" }).click();
  expect((await file).suggestedFilename()).toMatch(/^selvedge-\d+\.pdf$/);
  expect((await file).url()).not.toContain(receipt.split("#s=")[1] ?? "");
  expect(await (await file).failure()).toBeNull();
  await phone.getByRole("link", { name: /Back/ }).click();
  await expect(phone.getByText("You opened this order by its link")).toBeVisible();
  await expectAccessible(phone);
  await phone.goto(receipt.replace(/.$/, (last) => (last === "A" ? "Q" : "A")));
  await phone.reload();
  await expect(phone.getByText("This order is not here")).toBeVisible();
}

test("a walk-in pays cash; the register is opened before and counted after", async ({ phone, tablet, office }) => {
  await test.step("cash is refused while the register is closed, with a link to open it", async () => {
    await tablet.goto("/store/sell");
    await addToSale(tablet, "S");
    await expect(tablet.getByTestId("sale-total")).toHaveText(/129\.00/);
    await expectAccessible(tablet);
    await tablet.getByRole("button", { name: "Cash", exact: true }).click();
    await tablet.getByRole("link", { name: "Open the till" }).click();
    await tablet.getByLabel("Float").fill("200");
    await tablet.getByRole("button", { name: "Open the till" }).click();
    await expect(tablet.getByTestId("expected")).toHaveText(/200\.00/);
  });
  await test.step("the basket is still there; the change is shown, the items are handed over", async () => {
    await tablet.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Sell" }).click();
    await expect(tablet.getByTestId("sale-total")).toHaveText(/129\.00/);
    await tablet.getByRole("button", { name: "Cash", exact: true }).click();
    await tablet.getByLabel("Another amount").fill("150");
    await expect(tablet.getByTestId("change")).toHaveText(/21\.00/);
    await tablet.getByRole("button", { name: "Money taken" }).click();
    await expect(tablet.getByRole("heading", { name: "Paid" })).toBeVisible();
    await expect(tablet.getByTestId("change-due")).toHaveText(/21\.00/);
    await expect(tablet.getByText("Hand over 1 piece now.")).toBeVisible();
    await expectAccessible(tablet);
    await readReceipt(phone, await scanQr(tablet.getByRole("img", { name: "QR code of the receipt" })));
    await tablet.getByRole("button", { name: "Next client" }).click();
    await expect(tablet.getByTestId("basket-line")).toHaveCount(0);
  });
  await test.step("one coin is missing at the count; the office sees which register and why", async () => {
    await tablet.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Till" }).click();
    await expect(tablet.getByTestId("expected")).toHaveText(/329\.00/);
    await tablet.getByLabel("Counted").fill("328");
    await expect(tablet.getByTestId("difference")).toHaveText(/1\.00.*is missing/);
    await tablet.getByLabel("Why it differs").fill("One coin rolled away");
    await expectAccessible(tablet);
    await tablet.getByRole("button", { name: "Close the till" }).click();
    await expect(tablet.getByRole("heading", { name: "The till is closed." })).toBeVisible();
    await office.goto("/office/registers");
    await expect(office.getByText("One coin rolled away")).toBeVisible();
    await expectAccessible(office);
  });
});

test("a walk-in pays by a code on their own phone, which sees that it is paid", async ({ phone, tablet }) => {
  // The payment page lives by the provider's own clock, so this day is today.
  await db().execute(sql`update clock_offset set shift = '0'`);
  await tablet.goto("/store/sell");
  await addToSale(tablet, "M");
  await tablet.getByRole("button", { name: "QR on their phone" }).click();
  await phone.goto(await scanQr(tablet.getByRole("img", { name: /page to pay on/ })));
  await phone.getByLabel("E-mail").fill("somebody@example.test");
  await phone.getByRole("button", { name: /^Pay/ }).click();
  await expect(phone.getByRole("heading", { name: "Paid. Thank you!" })).toBeVisible();
  await expectAccessible(phone);
  await phone.getByRole("link", { name: "Receipt" }).click();
  await expect(phone.getByRole("article")).toContainText("129.00");
  await expect(tablet.getByRole("heading", { name: "Paid" })).toBeVisible();
});

test("a customer's own cart and items out of stock here are paid once, on the customer's phone", async ({
  phone,
  tablet,
}) => {
  test.slow();
  // The payment page lives by the provider's own clock, so this day is today.
  await db().execute(sql`update clock_offset set shift = '0'`);
  await setFreeStock("nizami-linen-shirt", "L", "nizami", 2);
  const sku = await findVariantMissingIn("nizami", "port");
  await test.step("the customer shows a code; the cart moves to the basket in one tap", async () => {
    await openProduct(phone, "nizami-linen-shirt", "L");
    await addToCart(phone, 1);
    await phone.goto("/en/account");
    await phone.getByRole("button", { name: "Show my card" }).click();
    await phone.getByRole("button", { name: "Or say a code" }).click();
    const code = ((await phone.getByTestId("assistance-code").textContent()) ?? "").replace(/\D/g, "");
    await tablet.goto("/store/assistance");
    for (const digit of code) await tablet.getByRole("button", { name: digit, exact: true }).click();
    await expect(tablet.getByTestId("customer-cart-total")).toHaveText(/129/);
    await tablet.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Sell" }).click();
    await tablet.getByRole("button", { name: "Put 1 piece on the counter" }).click();
    await tablet.getByTestId("basket-line").first().getByText("Take now", { exact: true }).click();
  });
  await test.step("what this store lacks is found in another one and collected there", async () => {
    await tablet.getByRole("searchbox").fill(sku);
    await tablet.keyboard.press("Enter");
    await expect(tablet.getByText("Not here.")).toBeVisible();
    await tablet.getByRole("button", { name: "Where it is" }).click();
    await tablet.getByRole("dialog").getByRole("button", { name: /^Port/ }).click();
    await expect(tablet.getByText(/^Port · ready/)).toBeVisible();
    await tablet.getByLabel("Name", { exact: true }).fill("Leyla Hasanova");
    await tablet.getByLabel("Phone").fill("+994 50 123 45 67");
    await expectAccessible(tablet);
  });
  await test.step("the phone pays on the page that the tablet shows; the tablet turns by itself", async () => {
    await tablet.getByRole("button", { name: "QR on their phone" }).click();
    const url = await scanQr(tablet.getByRole("img", { name: /page to pay on/ }));
    await phone.goto(url);
    await phone.getByLabel("E-mail").fill("leyla@example.test");
    await phone.getByRole("button", { name: /^Pay/ }).click();
    await expect(tablet.getByRole("heading", { name: "Paid" })).toBeVisible();
    await expect(tablet.getByText("Hand over 1 piece now.")).toBeVisible();
    await expect(tablet.getByText(/To collect at Port.*: 1 piece/)).toBeVisible();
    await phone.goto("/en/cart");
    await expectCartQuantity(phone, 0);
  });
});
