import type { Locator, Page } from "@playwright/test";
import { buildSignedFragment } from "@/server/platform/http/signed-link";
import { expect, expectAccessible, test } from "../fixtures";
import { scanByHand } from "../hand-scanner";
import { scanQr } from "../qr";
import { openProduct } from "../shopping";

const handle = "nizami-linen-shirt";
const size = "S";

// Changes of the server arrive within seconds; a tap that waits longer has lost its target.
test.use({ actionTimeout: 20_000 });

/** Items of the chosen size in the shopper's store, as the product page says. */
async function readPieces(page: Page): Promise<number> {
  const stock = page.getByText(new RegExp(`(\\d+|None) in size ${size}\\b`));
  await expect(stock).toBeVisible();
  return Number.parseInt((await stock.textContent()) ?? "", 10) || 0;
}

/** Opens the product anew, with the size chosen, and reads how many the store has. */
async function lookAgain(page: Page): Promise<number> {
  await openProduct(page, handle, size);
  return readPieces(page);
}

/** The step that a reservation has reached on its page. */
const step = (page: Page) => page.getByRole("list", { name: "Progress" }).locator("[aria-current=step]");

/** A line of the tablet's queue. */
const findQueueItem = (tablet: Page, text: string): Locator =>
  tablet.getByRole("region", { name: "Do next" }).getByRole("listitem").filter({ hasText: text });

/** Counts the documents that a page loads from now on: what changes without one came by the live line. */
function countLoads(page: Page): () => number {
  let loads = 0;
  page.on("domcontentloaded", () => {
    loads++;
  });
  return () => loads;
}

/** The six digits and the number on the page of a reservation. */
async function readPass(page: Page): Promise<{ number: string; code: string }> {
  const title = await page.getByRole("heading", { level: 1, name: /^Reservation \d+$/ }).textContent();
  const label = await page.getByRole("img", { name: /^QR code for the hand-over/ }).getAttribute("aria-label");
  return { number: /\d+/.exec(title ?? "")?.[0] ?? "", code: /\d{6}/.exec(label ?? "")?.[0] ?? "" };
}

