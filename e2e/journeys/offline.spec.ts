import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "../fixtures";

const shirt = "/en/p/nizami-linen-shirt";

async function addShirt(page: Page, size: string): Promise<void> {
  await page.goto(shirt);
  await page.getByRole("radio", { name: size, exact: true }).check({ force: true });
  await page.getByRole("button", { name: "Add to bag" }).first().click();
  await expect(page.getByText(/is in your bag/).first()).toBeVisible();
}

/** Waits until the worker answers for this browser's pages. */
async function controlled(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

const oneMore = (page: Page) => page.getByRole("button", { name: /^One more of Nizami linen shirt/ }).first();

test("a change made offline survives reload and closing, and is sent when the network is back", async ({ phone }) => {
  const context: BrowserContext = phone.context();
  await addShirt(phone, "M");
  await phone.goto("/en/cart");
  await expect(phone.getByTestId("cart-total")).toContainText("129");
  await controlled(phone);

  await context.setOffline(true);
  await oneMore(phone).click();
  await expect(phone.getByText("Not sent yet")).toBeVisible();
  const bag = phone.getByRole("region", { name: "Bag" });
  await expect(bag.getByText(/1 change kept on this phone, will send/)).toBeVisible();
  await expect(phone.getByTestId("cart-total")).toContainText("258");

  await phone.reload();
  await expect(phone.getByTestId("cart-total")).toContainText("258");
  await phone.close();

  const again = await context.newPage();
  await again.goto("/en/p/never-looked-at");
  await expect(again.getByRole("heading", { name: "No network right now" })).toBeVisible();
  await expect(again.getByRole("link", { name: "Nizami linen shirt" }).first()).toBeVisible();
  await again.goto("/en/cart");
  await expect(again.getByText("Not sent yet")).toBeVisible();

  await context.setOffline(false);
  await expect(again.getByText("Not sent yet")).toBeHidden();
  await expect(again.getByTestId("cart-total")).toContainText("258");
});

test("two tabs of one browser are one bag, also when the leading one closes", async ({ laptop }) => {
  await addShirt(laptop, "S");
  await laptop.goto("/en/cart");
  const other = await laptop.context().newPage();
  await other.goto("/en/cart");
  await expect(other.getByTestId("cart-total")).toContainText("129");
  await oneMore(other).click();
  await expect(laptop.getByTestId("cart-total")).toContainText("258");
  await laptop.close();
  await oneMore(other).click();
  await expect(other.getByTestId("cart-total")).toContainText("387");
  await expect(other.getByText("Not sent yet")).toBeHidden();
});

test("two first changes of two tabs at once make one guest and lose nothing", async ({ laptop }) => {
  const other = await laptop.context().newPage();
  await Promise.all([addShirt(laptop, "S"), addShirt(other, "M")]);
  for (const page of [laptop, other]) {
    await page.goto("/en/cart");
    await expect(page.getByTestId("cart-total")).toContainText("258");
    await expect(page.getByText("Not sent yet")).toHaveCount(0);
  }
});

test("what one owner kept offline is never sent by the next owner of the browser", async ({ laptop }) => {
  await addShirt(laptop, "S");
  await laptop.goto("/en/cart");
  await expect(laptop.getByTestId("cart-total")).toContainText("129");
  // Pushes fail while everything else works: a change stays in the first owner's queue.
  await laptop.route("**/api/trpc/sync.push*", (route) => route.abort());
  await oneMore(laptop).click();
  await expect(laptop.getByText("Not sent yet")).toBeVisible();
  await laptop.context().clearCookies();
  await laptop.unroute("**/api/trpc/sync.push*");
  await laptop.reload();
  await expect(laptop.getByRole("heading", { name: "Your bag is empty" })).toBeVisible();
  await addShirt(laptop, "M");
  await laptop.goto("/en/cart");
  await expect(laptop.getByTestId("cart-total")).toContainText("129");
  await expect(laptop.getByText("M · Fog")).toBeVisible();
  await expect(laptop.getByText("S · Fog")).toBeHidden();
});
