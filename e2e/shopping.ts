import { expect, type Page } from "@playwright/test";
import { latestMail } from "./test-env";

/** What a shopper does on a screen, in a shopper's words. */

/** Opens a product's page and chooses a size. */
export async function openProduct(page: Page, handle: string, size: string): Promise<void> {
  await page.goto(`/en/p/${handle}`);
  await chooseSize(page, size);
}

/** Chooses a size on a product's page; the radio lies hidden in its label, which takes the click. */
export const chooseSize = (page: Page, size: string) =>
  page.getByRole("radio", { name: size, exact: true }).check({ force: true });

/** Adds the linen shirt in one size to the cart and waits for its confirmation. */
export async function addShirt(page: Page, size: string): Promise<void> {
  await openProduct(page, "nizami-linen-shirt", size);
  await page.getByRole("button", { name: "Add to bag" }).first().click();
  await expect(page.getByText(/is in your bag/).first()).toBeVisible();
}

/** The cart's button for one more linen shirt. */
export const oneMore = (page: Page) => page.getByRole("button", { name: /^One more of Nizami linen shirt/ }).first();

/** Adds the chosen variant to the cart and waits until the cart shows it. */
export async function addToCart(page: Page, piecesAfter: number): Promise<void> {
  await page.getByRole("button", { name: "Add to bag" }).click();
  await expectCartQuantity(page, piecesAfter);
}

/** The cart's button shows the number of items. */
export async function expectCartQuantity(page: Page, pieces: number): Promise<void> {
  const name = pieces === 0 ? "Bag, nothing in it" : `Bag, ${pieces} piece${pieces === 1 ? "" : "s"}`;
  await expect(
    page
      .getByRole("button", { name, exact: true })
      .or(page.getByRole("link", { name, exact: true }))
      .first(),
  ).toBeAttached();
}

/** The lines of the cart page, as "title, options × quantity". */
export const listCartLines = (page: Page) =>
  page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ has: page.getByLabel(/^Quantity of/) });

/** Signs in with the one-time code that arrives by mail. */
export async function signIn(page: Page, email: string): Promise<void> {
  const before = await latestMail(email);
  await page.goto("/en/account");
  await page.getByLabel("E-mail", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Send me a code" }).click();
  await expect(page.getByLabel("Code", { exact: true })).toBeVisible();
  await expect.poll(() => latestMail(email)).not.toBe(before);
  const code = /\b\d{6}\b/.exec(await latestMail(email))?.[0] ?? "";
  await page.getByLabel("Code", { exact: true }).fill(code);
  const enter = page.getByRole("button", { name: "Sign in", exact: true });
  if (await enter.isVisible()) await enter.click();
  await expect(page.getByRole("heading", { name: "Your devices" })).toBeVisible();
}