/** Reserves what the product page shows, with the contact that was given before, and opens the reservation. */
async function reserveAgain(page: Page) {
  await page.getByRole("button", { name: "Reserve in store" }).click();
  await expect(page.getByLabel("Your name")).toHaveValue("Leyla Hasanova");
  await page.getByRole("button", { name: /^Reserve for/ }).click();
  await page.getByRole("button", { name: "Show the reservation" }).click();
  await page.waitForURL(/\/en\/reservations\//);
  return readPass(page);
}

/** A message over the page. */
const expectText = (page: Page, text: string) => expect(page.getByText(text, { exact: true })).toBeVisible();

/** Picks every item of a pickup and notifies the shopper. */
async function prepare(tablet: Page, number: string): Promise<void> {
  await findQueueItem(tablet, `Prepare pick-up ${number}`)
    .getByRole("button", { name: /^Start/ })
    .click();
  await expect(tablet.getByRole("heading", { level: 1, name: `Pick-up ${number}` })).toBeVisible();
  await tablet.getByRole("button", { name: /^Found ?: Nizami linen shirt$/ }).click();
  await tablet.getByRole("button", { name: "Ready", exact: true }).click();
  await expect(findQueueItem(tablet, `Hand over ${number}`)).toBeVisible();
}

async function typeOnPad(tablet: Page, code: string): Promise<void> {
  for (const digit of code)
    await tablet.getByRole("region", { name: "Code" }).getByRole("button", { name: digit, exact: true }).click();
}

/** Goes to one of the tablet's places. */
const visit = (tablet: Page, place: string) =>
  tablet.getByRole("navigation", { name: "Places" }).getByRole("link", { name: place }).click();

/** Takes 150 in cash and hands the items over. Returns the order's number. */
async function pay(tablet: Page, number: string): Promise<string> {
  await expect(tablet.getByTestId("amount-due")).toHaveText(/^To pay: 129\.00/);
  await tablet.getByRole("button", { name: "Cash", exact: true }).click();
  await tablet.getByLabel("Another amount").fill("150");
  await tablet.getByRole("button", { name: "Money taken" }).click();
  await expect(tablet.getByTestId("change-due")).toHaveText(/21\.00/);
  await expect(tablet.getByText("Hand over 1 piece now.")).toBeVisible();
  await expectAccessible(tablet);
  const paid = await tablet.getByText(/^Order \d+ · 129\.00/).textContent();
  await tablet.getByRole("button", { name: "Next client" }).click();
  await expect(findQueueItem(tablet, number)).toHaveCount(0);
  return /\d+/.exec(paid ?? "")?.[0] ?? "";
}

test("reserved in store and collected", async ({ laptop, tablet, browser }) => {
  test.slow();
  let before = 0;
  let first = { number: "", code: "" };
  const tabletLoads = countLoads(tablet);
  await tablet.goto("/store");
  await expect(tablet.getByRole("heading", { level: 1, name: "Today" })).toBeVisible();
  await expect(tablet.getByText(/^live · \d+ s ago$/)).toBeVisible();

  await test.step("a guest sees the stock of Nizami St. and reserves in three taps", async () => {
    let taps = 0;
    const tap = async (target: Locator) => {
      taps++;
      await target.click();
    };
    await laptop.goto(`/en/p/${handle}`);
    await expect(laptop.getByText("Choose a size to see how many")).toBeVisible();
    await tap(laptop.locator("label").filter({ has: laptop.getByRole("radio", { name: size, exact: true }) }));
    before = await readPieces(laptop);
    expect(before).toBeGreaterThanOrEqual(3);
    await expect(laptop.getByText("Nizami St.").first()).toBeVisible();
    await expect(laptop.getByText(/ready .+ at \d\d:\d\d/)).toBeVisible();
    await expectAccessible(laptop);
    await tap(laptop.getByRole("button", { name: "Reserve in store" }));
    const where = laptop.getByRole("region", { name: "Store" });
    await expect(where).toContainText("Nizami St.");
    await expect(where).toContainText(/Kept for you until .+ at \d\d:\d\d/);
    await laptop.getByLabel("Your name").fill("Leyla Hasanova");
    await laptop.getByLabel("Phone or e-mail").fill("+994 50 123 45 67");
    await tap(laptop.getByRole("button", { name: /^Reserve for \d/ }));
    await expect(laptop.getByRole("heading", { name: "Reserved for you" })).toBeVisible();
    expect(taps).toBeLessThanOrEqual(3);
    await laptop.getByRole("button", { name: "Show the reservation" }).click();
    await laptop.waitForURL(/\/en\/reservations\//);
    first = await readPass(laptop);
    await expect(step(laptop)).toContainText("Reserved");
    await expectAccessible(laptop);
  });

  await test.step("an address from an earlier mail leads to it: its owner and the link's holder, nobody else", async () => {
    const { pathname } = new URL(laptop.url());
    const id = pathname.split("/").at(-1) ?? "";
    await laptop.goto(`/en/orders/${id}`);
    await laptop.waitForURL(pathname);
    expect((await readPass(laptop)).number).toBe(first.number);
    const context = await browser.newContext({ baseURL: new URL(laptop.url()).origin, locale: "en-GB" });
    const stranger = await context.newPage();
    await stranger.goto(`/en/orders/${id}`);
    await expect(stranger.getByRole("heading", { name: "This order is not here" })).toBeVisible();
    await stranger.goto(`/en/orders/${id}${buildSignedFragment("pickup", id)}`);
    await stranger.waitForURL((url) => url.pathname === pathname);
    await expect(stranger.getByRole("heading", { level: 1, name: `Reservation ${first.number}` })).toBeVisible();
    await context.close();
  });

  const laptopLoads = countLoads(laptop);

  await test.step("the tablet shows it at once; each step of the store is live on the laptop", async () => {
    const item = findQueueItem(tablet, `Prepare pick-up ${first.number}`);
    await expect(item).toContainText(/1 piece · promised .+ at \d\d:\d\d/);
    await expectAccessible(tablet);
    await item.getByRole("button", { name: /^Start/ }).click();
    await expect(tablet.getByText("for Leyla H.")).toBeVisible();
    await expect(step(laptop)).toContainText("Being prepared");
    await tablet.getByRole("button", { name: /^Found ?: Nizami linen shirt$/ }).click();
    await expect(laptop.getByRole("region", { name: "Pieces" })).toContainText("Found");
    await tablet.getByRole("button", { name: "Ready", exact: true }).click();
    await expectText(tablet, `${first.number} is ready`);
    await expect(findQueueItem(tablet, `Hand over ${first.number}`)).toContainText(
      "The shopper was told by text to …67, today at",
    );
    const box = await laptop.context().newPage();
    await box.goto("/en/demo-mail");
    const news = new RegExp(`pick-up ${first.number} is ready: .*kept until .*\\d\\d:\\d\\d`);
    await expect(box.getByRole("main")).toContainText(news);
    await box.close();
    await expect(step(laptop)).toContainText("Ready");
    await expect(laptop.getByText("Ready for you", { exact: true })).toBeVisible();
  });

  await test.step("the shopper keeps it one day longer, once", async () => {
    const kept = laptop.getByRole("main").getByText(/^Kept until .+ at \d\d:\d\d$/);
    const until = (await kept.textContent()) ?? "";
    await laptop.getByRole("button", { name: "Keep it one day longer" }).click();
    await expect(laptop.getByText("Extended once")).toBeVisible();
    await expect(kept).not.toHaveText(until);
    await expect(laptop.getByRole("button", { name: "Keep it one day longer" })).toHaveCount(0);
  });

  let orderNumber = "";
  await test.step("a wrong code is refused with a sentence; with the right one it is sold, once the register is open", async () => {
    await findQueueItem(tablet, `Hand over ${first.number}`)
      .getByRole("button", { name: /^Hand over/ })
      .click();
    await expect(tablet.getByText(`Pick-up ${first.number} for Leyla H.`)).toBeVisible();
    const last = (Number(first.code.at(-1)) + 1) % 10;
    await typeOnPad(tablet, `${first.code.slice(0, 5)}${last}`);
    await expect(tablet.getByText("This code is not right. Ask the shopper to read it again.")).toBeVisible();
    await expect(tablet.getByLabel("Code", { exact: true }).getByRole("textbox")).toHaveValue("");
    await typeOnPad(tablet, first.code);
    await tablet.getByRole("button", { name: "Cash", exact: true }).click();
    await expectAccessible(tablet);
    await tablet.getByRole("link", { name: "Open the till" }).click();
    await tablet.getByLabel("Float").fill("200");
    await tablet.getByRole("button", { name: "Open the till" }).click();
    await expect(tablet.getByTestId("expected")).toHaveText(/200\.00/);
    await visit(tablet, "Hand over");
    await typeOnPad(tablet, first.code);
    orderNumber = await pay(tablet, first.number);
    await expect(laptop.getByText("Collected").first()).toBeVisible();
    await expect(laptop.getByRole("link", { name: "Receipt", exact: true })).toBeVisible();
    await expect(laptop.getByRole("img", { name: /^QR code for the hand-over/ })).toHaveCount(0);
    expect(laptopLoads(), "the laptop was never reloaded").toBe(0);
    expect(await lookAgain(laptop), "one piece less").toBe(before - 1);
  });

  await test.step("another reservation is handed over by its QR code, read by a hand scanner", async () => {
    const second = await reserveAgain(laptop);
    const text = await scanQr(laptop.getByRole("img", { name: /^QR code for the hand-over/ }));
    await prepare(tablet, second.number);
    await visit(tablet, "Hand over");
    await expect(tablet.getByRole("textbox", { name: "Code" })).toBeFocused();
    await scanByHand(tablet, text);
    await expect(tablet.getByText(`Pick-up ${second.number} for Leyla H.`)).toBeVisible();
    await pay(tablet, second.number);
    await expect(laptop.getByText("Collected").first()).toBeVisible();
    expect(await lookAgain(laptop)).toBe(before - 2);
  });

  await test.step("what was reserved and paid can be brought back", async () => {
    await visit(tablet, "Returns");
    await tablet.getByLabel("Order number or receipt code").fill(orderNumber);
    await tablet.getByRole("button", { name: "Find the order" }).click();
    await tablet.getByRole("button", { name: "One Nizami linen shirt more" }).click();
    await tablet.getByRole("button", { name: "Take 1 piece back" }).click();
    await expect(tablet.getByTestId("refund-method")).toHaveText(/Give 129\.00/);
    await visit(tablet, "Till");
    await expect(tablet.getByTestId("expected")).toHaveText(/329\.00/);
    await visit(tablet, "Today");
    expect(await lookAgain(laptop)).toBe(before - 1);
  });

  await test.step("a cancelled reservation leaves the queue and releases its item", async () => {
    const third = await reserveAgain(laptop);
    await expect(findQueueItem(tablet, `Prepare pick-up ${third.number}`)).toBeVisible();
    await laptop.getByRole("button", { name: "Cancel the reservation" }).click();
    await expectText(laptop, `Reservation ${third.number} is cancelled`);
    await expect(findQueueItem(tablet, third.number)).toHaveCount(0);
    expect(await lookAgain(laptop)).toBe(before - 1);
    expect(tabletLoads(), "the tablet was loaded once and never again").toBe(1);
    // The screen was opened long before: only a ping of the live line makes it young again.
    await expect(tablet.getByTestId("last-updated")).toHaveText(/^live · [01] s ago$/);
  });

  await test.step("what the tablet kept from before is not shown as the present", async () => {
    await reserveAgain(laptop);
    const items = tablet.getByRole("region", { name: "Do next" }).getByTestId("queue-item");
    await expect(items.first()).toBeVisible();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await tablet.route("**/sync.stream*", async (route) => {
      await held;
      await route.continue();
    });
    await tablet.reload();
    await expect(tablet.getByTestId("last-updated")).toHaveText("refreshing…");
    await expect(tablet.getByText("Loading the queue")).toBeAttached();
    await expect(items).toHaveCount(0);
    release();
    await expect(items.first()).toBeVisible();
    await expect(tablet.getByTestId("last-updated")).toHaveText(/^live · \d+ s ago$/);
  });
});
