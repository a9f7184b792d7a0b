import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "../fixtures";
import { scanQr } from "../qr";
import { addToCart, chooseSize, expectCartQuantity, openProduct } from "../shopping";
import { latestMail } from "../test-env";

// Another screen hears of a step within seconds; a tap that waits longer has lost its target.
test.use({ actionTimeout: 20_000, serviceWorkers: "allow" });

const email = "leyla.checkout@example.test";

/** Chooses the pickup store of a cart or checkout line by words of its name. */
async function collectAt(page: Page, line: RegExp, store: string): Promise<void> {
  const choice = page.getByRole("combobox", { name: line });
  const value = await choice.getByRole("option").filter({ hasText: store }).first().getAttribute("value");
  await choice.selectOption(value);
}

/** The fields of the checkout as a person sees them. */
const visibleFields = (page: Page) => page.getByRole("main").locator("input:visible, select:visible").count();

/** Pays on the hosted page with the card of this number. */
async function payWith(page: Page, number: string): Promise<void> {
  await page.getByLabel("Card number").fill(number);
  await page.getByRole("button", { name: /^Pay / }).click();
}

test("begun on the phone, paid on the laptop, collected at the tablet's store", async ({
  laptop,
  phone,
  tablet,
  browser,
}) => {
  test.slow();
  let number = "";

  await test.step("a guest's laptop and phone share one cart", async () => {
    await openProduct(laptop, "absheron-short-sleeve-shirt", "XL");
    await addToCart(laptop, 1);
    await laptop.goto("/en/cart");
    await laptop.getByRole("button", { name: "Continue on my phone" }).click();
    const link = await scanQr(laptop.getByRole("img", { name: "One-time code for your phone" }));
    await laptop.getByRole("button", { name: "Close" }).click();
    await phone.goto(link);
    await phone.waitForURL(/\/en\/cart/);
    await phone.goto("/az/p/baku-wind-bomber");
    await chooseSize(phone, "M");
    await phone.getByRole("button", { name: "Səbətə at" }).click();
    await expectCartQuantity(laptop, 2);
  });

  await test.step("the phone, in Azerbaijani: one delivered, one collected, all of the cost known before the first step", async () => {
    await phone.goto("/az/cart");
    await collectAt(phone, /bomber/i, "Nizami St.");
    const total = phone.getByTestId("order-total");
    await expect(total).toContainText("309,00");
    await expect(phone.getByText(/O cümlədən ƏDV/)).toBeVisible();
    await expectAccessible(phone);
    await phone.getByRole("link", { name: "Sifarişi rəsmiləşdir" }).click();
    await phone.waitForURL(/\/az\/checkout/);
    await expect(phone.getByRole("heading", { name: "Necə alacaqsınız" })).toBeVisible();
    await expect(phone.getByText("Özünüz götürürsünüz: Nizami St.")).toBeVisible();
    await expect(phone.getByTestId("order-total")).toContainText("309,00");
    await expectAccessible(phone);
    await phone.getByRole("button", { name: "Davam: kimə və hara" }).click();
    expect(await visibleFields(phone)).toBeLessThanOrEqual(8);
    await phone.getByRole("button", { name: "Davam: yoxlama" }).click();
    await expect(phone.getByText("Ad yazın.")).toBeVisible();
    await expect(phone.getByLabel("Ad", { exact: true })).toBeFocused();
    await expectAccessible(phone);
    await phone.getByLabel("Ad", { exact: true }).fill("Leyla Həsənova");
    await phone.getByLabel("E-poçt").fill(email);
  });

  await test.step("what the phone types is on the laptop while it is typed; nothing is typed twice", async () => {
    await laptop.goto("/en/checkout?step=details");
    await expect(laptop.getByLabel("Name")).toHaveValue("Leyla Həsənova");
    await expect(laptop.getByLabel("E-mail")).toHaveValue(email);
    await phone.getByLabel("Telefon").fill("+994 50 765 43 21");
    await expect(laptop.getByLabel("Phone")).toHaveValue("+994 50 765 43 21");
    // Both at once: neither save takes the other's field away.
    await laptop.getByLabel("Town").fill("Bakı");
    await phone.getByLabel("Küçə və ev").fill("Şərifzadə küçəsi 5");
    await expect(phone.getByLabel("Şəhər")).toHaveValue("Bakı");
    await expect(laptop.getByLabel("Street and house")).toHaveValue("Şərifzadə küçəsi 5");
    await laptop.goto("/en/checkout");
    await expect(laptop.getByRole("heading", { name: "Review and pay" })).toBeVisible();
    await expect(laptop.getByText("Leyla Həsənova")).toBeVisible();
    await expectAccessible(laptop);
  });

  await test.step("a declined card, then another; the return leads to the same order", async () => {
    await laptop.getByRole("button", { name: /^Pay 309\.00/ }).click();
    await expect(laptop.getByRole("heading", { name: "Pay by card" })).toBeVisible();
    const page = laptop.url();
    await laptop.getByRole("link", { name: "Back to the shop" }).click();
    await expect(laptop.getByText(/^Order \d+ waits to be paid$/)).toBeVisible();
    await expect(phone.getByText(/^\d+ nömrəli sifariş ödəniş gözləyir$/)).toBeVisible();
    await laptop.getByRole("button", { name: /^Go on paying/ }).click();
    await expect(laptop.getByRole("heading", { name: "Pay by card" })).toBeVisible();
    expect(laptop.url()).toBe(page);
    await payWith(laptop, "4000 0000 0000 0002");
    await expect(laptop.getByRole("alert")).toContainText("declined");
    await payWith(laptop, "4242 4242 4242 4242");
    await laptop.waitForURL(/\/en\/checkout\/done/);
    await expect(laptop.getByRole("heading", { name: "Paid. Thank you!" })).toBeVisible();
    await expectAccessible(laptop);
  });

  await test.step("both see the order; the cart is empty; the store has its pickup", async () => {
    await laptop.getByRole("link", { name: "Show the order" }).click();
    const title = laptop.getByRole("heading", { level: 1, name: /^Order \d+$/ });
    number = /\d+/.exec((await title.textContent()) ?? "")?.[0] ?? "";
    // Nobody has begun yet.
    await expect(laptop.getByText("Order received")).toBeVisible();
    await expect(laptop.getByText("Waiting for the store")).toHaveCount(2);
    await expect(laptop.getByText("Being prepared")).toHaveCount(0);
    await expectCartQuantity(laptop, 0);
    await expectAccessible(laptop);
    await expect(phone.getByText("Hələ sifariş üçün heç nə yoxdur")).toBeVisible();
    await phone.goto("/az/orders");
    await phone.getByRole("link", { name: new RegExp(`Sifariş ${number}`) }).click();
    await expect(phone.getByRole("heading", { level: 1, name: `Sifariş ${number}` })).toBeVisible();
    await expect(phone.getByRole("img", { name: /^Təhvil üçün QR kod/ })).toBeVisible();
    await expectAccessible(phone);
    await tablet.goto("/store");
    const task = tablet.getByRole("region", { name: "Do next" }).getByRole("listitem").filter({ hasText: "pick-up" });
    await task.getByRole("button", { name: /^Start/ }).click();
    await expect(laptop.getByRole("region", { name: /^Pick-up/ }).getByText("Being prepared")).toBeVisible();
    await expect(laptop.getByText("Waiting for the store")).toHaveCount(1);
    await tablet.getByRole("button", { name: /^Found ?: Baku wind bomber$/ }).click();
    await tablet.getByRole("button", { name: "Ready", exact: true }).click();
    await expect(phone.getByText("Qismən hazırdır")).toBeVisible();
    await expect(laptop.getByText("Partly ready")).toBeVisible();
  });

  await test.step("the unpacked shipment is cancelled, and its refund is under way", async () => {
    const shipment = laptop.getByRole("region", { name: "Delivery" });
    await shipment.getByRole("button", { name: "Cancel this part" }).click();
    await expect(shipment.getByText("Cancelled", { exact: true })).toBeVisible();
    await expect(laptop.getByText(/^(On its way back to you|Given back)$/).first()).toBeVisible();
    await expect(phone.getByText("Ləğv edilib").first()).toBeVisible();
  });

  await test.step("the receipt is a page and a PDF, the owner's alone; a stranger finds the order with a code only", async () => {
    const id = /\/orders\/([\w-]+)/.exec(laptop.url())?.[1] ?? "";
    await laptop.getByRole("link", { name: "Receipt", exact: true }).click();
    await expect(laptop.getByRole("article")).toContainText(`Order ${number}`);
    await expectAccessible(laptop);
    const pdf = await laptop.request.get(`/api/receipt/${id}.pdf?l=az`);
    expect([pdf.status(), pdf.headers()["content-type"]]).toEqual([200, "application/pdf"]);
    expect(pdf.headers()["cache-control"]).toBe("no-store");
    const context = await browser.newContext({ baseURL: new URL(laptop.url()).origin, locale: "en-GB" });
    const stranger = await context.newPage();
    expect((await stranger.request.get(`/api/receipt/${id}.pdf`)).status()).toBe(404);
    const before = await latestMail(email);
    await stranger.goto("/en/orders/find");
    await stranger.getByLabel("Order number").fill(number);
    await stranger.getByLabel("E-mail or phone of the order").fill(email);
    await expectAccessible(stranger);
    await stranger.getByRole("button", { name: "Send me a code" }).click();
    await expect(stranger.getByLabel("Code", { exact: true })).toBeVisible();
    await expect.poll(() => latestMail(email)).not.toBe(before);
    const code = /\b\d{6}\b/.exec(await latestMail(email))?.[0] ?? "";
    await stranger.getByLabel("Code", { exact: true }).fill(code);
    await stranger.getByRole("button", { name: "Show the order" }).click();
    await expect(stranger.getByRole("heading", { level: 1, name: `Order ${number}` })).toBeVisible();
    await expect(stranger.getByRole("button", { name: "Cancel this part" })).toHaveCount(0);
    expect((await stranger.request.get(`/api/receipt/${id}.pdf`)).status()).toBe(200);
    await context.close();
    // An address from an earlier letter.
    await laptop.goto(`/en/orders/o/${id}/receipt`);
    await laptop.waitForURL(`/en/orders/${id}/receipt`);
    await expect(laptop.getByRole("article")).toContainText(`Order ${number}`);
  });
});
