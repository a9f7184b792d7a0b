import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { type RetailerExport, writeExport } from "../retailer-export";
import { addToCart, expectCartQuantity, listCartLines } from "../shopping";
import { dataDir } from "../test-env";

let delivery: RetailerExport;

test.beforeAll(async () => {
  delivery = await writeExport(path.resolve("test-results/retailer"));
});

/** The sum of a kind of thing in the report. */
const readTally = (page: Page, name: string) =>
  page.getByRole("term").filter({ hasText: name }).locator("xpath=following-sibling::dd");

/** The large picture of a product's page has really been drawn. */
const expectDrawn = (page: Page, alt: string) =>
  expect
    .poll(() => page.getByRole("img", { name: alt, exact: true }).evaluate((img: HTMLImageElement) => img.naturalWidth))
    .toBeGreaterThan(0);

/** `npm run import -- …` against the journeys' data, while their shop runs. */
async function importByCommand(...given: string[]): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "" };
  const child = spawn("npm", ["run", "--silent", "import", "--", ...given], { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += chunk;
    });
  const [code] = await once(child, "close");
  return { code, output };
}

test("a retailer's export is imported and shopped from", async ({ office, laptop }) => {
  test.slow();
  const report = office.getByRole("region", { name: "products_export.csv" });

  await test.step("the administrator uploads the file and its pictures and follows the run to its report", async () => {
    await office.goto("/office");
    await office.getByRole("navigation").getByRole("link", { name: "Import" }).click();
    await expect(office.getByRole("heading", { name: "Import the catalogue" })).toBeVisible();
    await expect(office.getByText("Nothing has been imported yet.")).toBeVisible();
    await office.getByRole("button", { name: "Check the columns" }).click();
    await expect(office.getByText("Choose a product file or a stock file first.")).toBeVisible();
    await office.getByLabel("Product file (CSV)").setInputFiles(delivery.products);
    await office.getByLabel("Pictures", { exact: true }).setInputFiles(delivery.pictures);
    await expect(office.getByText("3 pictures chosen")).toBeVisible();
    await office.getByRole("button", { name: "Check the columns" }).click();
    await expect(office.getByRole("heading", { name: "Columns", exact: true })).toBeFocused();
    await expect(office.getByLabel("Variant Price is taken for")).toHaveValue("price");
    await office.getByRole("button", { name: "Import", exact: true }).click();
    await expect(report.getByRole("progressbar")).toBeVisible();
    await expect(report.getByText("Done, but not everything was taken.")).toBeVisible({ timeout: 60_000 });
  });

  await test.step("the report counts what came in and names the row and the picture that did not", async () => {
    await expect(readTally(office, "Products")).toHaveText("2 created, 0 updated, 0 unchanged, 0 refused");
    await expect(readTally(office, "Variants")).toHaveText("4 created, 0 updated, 0 unchanged, 1 refused");
    await expect(readTally(office, "Pictures")).toHaveText("3 converted, 0 unchanged, 1 missing, 0 refused");
    await expect(readTally(office, "Stock")).toHaveText("4 set, 0 unchanged, 0 refused");
    const refused = report.getByRole("listitem").filter({ hasText: "on request is not a price." });
    await expect(refused).toContainText("Line 7");
    await expect(report.getByRole("heading", { name: "1 row needs attention" })).toBeVisible();
    await expect(report.getByRole("heading", { name: "1 picture is missing" })).toBeVisible();
    await expect(report.getByText("hat-from-behind.jpg")).toBeVisible();
    await office.getByRole("navigation").getByRole("link", { name: "Catalogue" }).click();
    await office.getByLabel("Search by name, handle or SKU").fill("QW-M-NAVY");
    await expect(office.getByRole("link", { name: "Harbour smock" })).toBeVisible();
    await expect(office.getByText("1 product", { exact: true })).toBeVisible();
  });

  await test.step("a shopper finds the new product by search, with its pictures and without foreign scripts", async () => {
    await laptop.goto("/en");
    await laptop.getByRole("combobox", { name: "Search the shop" }).fill("harbor smock");
    await laptop.getByRole("option", { name: /Harbour smock/ }).click();
    await laptop.waitForURL(/\/en\/p\/harbour-smock/);
    await expect(laptop.getByRole("heading", { level: 1, name: "Harbour smock" })).toBeVisible();
    await expectDrawn(laptop, "Harbour smock in sand");
    await laptop.getByRole("radio", { name: "Navy" }).check({ force: true });
    await expectDrawn(laptop, "Harbour smock in ink");
    await expect(laptop.getByText("Woven for wind and salt water.")).toBeVisible();
    expect(await laptop.content()).not.toContain("stolen");
    expect(await laptop.evaluate(() => "stolen" in window)).toBe(false);
  });

  await test.step("it is added to the cart and reserved from there in the store that has it", async () => {
    await laptop.getByRole("radio", { name: "Sand" }).check({ force: true });
    await laptop.getByRole("radio", { name: "M", exact: true }).check({ force: true });
    await expect(laptop.getByText("3 in size M")).toBeVisible();
    // A reservation of lines that are not sent yet would be queued behind them.
    const sent = laptop.waitForResponse(/sync\.push/);
    await addToCart(laptop, 1);
    await sent;
    await laptop.goto("/en/cart");
    await expect(listCartLines(laptop)).toHaveCount(1);
    await expect(listCartLines(laptop)).toContainText("Harbour smock");
    await laptop.getByRole("button", { name: "Reserve in a store" }).click();
    await expect(laptop.getByRole("region", { name: "Store" })).toContainText("Nizami St.");
    await laptop.getByLabel("Your name").fill("Leyla Hasanova");
    await laptop.getByLabel("Phone or e-mail").fill("leyla@example.test");
    await laptop.getByRole("button", { name: /^Reserve 1 piece/ }).click();
    await laptop.waitForURL(/\/en\/reservations\//);
    await expect(laptop.getByRole("heading", { level: 1, name: /^Reservation \d+/ })).toBeVisible();
    await expect(laptop.getByRole("region", { name: "Pieces" })).toContainText("Harbour smock");
    await expectCartQuantity(laptop, 0);
  });
});

test("the command line imports into the running shop, and the same file twice changes nothing", async ({ laptop }) => {
  test.slow();
  const first = await importByCommand(delivery.more);
  expect(first.code, first.output).toBe(0);
  expect(first.output).toMatch(/Products\s+2 created, 0 updated, 0 unchanged, 0 refused/);
  expect(first.output).toMatch(/Variants\s+3 created, 0 updated, 0 unchanged, 0 refused/);
  await laptop.goto("/en/p/quay-scarf");
  await expect(laptop.getByRole("heading", { level: 1, name: "Quay scarf" })).toBeVisible();

  await test.step("a handle in another script is listed, linked and has its page, which shows the one size and colour", async () => {
    await laptop.goto("/en/search?q=Пальто");
    await laptop.getByRole("link", { name: "Пальто синее" }).first().click();
    await expect(laptop.getByRole("heading", { level: 1, name: "Пальто синее" })).toBeVisible();
    await expect(laptop.getByRole("radio", { name: "M", exact: true })).toBeChecked();
    await expect(laptop.getByRole("radio", { name: "Navy" })).toBeChecked();
    const canonical = laptop.locator("link[rel=canonical]");
    await expect(canonical).toHaveAttribute("href", new RegExp(`/en/p/${encodeURIComponent("пальто-синее")}$`));
    expect((await laptop.goto(`/ru/p/${encodeURIComponent("пальто-синее")}`))?.status()).toBe(200);
    await laptop.goBack();
    await laptop.getByRole("button", { name: "Add Пальто синее to favourites" }).click();
    await laptop
      .getByRole("banner")
      .getByRole("link", { name: /^Favourites/ })
      .click();
    await laptop.getByRole("main").getByRole("link", { name: "Пальто синее" }).first().click();
    await expect(laptop.getByRole("heading", { level: 1, name: "Пальто синее" })).toBeVisible();
  });

  const second = await importByCommand(delivery.more);
  expect(second.code, second.output).toBe(0);
  expect(second.output).toMatch(/Products\s+0 created, 0 updated, 2 unchanged, 0 refused/);
  expect(second.output).toMatch(/Variants\s+0 created, 0 updated, 3 unchanged, 0 refused/);
});
