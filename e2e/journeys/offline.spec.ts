import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { addShirt, oneMore, openProduct } from "../shopping";
import { setFreeStock } from "../test-env";

test.use({ serviceWorkers: "allow" });

/** Waits until the worker answers for this browser's pages. */
async function waitForWorker(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

test("a change made offline survives reload and closing, and is sent when the network is back", async ({ phone }) => {
  const context: BrowserContext = phone.context();
  await addShirt(phone, "M");
  await phone.goto("/en/cart");
  await expect(phone.getByTestId("cart-total")).toContainText("129");
  await waitForWorker(phone);

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

/** Cards of offline requests that are not confirmed. */
const listRequests = (page: Page) => page.getByRole("main").locator("[data-request]");

/** Asks for the chosen size in the shopper's store, without a network. */
async function requestItem(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Reserve in store" }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByText(/nothing is held until then/)).toBeVisible();
  await sheet.getByLabel("Your name").fill(name);
  await sheet.getByLabel("Phone or e-mail").fill("leyla@example.test");
  await sheet.getByRole("button", { name: "Ask the store for it" }).click();
  await expect(sheet.getByText("Asked, not confirmed yet")).toBeVisible();
  await sheet.getByRole("button", { name: "Keep looking" }).click();
}

test("a reservation and a fitting requested offline are confirmed when the network is back", async ({
  phone,
  tablet,
}) => {
  test.slow();
  await openProduct(phone, "nizami-linen-shirt", "M");
  await waitForWorker(phone);
  await openProduct(phone, "nizami-linen-shirt", "M");
  await expect(phone.getByText(/ in size M\b/)).toBeVisible();
  await phone.context().setOffline(true);
  await requestItem(phone, "Leyla Hasanova");
  await phone.getByRole("button", { name: /^Try it on/ }).click();
  const sheet = phone.getByRole("dialog");
  await expect(sheet.getByText(/opening times, not free rooms/)).toBeVisible();
  await sheet.getByRole("radio", { name: /^18:30/ }).check();
  await sheet.getByLabel("Name").fill("Leyla");
  await sheet.getByLabel("Phone or e-mail").fill("leyla@example.test");
  await sheet.getByRole("button", { name: /^Ask for/ }).click();
  await expect(sheet.getByText("Asked, not confirmed yet")).toBeVisible();
  await sheet.getByRole("button", { name: "Keep looking" }).click();

  await phone.reload();
  await expect(listRequests(phone)).toHaveCount(2);
  await expect(listRequests(phone).getByText(/Not confirmed yet: kept on this phone, will be asked/)).toHaveCount(2);

  await phone.context().setOffline(false);
  await expect(listRequests(phone)).toHaveCount(0);
  await expect(phone.getByText("Confirmed: reserved for you").first()).toBeVisible();
  await phone.goto("/en/orders");
  await expect(phone.getByRole("listitem").filter({ hasText: /^Reservation \d+/ })).toHaveCount(1);
  await phone.goto("/en/fittings");
  await expect(phone.getByText(/18:30–19:00/)).toHaveCount(1);
  await tablet.goto("/store");
  await expect(tablet.getByText(/Prepare pick-up \d+/).first()).toBeVisible();
  await expect(tablet.getByRole("button", { name: /18:30–19:00, Leyla, Booked/ })).toBeVisible();
});

test("a reservation of a sold-out item is declined with another store, one tap away", async ({ phone }) => {
  await openProduct(phone, "nizami-linen-shirt", "L");
  await waitForWorker(phone);
  await openProduct(phone, "nizami-linen-shirt", "L");
  await expect(phone.getByText(/ in size L\b/)).toBeVisible();
  await phone.context().setOffline(true);
  await requestItem(phone, "Leyla Hasanova");
  await setFreeStock("nizami-linen-shirt", "L", "nizami", 0);
  await phone.context().setOffline(false);
  await expect(phone.getByRole("alert").filter({ hasText: "could not reserve this" })).toBeVisible();
  // It stays, on whatever page, until it was seen.
  await phone.goto("/en/cart");
  const declined = phone.getByRole("article").filter({ hasText: "could not reserve this" });
  await declined.getByRole("button", { name: /^Reserve in / }).click();
  await expect(declined).toHaveCount(0);
  await phone.goto("/en/orders");
  await expect(phone.getByRole("listitem").filter({ hasText: /^Reservation \d+/ })).toHaveCount(1);
});

test("a reservation whose answer is lost is found, not made again; a withdrawn one is never made", async ({
  phone,
}) => {
  await openProduct(phone, "nizami-linen-shirt", "M");
  await expect(phone.getByText(/ in size M\b/)).toBeVisible();
  await phone.route("**/api/trpc/reservations.create*", async (route) => {
    // A kept connection that the server is just closing is opened anew, as a browser does.
    await route.fetch({ maxRetries: 2 });
    await route.abort();
  });
  await phone.getByRole("button", { name: "Reserve in store" }).click();
  const sheet = phone.getByRole("dialog");
  await sheet.getByLabel("Your name").fill("Leyla Hasanova");
  await sheet.getByLabel("Phone or e-mail").fill("leyla@example.test");
  await sheet.getByRole("button", { name: /^Reserve/ }).click();
  await expect(sheet.getByText("Confirmed: reserved for you")).toBeVisible();
  await sheet.getByRole("link", { name: "See it" }).click();
  await expect(phone.getByRole("heading", { level: 1, name: /^Reservation \d+$/ })).toBeVisible();
  await openProduct(phone, "nizami-linen-shirt", "M");
  await expect(phone.getByText(/ in size M\b/)).toBeVisible();
  await phone.route("**/api/trpc/sync.push*", (route) => route.abort());
  await phone.getByRole("button", { name: "Reserve in store" }).click();
  await sheet.getByRole("button", { name: /^Reserve for/ }).click();
  await expect(sheet.getByText("Asked, not confirmed yet")).toBeVisible();
  await sheet.getByRole("button", { name: "Withdraw" }).click();
  await expect(sheet.getByRole("heading", { name: "Withdrawn" })).toBeVisible();
  await phone.unroute("**/api/trpc/sync.push*");
  await phone.goto("/en/orders");
  const orders = phone.getByRole("main").getByRole("link", { name: /^Reservation \d+/ });
  await expect(orders.filter({ hasText: "Cancelled" })).toHaveCount(1);
  await expect(orders.filter({ hasText: "Cancelled" }).or(orders.filter({ hasText: "Reserved" }))).toHaveCount(2);
});
