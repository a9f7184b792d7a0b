import type { Locator, Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { db } from "@/db/client";
import { expect, expectAccessible, test } from "../fixtures";
import { scanByHand } from "../hand-scanner";

test.use({ actionTimeout: 20_000 });

/** SKU of a size of a product. */
async function findSku(handle: string, size: string): Promise<string> {
  const [row] = await db().execute<{ sku: string }>(sql`
    select v.sku from variant v join product p on p.id = v.product_id
    where p.handle = ${handle} and v.size = ${size} order by v.position limit 1`);
  if (!row) throw new Error(`no ${handle} in ${size}`);
  return row.sku;
}
const setBarcode = (barcode: string, ...skus: string[]) =>
  db().execute(
    sql`update variant set barcode = ${barcode} where sku in (${sql.join(
      skus.map((s) => sql`${s}`),
      sql`, `,
    )})`,
  );

/** Delays each look-up of a code. */
const slowLookUps = (page: Page) =>
  page.route(/findVariantsByCode/, async (route) => {
    await new Promise((done) => setTimeout(done, 800));
    await route.continue();
  });

/** Writes down the tones that a page plays. */
const recordTones = (page: Page) =>
  page.addInitScript(() => {
    const heard: number[] = [];
    Object.assign(window, { heard });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      heard.push(this.frequency.value);
      return start.call(this, when);
    };
  });
const readTones = (page: Page) => page.evaluate(() => (window as unknown as { heard: number[] }).heard);

/** Names the buttons that lie under the scanner's line when they have the focus. */
async function isCoveredBy(says: Locator, buttons: Locator): Promise<string[]> {
  const covered: string[] = [];
  for (const button of await buttons.all()) {
    // What is disabled never has the focus, so that nothing brings it into view.
    if (await button.isDisabled()) continue;
    await button.focus();
    const over = await says.boundingBox();
    const under = await button.boundingBox();
    if (!over || !under) throw new Error("not on the screen");
    const apart =
      under.y + under.height <= over.y ||
      under.y >= over.y + over.height ||
      under.x + under.width <= over.x ||
      under.x >= over.x + over.width;
    if (!apart) covered.push((await button.textContent()) ?? "");
  }
  return covered;
}

test("scans at the register are all answered, in the middle of a look-up, a text, a dialog or a lost network", async ({
  tablet,
}) => {
  const a = await findSku("nizami-linen-shirt", "M");
  const b = await findSku("qala-wool-overshirt", "M");
  const says = tablet.getByTestId("scan-feedback");
  const lines = tablet.getByTestId("basket-line");
  await recordTones(tablet);
  await slowLookUps(tablet);
  await tablet.goto("/store/sell");
  await expect(says).toHaveText("Ready to scan");
  await test.step("two within one look-up are both in the basket; what stands in the search stays", async () => {
    const search = tablet.getByRole("searchbox");
    await search.fill("shirt");
    await scanByHand(tablet, a);
    await scanByHand(tablet, b, 300);
    await expect(says).toContainText("2 scans being looked up");
    await expect(lines).toHaveCount(2);
    await expect(says).toContainText("Added:");
    await expect(search).toHaveValue("shirt");
    await search.fill("");
    // The scanner's line stays in view over what is scrolled beneath it, and covers nothing that has the focus.
    await tablet.setViewportSize({ width: 1180, height: 520 });
    expect(await isCoveredBy(tablet.locator("[data-scan-feedback]"), lines.getByRole("button"))).toEqual([]);
    await tablet.setViewportSize({ width: 1180, height: 820 });
    await says.scrollIntoViewIfNeeded();
    await tablet.mouse.wheel(0, 10_000);
    await expectAccessible(tablet);
  });
  await test.step("an unknown one is said, and sounds otherwise", async () => {
    const before = (await readTones(tablet)).length;
    await scanByHand(tablet, "5901234123457");
    await expect(says).toHaveText("5901234123457: no article has this code.");
    const heard = await readTones(tablet);
    expect(heard.length).toBeGreaterThan(before);
    expect(heard.slice(0, 1)).not.toEqual(heard.slice(-1));
  });
  await test.step("a code of two articles asks which", async () => {
    await setBarcode("4006381333931", a, b);
    await scanByHand(tablet, "4006381333931");
    const dialog = tablet.getByRole("dialog", { name: "Which article is it?" });
    await expect(dialog.getByRole("listitem")).toHaveCount(3);
    await expectAccessible(tablet);
    await dialog.getByRole("button", { name: /Nizami linen shirt/ }).click();
    await expect(says).toContainText("Added: Nizami linen shirt");
    await expect(lines).toHaveCount(2);
  });
  await test.step("without an answer a scan stays until it is tried again, also over a reload", async () => {
    await tablet.unroute(/findVariantsByCode/);
    await tablet.route(/findVariantsByCode/, (route) => route.abort());
    const c = await findSku("nizami-linen-shirt", "L");
    await scanByHand(tablet, c);
    await expect(says).toContainText(`${c} is not taken yet.`);
    await tablet.reload();
    await expect(says).toContainText(`${c} is not taken yet.`);
    await expect(lines).toHaveCount(2);
    await tablet.unroute(/findVariantsByCode/);
    await tablet.getByRole("button", { name: "Try again" }).click();
    await expect(lines).toHaveCount(3);
  });
  await test.step("sounds can be turned off", async () => {
    await tablet.getByRole("button", { name: "Sound on" }).click();
    const before = await readTones(tablet);
    await scanByHand(tablet, b);
    await expect(says).toContainText("Added: Qala wool overshirt");
    expect(await readTones(tablet)).toEqual(before);
  });
  await test.step("a screen that takes no scans says so", async () => {
    await tablet.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Till" }).click();
    await expect(tablet.getByLabel("Float")).toBeVisible();
    await tablet.getByLabel("Float").fill("20");
    await scanByHand(tablet, "4006381333931");
    await expect(tablet.getByText("4006381333931 was scanned. This screen takes no scans.").first()).toBeVisible();
    await expect(tablet.getByLabel("Float")).toHaveValue("20");
  });
});

