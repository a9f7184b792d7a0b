import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { addToCart, openProduct } from "../shopping";

const product = "nizami-linen-shirt";
const sheet = (page: Page) => page.getByRole("dialog").last();
const gone = (page: Page) => expect(page.getByRole("dialog")).toHaveCount(0);

/** Goes through the history as the browser's buttons do; not awaited, since it may take the page away. */
const travel = (page: Page, steps: number) => page.evaluate((by) => void setTimeout(() => history.go(by)), steps);

/** Comes to a page from another one of the shop, so that there is somewhere to go back to. */
async function arrive(page: Page, at: string): Promise<void> {
  await page.goto("/en/stores");
  await page.goto(at);
}

/** Back, as the phone's button does it: the sheet goes, the page stays; once more, and the page before is there. */
async function backCloses(page: Page, at: string | RegExp): Promise<void> {
  await expect(page.getByRole("dialog")).toHaveCount(1);
  await travel(page, -1);
  await gone(page);
  await expect(page).toHaveURL(at);
}

async function backLeaves(page: Page): Promise<void> {
  await travel(page, -1);
  await expect(page).toHaveURL(/\/en\/stores$/);
}

const onProduct = new RegExp(`/en/p/${product}`);
/** What opens each kind of sheet, from the page where it is. */
const kinds: [string, string, string | RegExp, (page: Page) => Promise<void>][] = [
  ["menu", "/en/c/women", /\/c\/women$/, (page) => page.getByRole("button", { name: "Menu" }).click()],
  ["filter", "/en/c/women", /\/c\/women$/, (page) => page.getByRole("link", { name: "Filter" }).click()],
  ["size help", `/en/p/${product}`, onProduct, (page) => page.getByRole("button", { name: "Size help" }).click()],
  ["bag", `/en/p/${product}`, onProduct, (page) => page.getByRole("button", { name: /^Bag/ }).click()],
  ["booking", `/en/p/${product}`, onProduct, (page) => page.getByRole("button", { name: /Try it on/ }).click()],
  ["stores", `/en/p/${product}`, onProduct, (page) => page.getByRole("button", { name: "Change" }).click()],
];

test("Back closes each kind of sheet and leaves the page only then", async ({ phone }) => {
  for (const [name, at, url, open] of kinds)
    await test.step(name, async () => {
      await arrive(phone, at);
      await open(phone);
      await backCloses(phone, url);
      await backLeaves(phone);
      await travel(phone, 1);
      await expect(phone).toHaveURL(url);
      await open(phone);
      await sheet(phone)
        .getByRole("button", { name: /^Close/ })
        .first()
        .click();
      await gone(phone);
      await backLeaves(phone);
    });
});

test("Back closes one sheet over another, the upper one first", async ({ phone }) => {
  await phone.goto("/en/stores");
  await openProduct(phone, product, "M");
  await phone.getByRole("button", { name: "Reserve in store" }).click();
  await sheet(phone).getByRole("button", { name: "Change" }).click();
  await expect(phone.getByRole("dialog", { name: "Choose your store" })).toBeVisible();
  await travel(phone, -1);
  await expect(phone.getByRole("dialog", { name: "Choose your store" })).toHaveCount(0);
  await backCloses(phone, onProduct);
  await backLeaves(phone);
});

test("a link in a sheet leads on from the page, not from the sheet", async ({ phone }) => {
  await phone.goto("/en/stores");
  await openProduct(phone, product, "M");
  await addToCart(phone, 1);
  await phone.getByRole("button", { name: /^Bag/ }).click();
  await sheet(phone).getByRole("link", { name: "View bag" }).click();
  await expect(phone).toHaveURL(/\/en\/cart$/);
  await gone(phone);
  await travel(phone, -1);
  await expect(phone).toHaveURL(onProduct);
  await backLeaves(phone);
});

test("filters change the page beneath their sheet; Back closes it and they stay", async ({ phone }) => {
  await arrive(phone, "/en/c/women");
  await phone.getByRole("link", { name: "Filter" }).click();
  await sheet(phone).getByRole("link", { name: /^M, / }).click();
  await expect(phone).toHaveURL(/\?size=M$/);
  await sheet(phone).getByRole("link", { name: /^L, / }).click();
  await expect(phone).toHaveURL(/\?size=M,L$/);
  await backCloses(phone, /\?size=M,L$/);
  await expect(phone.getByRole("link", { name: "Filter (2)" })).toBeVisible();
  await travel(phone, -1);
  await expect(phone).toHaveURL(/\?size=M$/);
  await travel(phone, -1);
  await expect(phone).toHaveURL(/\/c\/women$/);
  await backLeaves(phone);
});

test("a page that is loaded anew while a sheet is open has no entry too many", async ({ phone }) => {
  await arrive(phone, `/en/p/${product}`);
  await phone.getByRole("button", { name: "Size help" }).click();
  await expect(sheet(phone)).toBeVisible();
  await phone.reload();
  await gone(phone);
  await expect(phone.getByRole("button", { name: "Size help" })).toBeVisible();
  // The page may still be loading.
  const depth = () => phone.evaluate(() => String(history.state?.sheets ?? ".0").split(".")[1]).catch(() => "loading");
  await expect.poll(depth).toBe("0");
  await backLeaves(phone);
});

test("Back closes a tablet's sheet, and the place beneath stays", async ({ tablet }) => {
  await tablet.goto("/store/sell");
  await tablet.goto("/store");
  await tablet.getByRole("button", { name: /Rauf/ }).click();
  await backCloses(tablet, /\/store$/);
  await tablet.evaluate(() => history.back());
  await expect(tablet).toHaveURL(/\/store\/sell$/);
});