test("receiving and arrivals count each scan", async ({ office, tablet }) => {
  const a = await findSku("qala-wool-overshirt", "M");
  const b = await findSku("nizami-linen-shirt", "M");
  const pieces = (page: Page) => page.getByRole("textbox", { name: /^Pieces of/ });
  await slowLookUps(office);
  await test.step("two within one look-up are two lines; a delivery note's code goes into its own field", async () => {
    await office.goto("/office/stock");
    await office.getByRole("button", { name: "Receive goods" }).click();
    const form = office.getByRole("dialog", { name: "Receive goods" });
    await form.getByLabel("Document number").fill("old");
    await scanByHand(office, "77120045");
    await expect(form.getByLabel("Document number")).toHaveValue("77120045");
    await form.getByLabel("SKU or barcode").focus();
    await scanByHand(office, a);
    await scanByHand(office, b, 300);
    await scanByHand(office, a, 300);
    await expect(form.getByTestId("scan-feedback")).toContainText(": 2 pieces");
    await expect(pieces(office)).toHaveCount(2);
    await expect(pieces(office).nth(0)).toHaveValue("2");
    await expect(pieces(office).nth(1)).toHaveValue("1");
    await expect(form.getByLabel("SKU or barcode")).toHaveValue("");
    await form.getByLabel("Store").selectOption({ label: "Port, Baku" });
    await form.getByRole("button", { name: "Add to stock" }).click();
    await expect(form.getByText(/3 pieces added/)).toBeVisible();
    await form.getByRole("button", { name: "Close" }).last().click();
  });
  await test.step("a transfer is scanned in, item by item", async () => {
    await office.goto("/office/stock/transfers");
    await office.getByRole("button", { name: "Send goods" }).click();
    const form = office.getByRole("dialog", { name: "Send goods" });
    await form.getByLabel("From").selectOption({ label: "Port, Baku" });
    await form.getByLabel("To").selectOption({ label: "Nizami St., Baku" });
    await scanByHand(office, a);
    await scanByHand(office, a);
    await expect(pieces(office)).toHaveValue("2");
    await form.getByRole("button", { name: "Send", exact: true }).click();
    await expect(form.getByRole("status").filter({ hasText: "is on its way" })).toBeVisible();
    await slowLookUps(tablet);
    await tablet.goto("/store/arrivals");
    await expect(tablet.getByTestId("scan-feedback")).toHaveText("Ready to scan");
    for (const pause of [0, 300, 300]) await scanByHand(tablet, a, pause);
    await expect(pieces(tablet)).toHaveValue("3");
    await tablet.getByRole("button", { name: "Everything arrived" }).click();
    await expect(pieces(tablet)).toHaveValue("2");
    await tablet.getByRole("button", { name: "Book what arrived" }).click();
    await expect(tablet.getByText("Nothing is on the way")).toBeVisible();
  });
});

test("a scan into a count's field counts the scanned article and leaves the field's number", async ({ office }) => {
  const a = await findSku("qala-wool-overshirt", "L");
  const b = await findSku("nizami-linen-shirt", "S");
  await setBarcode("4006381333931", b);
  await db().execute(sql`update variant set barcode = null where barcode = '4006381333931' and sku <> ${b}`);
  await office.goto("/office/stock/counts");
  await office.getByRole("button", { name: "Begin a count" }).click();
  const form = office.getByRole("dialog", { name: "Begin a count" });
  await form.getByLabel("Store").selectOption({ label: "Sololaki, Tbilisi" });
  await form.getByRole("button", { name: "Begin", exact: true }).click();
  await expect(office.getByRole("heading", { name: /^Count \d/ })).toBeVisible();
  await scanByHand(office, a);
  const field = office.getByRole("textbox", { name: /^Counted pieces of Qala/ }).first();
  await expect(field).toHaveValue("1");
  await field.focus();
  await scanByHand(office, "4006381333931");
  await expect(office.getByTestId("scan-feedback")).toContainText("Nizami linen shirt");
  await expect(office.getByTestId("scan-feedback")).toContainText(": 1 piece");
  const counted = await db().execute<{ sku: string; counted: number }>(sql`
    select v.sku, l.counted from stock_count_line l join variant v on v.id = l.variant_id where l.counted is not null`);
  expect(counted.map((l) => `${l.sku} ${l.counted}`).sort()).toEqual([`${a} 1`, `${b} 1`].sort());
});
